"""`matinee experiment start`, `list`, `watch`, `stop`, `rollback`: experiments on a home's members."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.app import experiments
from matinee.app.home import Home, open_home
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, table, to_json
from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.assignment import Experiment

Name = Annotated[str, typer.Argument(help="the experiment's name")]


@contextmanager
def opened(path: Path) -> Iterator[Home]:
    """An open home, closed at the end."""
    home = open_home(require_home(path))
    try:
        yield home
    finally:
        home.close()


def start(
    name: Name,
    home: HomeDir = HERE,
    arm: Annotated[
        list[str] | None,
        typer.Option(
            "--arm", help="NAME[@SHARE][:setting=value,...], control first; 'snapshot=VERSION' serves another"
        ),
    ] = None,
    metric: Annotated[str, typer.Option(help=f"what decides: {', '.join(experiments.METRICS)}")] = "plays",
    guardrail: Annotated[
        list[str] | None, typer.Option("--guardrail", help="METRIC=SHARE that may be lost at most")
    ] = None,
    members: Annotated[float, typer.Option(help="members an arm at the planned end (default: as lately)")] = 0.0,
    hold_out: Annotated[
        float, typer.Option("--hold-out", help="instead of arms: hold this share out of all personalisation for good")
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Start an experiment: members are assigned by a salted hash and see their arm from the next request on."""
    kind, said = "ab", arm or []
    if hold_out:
        kind, said = experiments.HOLD_OUT, [f"served@{1 - hold_out}", f"held@{hold_out}:ranking.personal=false"]
    told = Experiment(
        experiment=name, salt=name, arms=experiments.arms_of(said), metric=metric,
        guardrails=dict(_margin(text) for text in guardrail or []), planned=members, kind=kind,
    )  # fmt: skip
    with opened(home) as h:
        give(experiments.summary(experiments.start(h, told)), as_json, f"{name} is running")


def _margin(text: str) -> tuple[str, float]:
    metric, _, margin = text.partition("=")
    try:
        return metric, float(margin)
    except ValueError as error:
        raise InvalidInput(f"the guardrail '{text}' has no margin", "write METRIC=0.02") from error


def give(found: dict[str, Any], as_json: bool, title: str) -> None:
    """JSON, or two columns."""
    if as_json:
        to_json(found)
    else:
        show_plain({name: value for name, value in found.items() if name not in ("arms", "over_time")}, title)


def list_(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Every experiment there was, the latest first."""
    with opened(home) as h:
        found = experiments.everything(h)
    if as_json:
        to_json({"experiments": found})
        return
    names = ("experiment", "kind", "state", "metric", "started_at", "winner", "default")
    table("Experiments", names, [tuple(one[name] for name in names) for one in found])


def watch(
    name: Name,
    home: HomeDir = HERE,
    as_json: AsJson = False,
    plot: Annotated[Path | None, typer.Option("--plot", help="draw it over time: .svg, .png or .json")] = None,
) -> None:
    """What it says by now; look as often as you like, the intervals hold at every look."""
    with opened(home) as h:
        found = experiments.watch(h, name)
    if plot is not None:
        from matinee.cli.report import plotted, write
        from matinee.verdict.reports.charts import watched

        write(plot, plotted(watched(found["over_time"]), plot))
    give(found, as_json, name)
    if not as_json and found["arms"]:
        keys = ("arm", "members", "control", "treatment", "difference", "low", "high", "lift", "guardrails")
        table("Against control", keys, [tuple(arm[key] for key in keys) for arm in found["arms"]])


def stop(
    name: Name,
    home: HomeDir = HERE,
    winner: Annotated[str, typer.Option(help="the arm whose settings become the default ('' for none)")] = "",
    as_json: AsJson = False,
) -> None:
    """Stop it; with --winner that arm's settings hold for everybody, until they are rolled back."""
    with opened(home) as h:
        give(experiments.summary(experiments.stop(h, name, winner)), as_json, f"{name} is stopped")


def rollback(name: Name, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Take a winner's settings back."""
    with opened(home) as h:
        give(experiments.summary(experiments.roll_back(h, name)), as_json, f"{name} is rolled back")
    if not as_json:
        console.print("everybody has again what held before", highlight=False)
