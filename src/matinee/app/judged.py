"""Judged slots: the log and the decisions in; every slot that was sent, and what came of it, in columns out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.slots import in_columns
from matinee.core.clock import HOUR
from matinee.core.decision import SLOT
from matinee.table.ranking.taste import expected_seconds
from matinee.verdict.decisions import unpack
from matinee.verdict.feedback.attribution import Terms, attribute, on_duckdb, tabulate

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]

SIMULATED: Final = "simulated"
"""The source of what no member did."""

CAME: Final = """
SELECT s.number, s."row", s."column", min(c.seen_at) AS seen_at, max(c.seconds) AS seconds, max(c.play) AS play,
  max(c.completion) AS completion, max(c.thumb) AS thumb, max(c.rating) AS rating, max(c.purchase) AS purchase,
  max(c."return") AS "return", max(c.abandonment) AS abandonment, max(c.dismissal) AS dismissal,
  coalesce(max(o.opens), 0) AS opens
FROM slot_signs c JOIN slots s USING (decision, "row", "column")
LEFT JOIN (
  SELECT named.decision, named."row", named."column", count(*) AS opens
  FROM named JOIN known ON known.event_id = named.event_id WHERE known.kind = 'open' GROUP BY ALL
) o USING (decision, "row", "column")
GROUP BY ALL
"""
"""Slots that came into view; an item that stands twice at one place of a page is one slot."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Logged pages as columns. Pages (p,): number (rising), decision, at, who, device, surface, policy, source. Slots
    (n,), in the order of their pages: page (place in the former), slot (n,) of dtype `SLOT`, artwork,
    artwork_propensity."""

    number: NDArray[np.int64]
    decision: NDArray[Any]
    at: NDArray[np.int64]
    who: NDArray[Any]
    device: NDArray[Any]
    surface: NDArray[Any]
    policy: NDArray[Any]
    source: NDArray[Any]
    page: NDArray[np.int64]
    slot: NDArray[Any]
    artwork: NDArray[Any]
    artwork_propensity: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """What was sent and what came of each slot (n,).

    seen: whether it came into view (all slots of a page that was not tracked did); seen_at: UTC microseconds, 0 if not.
    opens: how often its own page was opened from there. Signs as `verdict.feedback.rewards` reads them: play, purchase,
    return, abandonment, dismissal 0 or 1; completion, thumb, rating NaN where not given; seconds watched.
    """

    sent: Sent
    seen: NDArray[np.bool_]
    seen_at: NDArray[np.int64]
    opens: NDArray[np.int64]
    seconds: Floats
    signs: dict[str, Floats]


def sent(home: Home, since: int = 0, without: Collection[str] = ()) -> Sent:
    """Every page that was logged at or after a time (UTC microseconds), but for those of some members."""
    logged = [one for one in home.store.decisions(since=since) if one[3] not in without]
    found = [unpack(body) for *_, body in logged]
    sizes = np.array([len(d.slots) // SLOT.itemsize for d in found], np.int64)
    chances = [np.frombuffer(d.artwork_propensity, "<f4") for d in found]
    padded = [c if len(c) == n else np.ones(n, "<f4") for c, n in zip(chances, sizes, strict=True)]

    def texts(values: list[str]) -> NDArray[Any]:
        return np.array(values, dtype=object)

    return Sent(
        number=np.array([one[0] for one in logged], np.int64),
        decision=texts([d.id for d in found]),
        at=np.array([d.at for d in found], np.int64),
        who=texts([d.who for d in found]),
        device=texts([d.context.device for d in found]),
        surface=texts([d.surface for d in found]),
        policy=texts([d.policy for d in found]),
        source=texts([d.source for d in found]),
        page=np.repeat(np.arange(len(found)), sizes),
        slot=np.frombuffer(b"".join(d.slots for d in found), SLOT),
        artwork=texts([artwork for d in found for artwork in d.artworks]),
        artwork_propensity=np.concatenate([np.zeros(0, "<f4"), *padded]),
    )


def put_slots(log: duckdb.DuckDBPyConnection, home: Home, since: int = 0, where: str = "true") -> None:
    """Give a connection what attribution reads beside `events`: `slots` (a view), `families`, `lengths`."""
    catalog = home.live.world().catalog
    home.store.with_slots(log, in_columns(home), since, where)
    ids = np.array([*catalog.ids, ""], dtype=object)
    rows = np.array([row for row, item in enumerate(catalog.ids) if item], np.int64)
    family = catalog.family[rows] if len(rows) else rows
    apart = family != rows
    log.execute("CREATE TEMP TABLE families (item VARCHAR, family VARCHAR)")
    _insert(log, "families", {"item": ids[rows[apart]], "family": ids[family[apart]]})
    log.execute("CREATE TEMP TABLE lengths (item VARCHAR, seconds DOUBLE)")
    _insert(log, "lengths", {"item": ids[rows], "seconds": expected_seconds(catalog, rows.astype(np.int32))})


def _insert(log: duckdb.DuckDBPyConnection, table: str, columns: dict[str, NDArray[Any]]) -> None:
    if len(next(iter(columns.values()))):
        log.register("given", columns)
        log.execute(f"INSERT INTO {table} SELECT * FROM given")
        log.unregister("given")


def terms(home: Home) -> Terms:
    """How far credit reaches, by the settings."""
    feedback = home.settings.feedback
    return Terms(window_seconds=feedback.window_hours * HOUR / 1e6, abandoned_seconds=feedback.abandoned_seconds)


def attributed(home: Home, since: int = 0) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the table `outcomes`: a line an act, owed to a slot, search, message, autoplay or none.

    What is simulated and what is real never count together: in a home whose snapshot was learned from simulated days
    only simulated events and pages count, in any other only real ones. Close it when done.
    """
    log = narrowed(home, since)
    attribute(on_duckdb(log), terms(home))
    return log


def narrowed(home: Home, since: int = 0) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with what attribution reads: either the real or the simulated events and slots. Close it."""
    log = home.store.duck()
    log.execute("SET memory_limit = '6GB'; SET preserve_insertion_order = false")
    simulated = home.live.world().snapshot.source == SIMULATED
    log.execute("ALTER VIEW events RENAME TO every_event")
    same = "=" if simulated else "<>"
    begun = f'AND "at" >= {int(since)}' if since else ""
    log.execute(f"CREATE VIEW events AS SELECT * FROM every_event WHERE source {same} '{SIMULATED}' {begun}")
    put_slots(log, home, since, "true" if simulated else f"source <> '{SIMULATED}'")
    return log


def judged(home: Home, since: int = 0, log: duckdb.DuckDBPyConnection | None = None) -> Judged:
    """Every slot sent at or after a time (UTC microseconds) to whoever consents, with what came of it so far.

    Args:
        home: an open home.
        since: pages before it are left out.
        log: a connection with the view `events`, such as `home.store.duck()` with members left out; only read.
    """
    own = home.store.duck() if log is None else log
    mine = own.cursor()  # its temporary tables are its own
    try:
        pages = sent(home, since, {member.member for member in home.store.members() if not member.consent})
        put_slots(mine, home, since)
        make = on_duckdb(mine)
        attribute(make, terms(home))
        tabulate(make, ("slot_signs",), terms(home))
        came = mine.execute(CAME).fetchnumpy()
    finally:
        mine.close()
        if log is None:
            own.close()
    known = np.isin(came["number"], pages.number)
    return _joined(pages, {name: column[known] for name, column in came.items()})


def _joined(pages: Sent, came: dict[str, Any]) -> Judged:
    """What came of slots in view, laid beside every slot sent."""
    n = len(pages.page)

    def key(page: NDArray[Any], row: NDArray[Any], column: NDArray[Any]) -> NDArray[np.int64]:
        return (page.astype(np.int64) << 24) + (row.astype(np.int64) << 12) + column.astype(np.int64)

    keys = key(pages.page, pages.slot["row"], pages.slot["column"])
    order = np.argsort(keys, kind="stable")
    page = np.searchsorted(pages.number, came["number"])
    at = order[np.searchsorted(keys, key(page, came["row"], came["column"]), sorter=order)] if n else order

    def laid(name: str, missing: float) -> Floats:
        column = np.full(n, missing)
        column[at] = np.ma.filled(np.ma.asarray(came[name], float), missing)
        return column

    seen = np.zeros(n, bool)
    seen[at] = True
    given = {name: laid(name, 0.0) for name in ("play", "purchase", "return", "abandonment", "dismissal")}
    given |= {name: laid(name, np.nan) for name in ("completion", "thumb", "rating")}
    seen_at = np.zeros(n, np.int64)
    seen_at[at] = came["seen_at"]
    return Judged(pages, seen, seen_at, laid("opens", 0.0).astype(np.int64), laid("seconds", 0.0), given)
