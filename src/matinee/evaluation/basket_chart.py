"""A reliability table in, the chart of promised chances against observed shares as SVG or PNG out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matinee.core.errors import InvalidInput


def reliability_chart(bins: list[dict[str, float]]) -> dict[str, Any]:
    """The chart in Vega-Lite: a point a bin with its 95 % interval, and the line of perfect calibration."""
    values = [
        b | {"low": max(b["share"] - 1.96 * b["error"], 0), "high": min(b["share"] + 1.96 * b["error"], 1)}
        for b in bins
    ]
    x = {"field": "chance", "type": "quantitative", "title": "chance promised", "scale": {"domain": [0, 1]}}
    y = {"type": "quantitative", "title": "share bought", "scale": {"domain": [0, 1]}}
    diagonal = {
        "data": {"values": [{"chance": 0, "share": 0}, {"chance": 1, "share": 1}]},
        "mark": {"type": "line", "strokeDash": [4, 4], "color": "gray"},
        "encoding": {"x": x, "y": y | {"field": "share"}},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "Products due next week",
        "width": 320,
        "height": 320,
        "data": {"values": values},
        "layer": [
            diagonal,
            {"mark": "rule", "encoding": {"x": x, "y": y | {"field": "low"}, "y2": {"field": "high"}}},
            {"mark": {"type": "line", "point": True}, "encoding": {"x": x, "y": y | {"field": "share"}}},
        ],
    }


def draw_reliability(bins: list[dict[str, float]], path: Path) -> None:
    """Write the chart; the ending says how.

    Raises:
        InvalidInput: the ending is neither .svg nor .png.
    """
    import vl_convert  # here: it carries a JavaScript engine that only charts need

    chart = reliability_chart(bins)
    if path.suffix == ".svg":
        path.write_text(vl_convert.vegalite_to_svg(chart), encoding="utf-8")
    elif path.suffix == ".png":
        path.write_bytes(vl_convert.vegalite_to_png(chart, scale=2))
    else:
        raise InvalidInput(f"{path.name} is no picture that can be drawn", "end its name with .svg or .png")
