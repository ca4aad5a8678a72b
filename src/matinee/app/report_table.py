"""The reports by name: an open home in; what a report says, its lines for a spreadsheet and its chart, out."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from matinee.app import alerts, maps, policies, reports, verdicts
from matinee.app.exposures import exposures, since_of
from matinee.app.home import Home
from matinee.app.log import reading
from matinee.app.messages_verdict import MESSAGE, message_verdicts
from matinee.app.titles import titles
from matinee.app.verdicts import Judgement, judgement
from matinee.core.clock import wall_now
from matinee.core.errors import UnknownName
from matinee.verdict.reports import charts

Found = dict[str, Any]
FRESH_SECONDS: Final = 30.0
"""For how long what was read from the log is used again, when other events came meanwhile."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report may be asked for beside its name: a kind of thing (of), a region of the map, lines at most."""

    of: str = ""
    region: str = ""
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """make: what it says; lines: the key of its lines; chart: its Vega-Lite specification; about: one line of help."""

    make: Callable[[Home, Asked], Found]
    lines: str
    chart: Callable[[Found], charts.Spec]
    about: str


T = TypeVar("T")
_lock = threading.RLock()
_kept: dict[tuple[str, str], tuple[Home, int, int, Any]] = {}


def fresh(home: Home, name: str, make: Callable[[], T]) -> T:
    """What was made under a name, made anew once the log has changed and it is older than FRESH_SECONDS."""
    key, data = (str(home.path.resolve()), name), home.store.data_version()
    with _lock:
        kept = _kept.get(key)
        if kept and kept[0] is home and (kept[1] == data or wall_now() - kept[2] <= FRESH_SECONDS * 1e6):
            return cast(T, kept[3])
        found = make()
        _kept[key] = (home, home.store.data_version(), wall_now(), found)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """The log read once for all reports."""

    discovery: Found
    titles: Found
    judgement: Judgement


def read(home: Home) -> Reading:
    """Attribute the log once and make everything that rests on it."""
    with reading(home, since_of(home)) as log:
        all_of = Judgement(home, exposures(home, log))
        return Reading(reports.discovery(home, log), alerts.tell(home, titles(home, log, all_of)), all_of)


def read_now(home: Home) -> Reading:
    """The same, once for all who look within FRESH_SECONDS."""
    return fresh(home, "", lambda: read(home))


def judged_now(home: Home) -> Judgement:
    """What verdicts rest on."""
    return fresh(home, "judgement", lambda: judgement(home))


def made(home: Home, name: str, asked: Asked) -> Found:
    """What a report says, for those who look at it again and again.

    Raises:
        UnknownName: there is none.
    """
    found = report(name)
    now = read_now(home)
    if name in ("discovery", "titles"):
        return now.discovery if name == "discovery" else now.titles
    fresh(home, "judgement", lambda: now.judgement)
    return fresh(home, f"{name} {asked}", lambda: found.make(home, asked))


def everything(home: Home) -> dict[str, Found]:
    """Every report by name, the log read once."""
    _kept.clear()
    return {name: made(home, name, Asked()) for name in REPORTS}


def _verdicts(of: str) -> Callable[[Home, Asked], Found]:
    def made(home: Home, asked: Asked) -> Found:
        if (asked.of or of) == MESSAGE:
            return message_verdicts(home, asked.limit)
        return verdicts.verdicts(judged_now(home), asked.of or of, asked.limit)

    return made


def _map(home: Home, asked: Asked) -> Found:
    return maps.success_map(judged_now(home), asked.region)


def _positions(home: Home, asked: Asked) -> Found:
    found = verdicts.verdicts(judged_now(home), "position", asked.limit)
    for one in found["lines"]:
        row, column = one["position"].removeprefix("row ").split(", column ")
        one["row"], one["column"] = int(row), int(column)
    return found


def _by_day(found: Found) -> list[Found]:
    days, measures = found["by_day"]["days"], found["by_day"]
    return [
        {"day": f"{charts.iso_day(day)}", "measure": measure, "share": share}
        for measure in ("plays", "seconds", "revenue")
        for day, share in zip(days, measures.get(measure, []), strict=False)
        if share is not None
    ]


def _bars(of: str) -> Callable[[Found], charts.Spec]:
    return lambda found: charts.verdict_bars(found["lines"], found.get("of", of))


REPORTS: Final[Mapping[str, Report]] = {
    "discovery": Report(
        lambda home, _: reports.discovery(home), "by_surface", lambda found: charts.shares_over_time(_by_day(found)),
        "the share that recommendations brought, and what is lost without them",
    ),
    "verdicts": Report(_verdicts("item"), "lines", _bars("item"), "works, fails or too early to say, for each thing"),
    "map": Report(
        _map, "points", lambda found: charts.success_map(found["points"]),
        "the map of success and failure: items by content, coloured by verdict",
    ),
    "titles": Report(
        lambda home, _: alerts.look(home), "lines",
        lambda found: charts.bars(
            [{"finding": name, "titles": n} for name, n in found["findings"].items()], "finding", "titles"
        ),
        "title health: what nobody can find, and what broke yesterday; sends alerts",
    ),
    "rows": Report(_verdicts("row"), "lines", _bars("row"), "which kinds of rows work"),
    "positions": Report(
        _positions, "lines", lambda found: charts.heat(found["lines"]), "rows x columns: what came of each place"
    ),
    "pictures": Report(_verdicts("picture"), "lines", _bars("picture"), "which pictures work"),
    "reasons": Report(_verdicts("reason"), "lines", _bars("reason"), "which reasons work"),
    "segments": Report(_verdicts("segment"), "lines", _bars("segment"), "for whom it works: members by taste"),
    "policies": Report(
        lambda home, _: policies.policies(judged_now(home)), "policies",
        lambda found: charts.bars(found["policies"], "policy", "success"),
        "each policy in the log, and each judged on the others' logs",
    ),
}  # fmt: skip
"""Name -> report. Served at /v1/reports/NAME and printed by `matinee report NAME`."""


def report(name: str) -> Report:
    """A report by its name.

    Raises:
        UnknownName: there is none.
    """
    if name not in REPORTS:
        raise UnknownName(f"no report '{name}'", f"there are: {', '.join(REPORTS)}")
    return REPORTS[name]


def lines_of(found: Found, key: str) -> list[Found]:
    """A report's lines, each a flat record."""
    lines = found.get(key) or []
    if isinstance(lines, dict):
        return [{"name": name, **values} for name, values in lines.items()]
    return [dict(line) for line in lines]


def as_csv(lines: list[Found]) -> str:
    """Lines as CSV with a header; a cell that a spreadsheet would run is kept text."""
    names = list(dict.fromkeys(name for line in lines for name in line))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: _cell(value) for name, value in line.items()})
    return text.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def draw(spec: charts.Spec, kind: str) -> bytes:
    """A specification as a picture: kind svg or png.

    Raises:
        UnknownName: another kind.
    """
    import vl_convert

    told = {**spec, "width": 900, "background": "white"}
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(told)).encode()
    if kind == "png":
        return bytes(vl_convert.vegalite_to_png(told, scale=2.0))
    raise UnknownName(f"no picture of kind '{kind}'", "name a file that ends in .svg or .png")
