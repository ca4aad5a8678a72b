"""What all reports cost: homes with 1, 3 and 10 million slots and as many events; seconds and memory of each.

python benchmarks/reports.py [MILLIONS ...]     # writes a line a size

Pages of 20 slots, all in view for most of them, 100,000 members, 5,000 items, 28 days; the files are written as sealing
would, and read by `matinee report all` in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from matinee.app.home import open_home
from matinee.app.setup import init_home
from matinee.core.clock import DAY
from matinee.core.values import Item
from matinee.storage.columns import EVENT_COLUMNS, empty_sql, quoted
from matinee.storage.seal import INSERT_SEGMENT, sha256_of

START, DAYS, SLOTS, ITEMS, MEMBERS = 20_500 * DAY, 28, 20, 5_000, 100_000
GENRES = ("Drama", "Comedy", "Thriller", "Horror", "Documentary", "Romance", "Crime", "Family")


def pages_sql(n_pages: int) -> str:
    """A page a line: its number, time and member; busy members have more."""
    return (
        f"SELECT i + 1 AS number, 'd' || i AS decision, {START} + (i * {DAYS * DAY} // {n_pages})::BIGINT AS page_at,"
        f" 'm' || floor({MEMBERS} * pow((hash(i) % 1000003) / 1000003.0, 2))::INT AS member,"
        f" (['tv', 'desktop', 'phone'])[(1 + hash(i + 7) % 3)::BIGINT] AS device FROM range({n_pages}) t(i)"
    )


def slots_sql() -> str:
    """Twenty slots a page, popular items in front."""
    return (
        "SELECT number, decision, page_at AS \"at\", member, 'home' AS surface, device, 'blend' AS policy,"
        " 'none' AS snapshot, '' AS source, 'i' || item_row AS item, item_row, \"row\", \"column\","
        " (['top', 'popular', 'because', 'new'])[1 + \"row\" % 4] AS kind, 'a' || item_row AS artwork,"
        " 0.1 + (item_row % 97) / 300.0 AS score, 0.9 AS propensity, 1.0 AS artwork_propensity, 0::TINYINT AS why"
        f' FROM (SELECT *, (k // 5)::INT AS "row", (k % 5)::INT AS "column",'
        f" floor({ITEMS} * pow((hash(number * 31 + k) % 1000003) / 1000003.0, 2))::INT AS item_row"
        f" FROM pages, range({SLOTS}) r(k))"
    )


def events_sql() -> str:
    """An impression of nine slots in ten, and a play of one in twenty of those."""
    fields = ", ".join(map(quoted, EVENT_COLUMNS))
    return (
        f"SELECT {fields} FROM (SELECT * FROM ({empty_sql()}) UNION ALL BY NAME SELECT"
        " row_number() OVER () AS seq, 'e' || number || '-' || \"row\" || '-' || \"column\" || kind AS event_id, kind,"
        ' "at" + later AS "at", member, \'\' AS anonymous, item, device, \'home\' AS surface, decision, "row",'
        " \"column\", CASE WHEN kind = 'play' THEN 2400.0 END AS seconds, '' AS source, 1 AS schema, false AS autoplay,"
        " '' AS play, '' AS phase, '' AS message, '' AS household, '' AS session, [] AS items, '' AS time_zone,"
        " '' AS query, '' AS currency, '' AS artwork FROM ("
        " SELECT * EXCLUDE (kind), 'impression' AS kind, 2000000 AS later FROM slots"
        ' WHERE hash(number * 77 + "row" * 5 + "column") % 10 < 9'
        " UNION ALL SELECT * EXCLUDE (kind), 'play' AS kind, 60000000 AS later FROM slots"
        ' WHERE hash(number * 77 + "row" * 5 + "column") % 10 < 9'
        f' AND hash(number * 13 + item_row) % 1000 < 20 + 90 * exp(-("row" * 5 + "column") / 5.0)))'
    )


def make(home: Path, millions: float) -> dict[str, int]:
    """A home of this many slots."""
    init_home(home, "Benchmark")
    (home / "matinee.toml").write_text('clock = "data"\n')
    n_pages = int(millions * 1e6 / SLOTS)
    duck = duckdb.connect(config={"threads": 2, "memory_limit": "3GB", "temp_directory": str(home / "tmp")})
    duck.execute("SET enable_progress_bar = false")
    duck.execute(f"CREATE TABLE pages AS {pages_sql(n_pages)}")
    duck.execute(f"CREATE TABLE slots AS {slots_sql()}")
    counts = {}
    opened = open_home(home)
    opened.put_items([
        Item(item=f"i{n}", title=f"Film {n}", genres=(GENRES[n % 8], GENRES[n // 8 % 8]), year=1960 + n % 60)
        for n in range(ITEMS)
    ])  # fmt: skip
    for kind, sql in (("slots", "SELECT * FROM slots"), ("events", events_sql())):
        path = home / "segments" / kind / "all.parquet"
        path.parent.mkdir(parents=True)
        duck.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        counts[kind] = (duck.execute(f"SELECT count(*) FROM '{path}'").fetchone() or (0,))[0]
        line = (str(path.relative_to(home)), kind, "", 1, max(n_pages, counts[kind]), counts[kind], sha256_of(path))
        opened.store._write(lambda c, line=line: c.execute(INSERT_SEGMENT, line).rowcount)
    rows = duck.execute("SELECT number, decision, page_at, member, ''::BLOB FROM pages").fetchall()
    opened.store._write(
        lambda c: (
            c.executemany("INSERT INTO decisions (number, id, at, who, body) VALUES (?, ?, ?, ?, ?)", rows).rowcount
        )
    )
    last = START + DAYS * DAY + DAY
    opened.store._write(lambda c: c.execute("UPDATE counters SET value = ? WHERE name = 'latest_at'", (last,)).rowcount)
    opened.close()
    duck.close()
    return counts


def main(sizes: list[float]) -> None:
    """Make a home of each size and run all reports on it."""
    spent = 0.0
    for millions in sizes:
        with tempfile.TemporaryDirectory(dir=".") as folder:
            counts = make(Path(folder) / "home", millions)
            began = time.perf_counter()
            command = [sys.executable, "-c", "from matinee.cli.main import main; main()"]
            done = subprocess.run(
                [*command, "report", "all", "--home", f"{folder}/home", "--json"], capture_output=True
            )
            seconds = time.perf_counter() - began
            if done.returncode:
                sys.exit(done.stderr.decode())
            found = json.loads(done.stdout)
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            peak, cpu = used.ru_maxrss / 1e6, used.ru_utime + used.ru_stime - spent
            spent += cpu
            size = f"{counts['slots'] / 1e6:.0f} M slots, {counts['events'] / 1e6:.1f} M events"
            judged = f"{found['verdicts']['exposures']:,} exposures judged"
            print(f"| {size} | {seconds:.1f} s, {cpu:.1f} s of CPU | {peak:.1f} GB at most | {judged} |", flush=True)


if __name__ == "__main__":
    main([float(text) for text in sys.argv[1:]] or [1.0, 3.0, 10.0])
