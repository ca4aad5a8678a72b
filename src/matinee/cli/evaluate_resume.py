"""`matinee evaluate resume`: what members go on with, foretold as they come, in worlds with series."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.show import AsJson, show_plain, to_json, working


def resume(
    params: Annotated[list[Path] | None, typer.Option(help="parameter files of the worlds; may be repeated")] = None,
    seeds: Annotated[int, typer.Option(min=1, help="worlds of each file")] = 3,
    first_seed: Annotated[int, typer.Option(min=1, help="the first of the seeds")] = 11,
    members: Annotated[int, typer.Option(min=10, help="members of each world")] = 150,
    items: Annotated[int, typer.Option(min=50, help="items of each world")] = 800,
    days: Annotated[int, typer.Option(min=1, help="days that Matinee serves and learns")] = 10,
    judged: Annotated[int, typer.Option(min=1, help="days after them that are judged")] = 3,
    as_json: AsJson = False,
) -> None:
    """Place of what is gone on with beside most-recent-first, and whether a session goes on with anything (AUC)."""
    from matinee.app.page_worlds import sized
    from matinee.app.resume_trial import judge_resume
    from matinee.worlds.params import load, preset

    told = [(path.stem, load(path)) for path in params or []] or [("stream", preset("stream"))]
    with working("evaluate resume") as tell:
        worlds = [(name, sized(one, members, items)) for name, one in told]
        found = judge_resume(worlds, range(first_seed, first_seed + seeds), (days, judged), tell)
    if as_json:
        to_json(found)
        return
    show_plain({name: value for name, value in found.items() if not isinstance(value, list)}, "Going on")
