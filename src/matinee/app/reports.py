"""Reports: the log and the decisions in; what recommendations brought, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from matinee.app.home import Home
from matinee.core.clock import HOUR
from matinee.verdict.decisions import unpack
from matinee.verdict.feedback.attribution import SLOT_COLUMNS, Terms, attribute, on_duckdb
from matinee.verdict.metrics import effective_catalogue_size

if TYPE_CHECKING:
    import duckdb

ACTS: Final = ("play", "purchase", "thumb", "rate")


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
    """The share of plays and seconds that recommendations brought, with what stands beside it."""
    lines = [line for line in outcomes(home) if line["kind"] in ("play", "purchase")]
    recommended = set(home.settings.feedback.discovery_surfaces)
    ours = [line for line in lines if line["surface"] in recommended]
    seconds = [float(line["seconds"] or 0.0) for line in lines]
    of_ours = sum(float(line["seconds"] or 0.0) for line in ours)
    shown = _shown(home)
    early = [s for s in seconds if 0 < s < home.settings.feedback.abandoned_seconds]
    by_item: dict[str, float] = {}
    for line in lines:
        by_item[line["item"]] = by_item.get(line["item"], 0.0) + 1.0
    surfaces: dict[str, int] = {}
    for line in lines:
        surfaces[line["surface"]] = surfaces.get(line["surface"], 0) + 1
    simulated = home.live.world().snapshot.source == "simulated"
    return {
        "plays": len(lines),
        "seconds": round(sum(seconds), 3),
        "discovery_share": _share(len(ours), len(lines)),
        "discovery_seconds_share": _share(of_ours, sum(seconds)),
        "by_surface": surfaces,
        "slots_shown": shown,
        "take_fraction": _share(len(ours), shown),
        "early_abandonment_share": _share(len(early), len(lines)),
        "effective_catalogue_size": round(effective_catalogue_size(list(by_item.values())), 4) if by_item else None,
        "evidence": "" if lines else "the log has no play and no purchase: a rating is none",
        "source": "simulated" if simulated else "",
    }


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 6) if whole else None


def _shown(home: Home) -> int:
    """Slots that an impression says were in view."""
    log = home.store.duck()
    try:
        row = log.execute("SELECT count(DISTINCT (decision, item)) FROM events WHERE kind = 'impression'").fetchone()
        return int(row[0]) if row else 0
    finally:
        log.close()
