"""Words of a shop's reasons: a reason's kind and reference in, the fields of its template out."""

from __future__ import annotations

from matinee.table.situation import Situation


def fields_of(s: Situation, why: str, ref: int) -> dict[str, str]:
    """What fills the template of this reason besides its number."""
    if why in ("with", "looked") and ref >= 0:
        return {"title": s.catalog.titles[ref]}
    if why == "brand":
        return {"brand": s.catalog.brands.names[ref]}
    if why == "place":
        names = s.snapshot.learned.get("shop.places")
        return {"place": "" if names is None else str(names[ref])}
    return {}
