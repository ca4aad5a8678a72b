"""`matinee doctor`, `backup`, `restore`: what is wrong with a home, a copy of it, a home again from the copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, to_json, working
from matinee.core.errors import UnknownName
from matinee.storage import Store
from matinee.storage.backup import BackedUp
from matinee.storage.backup import backup as copy_home
from matinee.storage.backup import restore as copy_back
from matinee.storage.checkup import look_over

_SIGNS = {"fine": "[green]fine   [/green]", "warning": "[yellow]warning[/yellow]", "wrong": "[red]wrong  [/red]"}


def doctor(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Look at a home's settings, disk, database, sealed files, snapshot and clock; exit code 1 where one is wrong."""
    _there(home)
    found = look_over(home)
    healthy = all(finding.level != "wrong" for finding in found)
    if as_json:
        to_json({"healthy": healthy, "findings": found})
    else:
        for finding in found:
            console.print(f"{_SIGNS[finding.level]}  {finding.what}: {finding.said}", highlight=False)
            if finding.way_out:
                console.print(f"         {finding.way_out}", highlight=False)
    raise typer.Exit(0 if healthy else 1)


def backup(
    target: Annotated[Path, typer.Argument(help="a folder that is not there yet")],
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Copy a home, also one in use: everything acknowledged before is in the copy."""
    _there(home)
    store = Store.open(home)
    try:
        with working("backup"):
            made = copy_home(store, target)
    finally:
        store.close()
    _show(made, as_json, f"backup of {home}")


def restore(
    source: Annotated[Path, typer.Argument(help="a folder that 'matinee backup' made")],
    home: Annotated[Path, typer.Argument(help="the home to make; empty or not there yet")],
    as_json: AsJson = False,
) -> None:
    """Make a home from a backup, every file compared with its hash first."""
    with working("restore"):
        made = copy_back(source, home)
    _show(made, as_json, f"restored from {source}")


def _show(made: BackedUp, as_json: bool, title: str) -> None:
    if as_json:
        to_json(made)
    else:
        fields = {name: getattr(made, name) for name in made.__struct_fields__}
        show_plain(fields, title)


def _there(home: Path) -> None:
    if not home.is_dir():
        raise UnknownName(f"no home at {home}", f"make one: matinee init {home}")
