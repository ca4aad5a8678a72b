"""A comparison of policies in, one Vega-Lite chart out: each measure by day, with its interval, marked SIMULATED."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import vl_convert

from matinee.core.errors import InvalidInput, StoreError
from matinee.evaluation.closed_loop import Comparison, DayOfPolicy

SHOWN = {
    "plays_per_session": "plays per session",
    "liking_per_session": "true liking per session",
    "retention": "members who stay",
    "discovery_share": "discovery share",
    "effective_catalogue": "effective catalogue size",
    "opt_out_share": "opted out of messages",
}
LIFT = "lift of true liking over popularity"


def chart(compared: Comparison) -> dict[str, Any]:
    """A Vega-Lite specification: a panel per measure, a line per policy, a band for the 95 % interval."""
    lines = [
        {"policy": one.policy, "measure": label, **_point(day, measure)}
        for one in compared.policies
        for measure, label in SHOWN.items()
        for day in one.by_day
    ]
    lines += [
        {"policy": one.policy, "measure": LIFT, **_point(day, "liking_per_session")}
        for one in compared.policies
        for day in one.lift
    ]
    panels = [*SHOWN.values(), *([LIFT] if any(one.lift for one in compared.policies) else [])]
    text = f"{compared.members} members, {compared.items} items, {len(compared.seeds)} seeds, 95 % intervals"
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": f"SIMULATED: {compared.preset} world in closed loop", "subtitle": text},
        "data": {"values": lines},
        "columns": 2,
        "facet": {"field": "measure", "type": "nominal", "sort": panels, "title": None},
        "resolve": {"scale": {"y": "independent"}},
        "spec": {"width": 340, "height": 170, "layer": [_band(), _line()]},
    }


def _point(day: DayOfPolicy, measure: str) -> dict[str, Any]:
    found = day.measures[measure]
    return {"day": day.day, "mean": found.mean, "low": found.low, "high": found.high}


_DAY = {"field": "day", "type": "quantitative", "title": "simulated day", "axis": {"tickMinStep": 1}}
_COLOR = {"field": "policy", "type": "nominal", "title": "policy"}


def _band() -> dict[str, Any]:
    y = {"field": "low", "type": "quantitative", "title": None, "scale": {"zero": False}}
    return {
        "mark": {"type": "area", "opacity": 0.2},
        "encoding": {"x": _DAY, "y": y, "y2": {"field": "high"}, "color": _COLOR},
    }


def _line() -> dict[str, Any]:
    y = {"field": "mean", "type": "quantitative", "title": None, "scale": {"zero": False}}
    return {"mark": {"type": "line", "point": True}, "encoding": {"x": _DAY, "y": y, "color": _COLOR}}


def check_place(path: Path) -> None:
    """Say at once, before a long run, that a chart cannot be written there.

    Raises:
        InvalidInput: a file of another kind, or a place that is not there.
    """
    if path.suffix not in (".svg", ".png", ".json"):
        raise InvalidInput(f"a chart cannot be written as '{path.name}'", "name a file ending in .svg, .png or .json")
    if not path.parent.is_dir():
        raise InvalidInput(f"there is no directory {path.parent}", "make it, or give another place with --plot")


def write_chart(specification: dict[str, Any], path: Path) -> None:
    """Draw a specification to a file: .svg, .png, or .json for the specification itself.

    Raises:
        InvalidInput: another kind of file.
        StoreError: the file cannot be written.
    """
    check_place(path)
    kinds: dict[str, Callable[[], bytes]] = {
        ".svg": lambda: vl_convert.vegalite_to_svg(specification).encode(),
        ".png": lambda: vl_convert.vegalite_to_png(specification, scale=2),
        ".json": lambda: msgspec.json.encode(specification),
    }
    try:
        path.write_bytes(kinds[path.suffix]())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error}", "give another place with --plot") from error
