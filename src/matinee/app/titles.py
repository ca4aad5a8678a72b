"""A home in; which titles nobody can find, and what broke yesterday and where, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.exposures import exposures, since_of
from matinee.app.home import Home
from matinee.app.judged import terms
from matinee.app.log import reading
from matinee.app.verdicts import Judgement
from matinee.core.clock import DAY, day_of
from matinee.verdict.feedback.attribution import on_duckdb, tabulate
from matinee.verdict.feedback.groups import tastes
from matinee.verdict.feedback.health import (
    BROKEN_PICTURE,
    UNAVAILABLE,
    Fault,
    Shown,
    daily_counts,
    feed_faults,
    item_faults,
    stale,
)
from matinee.verdict.feedback.visibility import Titles, findings

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

SPEAKS: Final = 0.3
"""An item speaks to the three members in ten to whose taste it is nearest."""
ASKED: Final = 3_000
"""Members at the most whose tastes stand for everybody's."""
LEAST_DAYS: Final = 4
PAST_DAYS: Final = 14
"""Days that a day is held against."""


def titles(home: Home, log: duckdb.DuckDBPyConnection | None = None, judged: Judgement | None = None) -> dict[str, Any]:
    """Health of every title: findings on visibility and metadata, faults of the last full day.

    `log`: a connection of `log.reading`, and what `exposures` made of it.
    """
    if log is None:
        with reading(home, since_of(home)) as own:
            return titles(home, own)
    all_of = judged or Judgement(home, exposures(home, log))
    table, faults = _titles(all_of, log), _faults(home, log)
    catalog = home.live.world().catalog
    name = dict(zip(catalog.ids, catalog.titles, strict=True))
    found = findings(table, home.now(), home.settings.verdict.visibility)
    kinds = sorted({what for _, what in found})
    return {
        "titles": len(table.items),
        "day": day_of(_judged_day(home) * DAY),
        "faults": [_fault(one, name) for one in faults],
        "findings": {kind: sum(what == kind for _, what in found) for kind in kinds},
        "lines": [{"item": item, "title": name.get(item, item), "finding": what} for item, what in found],
    }


def _fault(one: Fault, name: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": one.kind, "where": one.where, "title": name.get(one.where, one.where),
        "ratio": round(one.ratio, 4), "chance": one.chance,
    }  # fmt: skip


def _judged_day(home: Home) -> int:
    """The last full day, in days since 1970."""
    return home.now() // DAY - 1


def _titles(all_of: Judgement, log: duckdb.DuckDBPyConnection) -> Titles:
    catalog, snapshot = all_of.home.live.world().catalog, all_of.home.live.world().snapshot
    rows = np.array([r for r, item in enumerate(catalog.ids) if item and catalog.family[r] == r], np.int64)
    n = len(catalog)
    slots, column = np.zeros(n, np.int64), np.full(n, np.nan)
    found = log.execute('SELECT item_row, count(*), avg("column") FROM slots GROUP BY 1').fetchall()
    for row, many, mean in found:
        if 0 <= row < n:
            slots[row], column[row] = many, mean
    reached, share, base = _audience(all_of, n)
    known = np.zeros(n, bool)
    known[: len(snapshot.counts)] = snapshot.counts > 0
    known[snapshot.newest_rows[snapshot.newest_rows < n]] = True
    items = [catalog.items[r] for r in rows]
    return Titles(
        [catalog.ids[r] for r in rows],
        np.asarray(catalog.available[rows], bool),
        np.array([item.available_from for item in items], np.int64),
        np.maximum(slots, known)[rows].astype(np.int64),
        slots[rows], reached[rows], column[rows], share[rows], base[rows],
        np.array([bool(item.artwork) for item in items]),
        np.array([bool(item.genres or item.tags) for item in items]),
        np.array([bool(item.synopsis) for item in items]),
        np.array([not item.available_until or item.available_until > all_of.home.now() for item in items]),
    )  # fmt: skip


def _audience(all_of: Judgement, n: int) -> tuple[Codes, Floats, Floats]:
    """(n,) members reached; share of them to whose taste the item speaks; and that share of all members."""
    shown = all_of.shown
    reached, share, base = np.zeros(n, np.int64), np.zeros(n), np.zeros(n)
    row = shown.rows[shown.code["item"]] if len(shown) else np.zeros(0, np.int64)
    good = (shown.success > 0) & (row >= 0)
    pairs = np.unique(np.stack([row[row >= 0], shown.code["member"][row >= 0]]), axis=1)
    reached += np.bincount(pairs[0], minlength=n)[:n]
    if not good.any():
        return reached, share, base
    members, taste = tastes(shown.code["member"][good], row[good], shown.success[good], all_of.vectors)
    if len(members) > ASKED:
        some = np.sort(np.random.default_rng(0).permutation(len(members))[:ASKED])
        members, taste = members[some], taste[some]
    place = np.full(len(shown.texts["member"]), -1)
    place[members] = np.arange(len(members))
    begins = np.searchsorted(pairs[0], np.arange(n + 1))
    edge = int(len(members) * (1.0 - SPEAKS))
    for item in np.unique(pairs[0]):
        like = taste @ all_of.vectors[item]
        speaks = like >= np.partition(like, edge)[edge]
        mine = place[pairs[1][begins[item] : begins[item + 1]]]
        mine = mine[mine >= 0]
        if len(mine):
            share[item], base[item] = float(speaks[mine].mean()), float(speaks.mean())
    return reached, share, base


def _faults(home: Home, log: duckdb.DuckDBPyConnection) -> list[Fault]:
    """What broke on the last full day, the surest first."""
    told, day = home.settings.verdict.health, _judged_day(home)
    tabulate(on_duckdb(log), ("taken",), terms(home))
    found = list(_item_faults(home, log, day))
    for names, past, today, repeats in _feeds(log, day):
        found += feed_faults(names, past, today, repeats, told)
    world = home.live.world()
    if world.snapshot.version != "none":
        found += stale(world.snapshot.data_until, home.now(), told)
    return sorted(found, key=lambda fault: (fault.chance, fault.kind, fault.where))


def _item_faults(home: Home, log: duckdb.DuckDBPyConnection, day: int) -> list[Fault]:
    """Slots in view that are not taken any more, and opened ones that do not play."""
    items = [line[0] for line in log.execute("SELECT text FROM codes_item ORDER BY code").fetchall()]
    found: list[Fault] = []
    for kind, success, base in ((BROKEN_PICTURE, "taken", "true"), (UNAVAILABLE, "played", "opened > 0")):
        wanted = f'item, member, device, "row", "column", day, {success}'
        sql = f"SELECT {wanted} FROM taken WHERE {base} AND day BETWEEN {day - PAST_DAYS} AND {day} ORDER BY seen_at"
        columns = {name: np.asarray(column) for name, column in log.execute(sql).fetchnumpy().items()}
        days = np.unique(columns["day"])
        if len(days) < LEAST_DAYS or days[-1] != day:
            continue
        item, member, device, row, column = (
            columns[name].astype(np.int64) for name in ("item", "member", "device", "row", "column")
        )
        before = np.minimum(_times_before(member, item), 15)
        factors = (device * 64 + np.minimum(row, 63), device * 256 + np.minimum(column, 255), member, before)
        shown = Shown(columns[success].astype(np.float64), item, member, columns["day"].astype(np.int64), factors)
        found += item_faults(kind, items, daily_counts(shown, len(items)), home.settings.verdict.health)
    return found


def _times_before(member: Codes, item: Codes) -> Codes:
    """How often each pair stood earlier in the columns."""
    pair = member * (int(item.max(initial=0)) + 1) + item
    order = np.argsort(pair, kind="stable")
    first = np.append(True, pair[order][1:] != pair[order][:-1])
    place = np.arange(len(pair))
    before = np.empty(len(pair), np.int64)
    before[order] = place - np.maximum.accumulate(np.where(first, place, 0))
    return before


Feed = tuple[list[str], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


def _feeds(log: duckdb.DuckDBPyConnection, day: int) -> list[Feed]:
    """Events by day (days, names), by device: (names, days before, the day, its repeats); nothing where a day lacks."""
    lines = log.execute(
        "SELECT day, device, sum(n_events)::BIGINT, sum(n_repeats)::BIGINT FROM feed"
        f" WHERE day BETWEEN {day - PAST_DAYS} AND {day} AND device <> '' GROUP BY ALL"
    ).fetchall()
    names = sorted({device for _, device, _, _ in lines})
    if not lines or len({line[0] for line in lines}) < LEAST_DAYS or max(line[0] for line in lines) < day:
        return []
    first = min(line[0] for line in lines)
    table = np.zeros((2, day - first + 1, len(names)), np.int64)
    for when, device, events, repeats in lines:
        table[:, when - first, names.index(device)] = events, repeats
    return [(names, table[0][:-1], table[0][-1], table[1][-1])]
