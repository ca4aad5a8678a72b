"""The log read for reports: events and slots in; outcomes, exposures and counts as tables, in bounded memory, out.

A member's events and pages touch nobody else's, so a long log is attributed some members at a time: what all of them
need together is only the narrow result. Memory is DuckDB's limit and the exposures' numbers, whatever the log's size.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from matinee.app.home import Home
from matinee.app.judged import narrowed, terms
from matinee.verdict.feedback.attribution import (
    CODED,
    attribute,
    on_duckdb,
    statement,
    tabulate,
    tabulate_exposures,
)
from matinee.verdict.feedback.rewards import SIGNS

if TYPE_CHECKING:
    import duckdb

PART: Final = 2_000_000
"""Slots or events that are attributed at once; what that takes fits into MEMORY without a detour over the disk."""
MEMORY: Final = "2500MB"

NUMBERS: Final = ("member", "item", "artwork", "kind", "device", "policy", "why", "row", "column", "before", "seen_at")

NARROW: Final = ", ".join(
    [f'CAST("{name}" AS {"BIGINT" if name == "seen_at" else "INTEGER"}) AS "{name}"' for name in (*NUMBERS, "opens")]
    + [f'CAST("{name}" AS FLOAT) AS "{name}"' for name in (*SIGNS, "score", "propensity")]
)
"""What is kept of an exposure, as narrow as it is: ten million of them are to fit into memory."""

SHOWN: Final = """
  SELECT DISTINCT named.decision, named.item
  FROM named JOIN known ON known.event_id = named.event_id WHERE known.kind = 'impression'
"""

KEPT: Final = {
    "outcomes": "SELECT * FROM outcomes",
    "exposures": f"SELECT {NARROW} FROM exposures",
    "shown": SHOWN,
    "feed": "SELECT * FROM feed",
}
"""Table of `reading` -> what each part of the members adds to it."""

WHOSE: Final = {
    "events": ("CASE WHEN e.member <> '' THEN e.member ELSE coalesce(g.member, e.anonymous) END", "e.anonymous"),
    "slots": ("coalesce(g.member, e.member)", "e.member"),
}
"""View -> (whose a line is, the guest it may name)."""

_NAMELESS: Final = """
  SELECT EXISTS (SELECT 1 FROM events WHERE member = '' AND anonymous = '')
    OR EXISTS (SELECT 1 FROM slots WHERE member = '')
"""


@contextmanager
def reading(home: Home, since: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection with the log attributed; pages and events before `since` (UTC microseconds) are left out.

    Tables: `outcomes` (a line an act), `exposures` (a line a slot in view, in numbers, their texts in codes_<name>),
    `shown` (decision, item of each slot whose impression came), `feed` (events by day and device, to be summed), and
    the view `slots`. Real and simulated never count together (see `judged.attributed`).
    """
    with tempfile.TemporaryDirectory(prefix="matinee-log-") as folder:
        log = narrowed(home, since)
        try:
            log.execute(f"SET memory_limit = '{MEMORY}'")
            log.execute(f"SET temp_directory = '{folder}/spilled'")
            make = on_duckdb(log)
            for name, _ in CODED:
                make(f"codes_{name}", "SELECT 0::BIGINT AS code, '' AS text LIMIT 0")
            for begun, _part in enumerate(_parts(home, log)):
                attribute(make, terms(home))
                tabulate(make, ("slot_signs", "feed"), terms(home))
                tabulate_exposures(make)
                for table, select in KEPT.items():
                    into = f"INSERT INTO every_{table}" if begun else f"CREATE TEMP TABLE every_{table} AS"
                    log.execute(f"{into} {select}")
            for table in ("known", "places", "named", "seen", "touches", "credited", "slot_signs", *KEPT):
                log.execute(f"DROP TABLE IF EXISTS {table}")
            for table in KEPT:
                log.execute(f"ALTER TABLE every_{table} RENAME TO {table}")
            yield log
        finally:
            log.close()


def _parts(home: Home, log: duckdb.DuckDBPyConnection) -> Iterator[int]:
    """Let the views `events` and `slots` show some members at a time, in the end everybody again.

    Where a page or an event has no member at all, everything is one part: it could belong with anybody.
    """
    sizes = {view: (log.execute(f"SELECT count(*) FROM {view}").fetchone() or (0,))[0] for view in WHOSE}
    n_parts = -(-max(*sizes.values(), 1) // PART)
    if n_parts == 1 or (log.execute(_NAMELESS).fetchone() or (True,))[0]:
        yield 0
        return
    on_duckdb(log)("guests", statement("guests", terms(home)))
    on_duckdb(log)("merged", "SELECT anonymous, member FROM guests")  # each part makes `guests` of its own again
    for view in WHOSE:
        log.execute(f"ALTER VIEW {view} RENAME TO whole_{view}")
    for part in range(n_parts):
        for view, (who, guest) in WHOSE.items():
            joined = f"whole_{view} e LEFT JOIN merged g ON g.anonymous = {guest} AND g.anonymous <> ''"
            mine = f"SELECT e.* FROM {joined} WHERE hash({who}) % {n_parts} = {part}"
            log.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS {mine}")
        yield part
    for view in WHOSE:
        log.execute(f"DROP VIEW {view}")
        log.execute(f"ALTER VIEW whole_{view} RENAME TO {view}")
