"""Charts of pages: figures in, Vega-Lite specifications out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"


def attention_chart(devices: Mapping[str, Mapping[str, Any]], source: str) -> dict[str, Any]:
    """Attention by row and column, a panel per device; what is simulated says so."""
    values = [
        {"device": f"{name} ({told['how']})", "row": r + 1, "column": c + 1, "attention": value}
        for name, told in devices.items()
        for r, line in enumerate(told["attention"])
        for c, value in enumerate(line)
    ]
    scale = {"scheme": "viridis", "domain": [0, 1]}
    return {
        "$schema": _SCHEMA,
        "title": f"Chance that a slot is looked at{': ' + source if source else ''}",
        "data": {"values": values},
        "facet": {"field": "device", "type": "nominal", "title": None, "columns": 2},
        "spec": {
            "width": 260,
            "height": 180,
            "mark": "rect",
            "encoding": {
                "x": {"field": "column", "type": "ordinal"},
                "y": {"field": "row", "type": "ordinal"},
                "color": {"field": "attention", "type": "quantitative", "scale": scale},
            },
        },
    }


def growth_chart(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How long a page takes as the catalogue and the page grow: by items for a whole page and a first view, by rows."""
    values = [
        {"part": line["part"], "at": line["at"], "measure": name, "ms": line[name]}
        for line in lines
        for name in ("p50_ms", "p99_ms", "scan_ms")
        if line.get(name) is not None
    ]
    return {
        "$schema": _SCHEMA,
        "data": {"values": values},
        "facet": {"field": "part", "type": "nominal", "title": None, "columns": 3},
        "resolve": {"scale": {"x": "independent", "y": "independent"}},
        "spec": {
            "width": 220,
            "height": 200,
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": "at", "type": "quantitative", "title": "items or rows"},
                "y": {"field": "ms", "type": "quantitative", "title": "milliseconds"},
                "color": {"field": "measure", "type": "nominal", "title": None},
            },
        },
    }
