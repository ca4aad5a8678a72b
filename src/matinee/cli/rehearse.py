"""`matinee rehearse`: play simulated weeks beside a home, in a twin of it; or remove them again."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.app import twin
from matinee.app.home import open_home
from matinee.app.rehearsal import DAYS, MEMBERS, rehearse
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, to_json, working


def rehearsal(
    home: HomeDir = HERE,
    days: Annotated[int, typer.Option(help="how many simulated days")] = DAYS,
    members: Annotated[int, typer.Option(help="how many simulated members")] = MEMBERS,
    seed: Annotated[int, typer.Option(help="the same seed draws the same members")] = 1,
    remove: Annotated[bool, typer.Option("--remove", help="remove everything simulated")] = False,
    as_json: AsJson = False,
) -> None:
    """Simulated members live in a twin of the home: fitted to its ratings, served by Matinee, marked SIMULATED."""
    path = require_home(home)
    if remove:
        was = twin.remove(path)
        if as_json:
            to_json({"removed": was.state != "none", "rehearsal": was})
        else:
            console.print(
                "There was nothing simulated." if was.state == "none" else f"SIMULATED: {_told(was)} removed."
            )
        return
    opened = open_home(path)
    try:
        with working("rehearse") as tell:
            done = rehearse(opened, days, members, seed, tell)
    finally:
        opened.close()
    if as_json:
        to_json({"home": str(path / twin.FOLDER), "rehearsal": done})
        return
    console.print(
        f"SIMULATED: {_told(done)} in {path / twin.FOLDER}; the real home is as it was.\n"
        f"See it at /simulated/ of 'matinee serve --home {path}'; remove it: matinee rehearse --remove --home {path}",
        highlight=False,
    )


def _told(told: object) -> str:
    return "{day} days of {members} members, {events:,} events, {plays:,} plays".format(
        **{name: getattr(told, name) for name in ("day", "members", "events", "plays")}
    )
