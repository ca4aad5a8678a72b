"""The map of success and failure: judged exposures in; items laid out by what they are, each with its verdict, out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.likeness import carried
from matinee.app.verdicts import Judgement, line
from matinee.core.errors import UnknownName
from matinee.verdict.feedback.groups import k_means, named
from matinee.verdict.feedback.layout import lay_out
from matinee.verdict.feedback.verdicts import FAILS, Verdicts

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

MOST: Final = 4_000
"""Items on the map: those with the most exposures."""
REGIONS: Final = 12
SAID: Final = ("thumb", "rating", "dismissal", "abandonment")


@lru_cache(maxsize=2)
def _placed(vectors: bytes, width: int) -> Floats:
    return lay_out(np.frombuffer(vectors).reshape(-1, width))


class Map:
    """Items with exposures, their places (n, 2) in [0, 1], regions, and verdicts.

    Args:
        all_of: the judged exposures.
    """

    def __init__(self, all_of: Judgement) -> None:
        self.all_of = all_of
        shown = all_of.shown
        counts = np.bincount(shown.code["item"], minlength=len(shown.rows)) * (shown.rows >= 0)
        self.items: Codes = np.sort(np.argsort(-counts, kind="stable")[:MOST])
        self.items = self.items[counts[self.items] > 0]
        vectors = all_of.vectors[shown.rows[self.items]]
        self.places = _placed(vectors.tobytes(), vectors.shape[1])
        self.region = k_means(self.places, REGIONS)
        catalog = all_of.home.live.world().catalog
        self.names = named(self.region, carried(catalog.genres)[shown.rows[self.items]], catalog.genres.names)
        self.found: Verdicts | None = all_of.verdicts(shown.code["item"]) if len(self.items) else None

    def points(self) -> list[dict[str, Any]]:
        """An item a line: place, verdict, exposures, region and what members say of it."""
        if self.found is None:
            return []
        home, texts = self.all_of.home, self.all_of.shown.texts["item"]
        said = opinions(self.all_of, self.all_of.shown.code["item"], len(texts))
        return [
            {
                **line(home, "item", texts[k], self.found, int(k)),
                "x": round(float(self.places[n, 0]), 4),
                "y": round(float(self.places[n, 1]), 4),
                "region": self.names[self.region[n]],
                **{name: values[k] for name, values in said.items()},
            }
            for n, k in enumerate(self.items)
        ]


def opinions(all_of: Judgement, group: Codes, size: int) -> dict[str, list[float | None]]:
    """What members say of each group: means of thumbs and ratings where given, shares dismissed and abandoned (of
    exposures, of plays)."""
    signs, found = all_of.shown.signs, {}
    for name in SAID:
        values = signs[name]
        some = ~np.isnan(values) if name != "abandonment" else signs["play"] > 0
        counted = np.bincount(group[some], minlength=size)
        summed = np.bincount(group[some], weights=values[some], minlength=size)
        found[name] = [round(s / n, 4) if n else None for s, n in zip(summed.tolist(), counted.tolist(), strict=True)]
    return found


def success_map(all_of: Judgement, region: str = "") -> dict[str, Any]:
    """Every item with its place and verdict, and the regions; with a region's name, who fails there as well.

    Raises:
        UnknownName: there is no region of that name.
    """
    drawn = Map(all_of)
    points = drawn.points()
    regions = [_region(name, [p for p in points if p["region"] == name]) for name in drawn.names]
    if not region:
        return {"points": points, "regions": regions}
    if region not in drawn.names:
        raise UnknownName(f"no region '{region}'", f"there are: {'; '.join(drawn.names)}")
    inside = [p for p in points if p["region"] == region]
    return {
        "region": _region(region, inside),
        "points": inside,
        "fails": [p for p in inside if p["word"] == FAILS],
        "for_whom": for_whom(drawn, drawn.names.index(region)),
    }


def _region(name: str, points: list[dict[str, Any]]) -> dict[str, Any]:
    shown = sum(p["exposures"] for p in points)
    return {
        "region": name,
        "items": len(points),
        "exposures": shown,
        "fails": sum(p["word"] == FAILS for p in points),
        "success": round(sum((p["success"] or 0.0) * p["exposures"] for p in points) / max(shown, 1), 5),
        "x": round(float(np.mean([p["x"] for p in points])), 4) if points else None,
        "y": round(float(np.mean([p["y"] for p in points])), 4) if points else None,
    }


def for_whom(drawn: Map, region: int) -> list[dict[str, Any]]:
    """The verdict of a region for each segment of members, and what they say there."""
    all_of = drawn.all_of
    inside = np.zeros(len(all_of.shown.rows), bool)
    inside[drawn.items[drawn.region == region]] = True
    there = inside[all_of.shown.code["item"]]
    segment = all_of.segments
    size = len(segment.names)
    group = segment.of[all_of.shown.code["member"]] + np.where(there, 0, size)
    found = all_of.verdicts(group, ("member",))
    said = opinions(all_of, group, 2 * size)
    return [
        {**line(all_of.home, "segment", name, found, k), **{sign: values[k] for sign, values in said.items()}}
        for k, name in enumerate(segment.names)
        if k < len(found.exposures) and found.exposures[k]
    ]
