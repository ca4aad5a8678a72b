"""Charts: lines of a report in, a Vega-Lite specification out: the same for the console, for files and for the docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from matinee.core.clock import DAY, day_of

Spec = dict[str, Any]
Lines = Sequence[Mapping[str, Any]]

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
WORKS: Final = "#2a9d8f"
FAILS: Final = "#e2574c"
EARLY: Final = "#9aa4b2"
WORD: Final = {"domain": ["works", "fails", "too early to say"], "range": [WORKS, FAILS, EARLY]}
CONFIG: Final[Spec] = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {"labelColor": "#8a94a6", "titleColor": "#8a94a6", "gridColor": "#8a94a633", "domainColor": "#8a94a666",
             "tickColor": "#8a94a666", "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal"},
    "legend": {"labelColor": "#8a94a6", "titleColor": "#8a94a6", "orient": "bottom", "labelFontSize": 11},
    "title": {"color": "#8a94a6", "anchor": "start", "fontSize": 13, "fontWeight": "normal"},
    "range": {"category": ["#4c8dff", "#f2a541", "#2a9d8f", "#b07cd8", "#e2574c", "#7fb069", "#d4789b"]},
}  # fmt: skip


def chart(lines: Lines, height: int, **body: Any) -> Spec:
    """Lines and the body of a specification -> the whole, as wide as its place."""
    return {
        "$schema": SCHEMA, "data": {"values": list(lines)}, "width": "container", "height": height, "config": CONFIG,
        "autosize": {"type": "fit", "contains": "padding"}, **body,
    }  # fmt: skip


def _by_word(title: str | None = None) -> Spec:
    return {"field": "word", "type": "nominal", "scale": WORD, "title": title}


def success_map(points: Lines) -> Spec:
    """Items by content in two dimensions, coloured by verdict, as large as their exposure; drag and scroll to zoom."""
    axis: Spec = {"type": "quantitative", "axis": None, "scale": {"domain": [-0.03, 1.03]}}
    return chart(
        points, 520,
        params=[{"name": "zoom", "select": "interval", "bind": "scales"}],
        mark={"type": "circle", "opacity": 0.78, "stroke": "white", "strokeWidth": 0.4},
        encoding={
            "x": {"field": "x", **axis}, "y": {"field": "y", **axis}, "color": _by_word(),
            "size": {"field": "exposures", "type": "quantitative", "scale": {"range": [14, 700]}, "legend": None},
            "order": {"field": "exposures", "type": "quantitative", "sort": "descending"},
            "tooltip": [{"field": name} for name in
                        ("title", "region", "word", "exposures", "relative", "thumb", "rating", "dismissal",
                         "abandonment")],
        },
    )  # fmt: skip


def verdict_bars(lines: Lines, of: str, most: int = 30) -> Spec:
    """Relative success of each thing with its interval, against 1, what was to be expected."""
    name = "title" if lines and "title" in lines[0] else of
    shown = [one for one in lines if one["relative"] is not None][:most]
    y: Spec = {"field": name, "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 140}}
    return chart(
        shown, max(60, 22 * len(shown)),
        layer=[
            {"mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55},
             "encoding": {"x": {"field": "low", "type": "quantitative", "title": "success beside expectation (90 %)"},
                          "x2": {"field": "high"}, "y": y, "color": _by_word()}},
            {"mark": {"type": "point", "filled": True, "size": 60},
             "encoding": {"x": {"field": "relative", "type": "quantitative"}, "y": y, "color": _by_word(),
                          "tooltip": [{"field": f} for f in (name, "word", "exposures", "relative", "low", "high")]}},
            {"mark": {"type": "rule", "strokeDash": [4, 3], "color": "#8a94a6"}, "encoding": {"x": {"datum": 1}}},
        ],
    )  # fmt: skip


def heat(cells: Lines, value: str = "success") -> Spec:
    """Rows x columns of the page, coloured by what came of a slot."""
    return chart(
        cells, 320,
        mark={"type": "rect", "cornerRadius": 2},
        encoding={
            "x": {"field": "column", "type": "ordinal", "title": "column", "axis": {"labelAngle": 0}},
            "y": {"field": "row", "type": "ordinal", "title": "row"},
            "color": {"field": value, "type": "quantitative", "scale": {"scheme": "viridis"},
                      "legend": {"title": value, "gradientLength": 160}},
            "tooltip": [{"field": f} for f in ("row", "column", "exposures", "success", "relative", "word")],
        },
    )  # fmt: skip


def shares_over_time(lines: Lines) -> Spec:
    """The share that recommendations brought, by day and measure."""
    return chart(
        lines, 240,
        mark={"type": "line", "point": True, "strokeWidth": 2},
        encoding={
            "x": {"field": "day", "type": "temporal", "title": None},
            "y": {"field": "share", "type": "quantitative", "scale": {"domain": [0, 1]}, "axis": {"format": "%"},
                  "title": "share brought by recommendations"},
            "color": {"field": "measure", "type": "nominal", "title": None},
            "tooltip": [{"field": f} for f in ("day", "measure", "share")],
        },
    )  # fmt: skip


def bars(lines: Lines, label: str, value: str) -> Spec:
    """A bar for each line, the largest on top."""
    return chart(
        lines, max(60, 26 * len(lines)),
        mark={"type": "bar", "cornerRadiusEnd": 3, "color": "#4c8dff"},
        encoding={
            "x": {"field": value, "type": "quantitative", "title": value},
            "y": {"field": label, "type": "nominal", "sort": "-x", "title": None},
            "tooltip": [{"field": label}, {"field": value}],
        },
    )  # fmt: skip


def watched(lines: Lines) -> Spec:
    """An experiment over time: the difference to control with the interval that holds at every look."""
    return chart(
        lines, 260,
        encoding={"x": {"field": "day", "type": "temporal", "title": None},
                  "color": {"field": "arm", "type": "nominal", "title": None}},
        layer=[
            {"mark": {"type": "area", "opacity": 0.2},
             "encoding": {"y": {"field": "low", "type": "quantitative", "title": "difference to control"},
                          "y2": {"field": "high"}}},
            {"mark": {"type": "line", "strokeWidth": 2}, "encoding": {"y": {"field": "difference",
                                                                           "type": "quantitative"}}},
            {"mark": {"type": "rule", "strokeDash": [4, 3], "color": "#8a94a6"},
             "encoding": {"y": {"datum": 0}, "color": {"value": "#8a94a6"}, "x": {"value": 0},
                          "x2": {"value": "width"}}},
        ],
    )  # fmt: skip


def iso_day(day: int) -> str:
    """Days since 1970 as ISO 8601."""
    return day_of(day * DAY)
