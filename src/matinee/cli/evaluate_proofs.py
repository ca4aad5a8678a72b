"""`matinee evaluate session`, `cold-start`, `taste`, `calibration`: the ranking on what it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.app.proofs.calibration import judge_calibration
from matinee.app.proofs.cold import judge_cold
from matinee.app.proofs.session import judge_sessions
from matinee.app.proofs.taste import judge_taste
from matinee.app.proofs.trial import Drawn, trials
from matinee.cli.show import AsJson, show_plain, to_json, working
from matinee.core.errors import InvalidInput

AtHome = Annotated[Path | None, typer.Option(help="a home of yours; default are worlds")]
Preset = Annotated[str, typer.Option(help="stream or shop")]
Members = Annotated[int, typer.Option(help="members of each world")]
Days = Annotated[int, typer.Option(help="days of each world")]
Seeds = Annotated[int, typer.Option(help="how many worlds")]
First = Annotated[int, typer.Option("--seed", help="the first seed")]


def _drawn(preset: str, members: int, days: int, seeds: int, first: int) -> Drawn:
    if min(members, days, seeds) < 1:
        raise InvalidInput(f"{seeds} worlds of {members} members over {days} days", "give 1 or more of each")
    return Drawn(preset, members, days, range(first, first + seeds))


def session(
    home: AtHome = None, preset: Preset = "stream", members: Members = 150, days: Days = 14, seeds: Seeds = 3,
    seed: First = 1, as_json: AsJson = False,
) -> None:  # fmt: skip
    """What comes next in a session, ranked with the session so far and without it."""
    with working("evaluate session"):
        found = judge_sessions(trials(home, _drawn(preset, members, days, seeds, seed)))
    _tell(found, as_json, "In the middle of a session")


def cold_start(
    home: AtHome = None, preset: Preset = "stream", members: Members = 150, days: Days = 14, seeds: Seeds = 3,
    seed: First = 1, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Items of which nothing is known but their metadata, and guests with three picks."""
    with working("evaluate cold-start"):
        found = judge_cold(trials(home, _drawn(preset, members, days, seeds, seed)), seed)
    _tell(found, as_json, "Cold start")


def taste(
    home: AtHome = None, preset: Preset = "stream", members: Members = 150, days: Days = 14, seeds: Seeds = 3,
    seed: First = 1, as_json: AsJson = False,
) -> None:  # fmt: skip
    """How far the genres of the list are from the member's past, with calibration and without it."""
    with working("evaluate taste"):
        found = judge_taste(trials(home, _drawn(preset, members, days, seeds, seed)))
    _tell(found, as_json, "Calibration of taste")


def calibration(
    preset: Preset = "stream", members: Members = 150, days: Days = 8, seeds: Seeds = 2, seed: First = 1,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Whether the ranker's promises hold: expected reward beside what came of the slots that were seen."""
    with working("evaluate calibration"):
        found = judge_calibration(_drawn(preset, members, days, seeds, seed))
    _tell(found, as_json, "Promised and come")


def _tell(found: dict[str, object], as_json: bool, title: str) -> None:
    if as_json:
        to_json(found)
    else:
        show_plain(found, title)
