"""Reports: the log and the decisions in; what recommendations brought, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matinee.app.experiments import HOLD_OUT, watch
from matinee.app.exposures import since_of
from matinee.app.home import Home
from matinee.app.judged import attributed
from matinee.app.log import reading
from matinee.app.trials import stored
from matinee.verdict.feedback.attribution import Terms, on_duckdb, tabulate
from matinee.verdict.feedback.discovery import discovery as shares
from matinee.verdict.metrics import effective_catalogue_size

if TYPE_CHECKING:
    import duckdb

SHOWN: Final = """
WITH owed AS (
  SELECT decision, slot_item, bool_or(kind = 'play') AS played, bool_or(kind = 'purchase') AS bought
  FROM outcomes WHERE kind IN ('play', 'purchase') GROUP BY decision, slot_item
)
SELECT count(*), count(*) FILTER (played), count(*) FILTER (bought)
FROM shown LEFT JOIN owed ON owed.decision = shown.decision AND owed.slot_item = shown.item
"""
"""(slots that were in view, those of them that brought a play, those that brought a purchase): a slot is an item of a
logged page; an impression that names no page, or none that was served to this member, shows no slot."""


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


def discovery(home: Home, log: duckdb.DuckDBPyConnection | None = None) -> dict[str, Any]:
    """The share of what members chose that recommendations brought, with what stands beside it.

    What played by itself counts in no share; plays owed to nothing count as chosen without help. `log`: a connection
    of `log.reading`.
    """
    if log is None:
        with reading(home, since_of(home)) as own:
            return discovery(home, own)
    tabulate(on_duckdb(log), ("discovery",), Terms())
    found = shares(log.execute("SELECT * FROM discovery").fetchnumpy(), home.settings.feedback.discovery_surfaces)
    plays = log.execute("SELECT item, seconds FROM outcomes WHERE kind = 'play'").fetchnumpy()
    shown, taken, bought = log.execute(SHOWN).fetchone() or (0, 0, 0)
    catalogue = _catalogue(log)
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
        "by_day": {
            "days": found.days,
            **{
                name: [_number(share) for share in found.share_by_day[name]] for name in ("plays", "seconds", "revenue")
            },
        },
        "slots_shown": shown,
        "slots_taken": taken,
        "slots_bought": bought,
        "take_fraction": _number(taken / shown if shown else float("nan")),
        "early_abandonment_share": _number(early.mean() if n else float("nan")),
        "effective_catalogue_size": round(effective_catalogue_size(by_item), 4) if n else None,
        **catalogue,
        "increment": _increment(home),
        "evidence": "" if n + purchases else "the log has no play and no purchase: a rating is none",
        "source": home.live.world().snapshot.source,
    }


def _catalogue(log: duckdb.DuckDBPyConnection) -> dict[str, float | None]:
    """Effective catalogue size of what came into view; and what it would be, had every page shown as many of the
    most popular items instead."""
    by_item = [line[0] for line in log.execute("SELECT count(*) FROM shown GROUP BY item").fetchall()]
    sizes = np.array([n for (n,) in log.execute("SELECT count(*) FROM shown GROUP BY decision").fetchall()])
    if not by_item:
        return {"effective_catalogue_shown": None, "popularity_catalogue_size": None}
    same = [int((sizes > rank).sum()) for rank in range(int(sizes.max()))]
    return {
        "effective_catalogue_shown": round(effective_catalogue_size(by_item), 4),
        "popularity_catalogue_size": round(effective_catalogue_size(same), 4),
    }


def _increment(home: Home) -> dict[str, Any] | None:
    """What would be lost without recommendations, by the latest hold-out; None where nobody was ever held out."""
    held = [e for e in stored(home.store).values() if e.kind == HOLD_OUT]
    if not held:
        return None
    latest = max(held, key=lambda e: e.started_at)
    found: dict[str, Any] | None = watch(home, latest.experiment).get("increment")
    return found


def _number(share: float) -> float | None:
    """A share as JSON has it: nothing where there is nothing to share."""
    return round(float(share), 6) if np.isfinite(share) else None
