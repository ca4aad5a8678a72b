"""Reports: the log and the decisions in; what recommendations brought, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matinee.app.home import Home
from matinee.core.clock import HOUR
from matinee.verdict.decisions import unpack
from matinee.verdict.feedback.attribution import SLOT_COLUMNS, Terms, attribute, on_duckdb, tabulate
from matinee.verdict.feedback.discovery import discovery as shares
from matinee.verdict.metrics import effective_catalogue_size

if TYPE_CHECKING:
    import duckdb

SHOWN: Final = """
WITH shown AS (
  SELECT DISTINCT named.decision, named.item
  FROM named JOIN known ON known.event_id = named.event_id WHERE known.kind = 'impression'
), owed AS (
  SELECT decision, slot_item, bool_or(kind = 'play') AS played, bool_or(kind = 'purchase') AS bought
  FROM outcomes WHERE kind IN ('play', 'purchase') GROUP BY decision, slot_item
)
SELECT count(*), count(*) FILTER (played), count(*) FILTER (bought)
FROM shown LEFT JOIN owed ON owed.decision = shown.decision AND owed.slot_item = shown.item
"""
"""(slots that were in view, those of them that brought a play, those that brought a purchase): a slot is an item of a
logged page; an impression that names no page, or none that was served to this member, shows no slot."""


def slot_columns(home: Home) -> dict[str, Any]:
    """Every logged slot in columns, a line a slot sent, named as attribution reads them."""
    catalog = home.live.world().catalog
    ids = np.array([*catalog.ids, ""], dtype=object)
    parts = []
    for _, _, _, who, body in home.store.decisions():
        decision = unpack(body)
        slots = decision.table()
        many = len(slots)
        names = (decision.id, decision.at, who, decision.surface)
        parts.append((
            *(np.full(many, value, object if isinstance(value, str) else np.int64) for value in names),
            ids[slots["item"]], slots["row"].astype(np.int64), slots["column"].astype(np.int64),
            np.array(decision.artworks, dtype=object), slots["score"].astype(float), slots["propensity"].astype(float),
        ))  # fmt: skip
    return {
        name: np.concatenate([part[k] for part in parts]) if parts else np.zeros(0)
        for k, name in enumerate(SLOT_COLUMNS)
    }


def attributed(home: Home) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection with the table `outcomes`: a line an act, owed to a slot, search, message, autoplay or none.

    Close it when done.
    """
    log = home.store.duck()
    log.execute(
        'CREATE TABLE slots (decision VARCHAR, "at" BIGINT, member VARCHAR, surface VARCHAR, item VARCHAR,'
        ' "row" BIGINT, "column" BIGINT, artwork VARCHAR, score DOUBLE, propensity DOUBLE)'
    )
    columns = slot_columns(home)
    if len(columns["decision"]):
        log.register("slots_given", columns)
        log.execute("INSERT INTO slots SELECT * FROM slots_given")
    catalog = home.live.world().catalog
    rows = [row for row, item in enumerate(catalog.ids) if item and catalog.family[row] != row]
    log.execute("CREATE TABLE families (item VARCHAR, family VARCHAR)")
    if rows:
        log.executemany(
            "INSERT INTO families VALUES (?, ?)", [(catalog.ids[r], catalog.ids[catalog.family[r]]) for r in rows]
        )
    attribute(on_duckdb(log), Terms(window_seconds=home.settings.feedback.window_hours * HOUR / 1e6))
    return log


def outcomes(home: Home, member: str = "") -> list[dict[str, Any]]:
    """The outcomes, of one member or of all, as records."""
    log = attributed(home)
    try:
        where = " WHERE member = $1" if member else ""
        found = log.execute(f"SELECT * FROM outcomes{where} ORDER BY act", [member] if member else [])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, line, strict=True)) for line in found.fetchall()]
    finally:
        log.close()


def discovery(home: Home) -> dict[str, Any]:
    """The share of what members chose that recommendations brought, with what stands beside it.

    What played by itself counts in no share; plays owed to nothing count as chosen without help.
    """
    log = attributed(home)
    try:
        tabulate(on_duckdb(log), ("discovery",), Terms())
        found = shares(log.execute("SELECT * FROM discovery").fetchnumpy(), home.settings.feedback.discovery_surfaces)
        plays = log.execute("SELECT item, surface, seconds FROM outcomes WHERE kind = 'play'").fetchnumpy()
        shown, taken, bought = log.execute(SHOWN).fetchone() or (0, 0, 0)
    finally:
        log.close()
    n, seconds = len(plays["item"]), np.nan_to_num(np.ma.filled(plays["seconds"].astype(float), 0.0))
    early = (seconds > 0) & (seconds < home.settings.feedback.abandoned_seconds)
    by_item = np.unique(plays["item"].astype(str), return_counts=True)[1]
    purchases = sum(line["purchases"] for line in found.by_surface.values())
    return {
        "acts": n + purchases,
        "plays": n,
        "purchases": purchases,
        "seconds": round(float(seconds.sum()), 3),
        "discovery_share": _number(found.share["plays"]),
        "discovery_seconds_share": _number(found.share["seconds"]),
        "discovery_revenue_share": _number(found.share["revenue"]),
        "by_surface": found.by_surface,
        "by_day": {"days": found.days, "plays": [_number(share) for share in found.share_by_day["plays"]]},
        "slots_shown": shown,
        "slots_taken": taken,
        "slots_bought": bought,
        "take_fraction": _number(taken / shown if shown else float("nan")),
        "early_abandonment_share": _number(early.mean() if n else float("nan")),
        "effective_catalogue_size": round(effective_catalogue_size(by_item), 4) if n else None,
        "evidence": "" if n + purchases else "the log has no play and no purchase: a rating is none",
        "source": home.live.world().snapshot.source,
    }


def _number(share: float) -> float | None:
    """A share as JSON has it: nothing where there is nothing to share."""
    return round(float(share), 6) if np.isfinite(share) else None
