"""`matinee init`, `import`, `learn`, `snapshots`: a home directory, from nothing to something learned."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from matinee.app.home import Home, open_home
from matinee.app.importing import run_import
from matinee.app.publish import learn_and_publish, seal, summary
from matinee.app.setup import init_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, table, to_json, working
from matinee.core.clock import to_iso
from matinee.storage import snapshots


def init(directory: Annotated[Path, typer.Argument(help="where the home shall be")], as_json: AsJson = False) -> None:
    """A new home directory with matinee.toml."""
    made = init_home(directory)
    if as_json:
        to_json({"home": str(directory), "made": made})
    else:
        console.print(
            f"{directory} is a home{'' if made else ' already'}; next: matinee import KIND PATH --home {directory}"
        )


def import_(
    kind: Annotated[
        str,
        typer.Argument(
            help="movielens, tmdb, items, members, events, complete-journey, cdnow, baskets, netflix-viewing-activity"
        ),
    ],
    path: Annotated[Path, typer.Argument(help="a file or folder")],
    home: HomeDir = HERE,
    member: Annotated[str, typer.Option(help="whose history it is (netflix-viewing-activity)")] = "",
    as_json: AsJson = False,
) -> None:
    """Bring in data; what cannot be read is named and the rest goes on."""
    opened = open_home(home)
    try:
        with working(f"import {kind}") as tell:
            done = run_import(opened, kind, path, tell, **({"member": member} if member else {}))
    finally:
        opened.close()
    counts = {"items": done.items, "members": done.members, "events": done.events, "duplicate": done.duplicate}
    if as_json:
        to_json({**counts, "refused": done.refused, **done.matched})
        return
    show_plain({**counts, "refused": len(done.refused)}, f"import {kind}")
    if done.matched:
        show_plain({name: value for name, value in done.matched.items() if name != "unmatched"})
        table("Not in the catalogue", ("title", "times"), done.matched["unmatched"][:15])
    for line in done.refused[:10]:
        console.print(f"  refused: {line}", highlight=False)


def learn(
    home: HomeDir = HERE,
    every: Annotated[str, typer.Option("--every", help="learn again and again: 30m, 1h, 1d")] = "",
    as_json: AsJson = False,
) -> None:
    """Fit from the log and publish a snapshot; prints its quality beside simple rules."""
    pause = seconds_of(every) if every else 0.0
    while True:
        opened = open_home(home)
        try:
            _learn_once(opened, as_json)
        finally:
            opened.close()
        if not pause:
            return
        time.sleep(pause)


def _learn_once(opened: Home, as_json: bool) -> None:
    with working("learn") as tell:
        learned = learn_and_publish(opened, tell)
        seal(opened, tell)
    told = summary(learned, snapshots.current(opened.path / "snapshots"))
    if as_json:
        to_json(told)
        return
    console.print(f"snapshot {told['snapshot']} in {told['learn_seconds']} s", highlight=False)
    show_quality(told["quality"])


def show_quality(quality: dict[str, object]) -> None:
    """How well the next liked items were found, beside simple rules, and on how many members that rests."""
    rules = [(name, *found.values()) for name, found in quality.items() if isinstance(found, dict)]
    title = f"Next liked items on a time split, {quality['n_members']} members"
    table(title, ("rule", "recall@20", "ndcg@20"), rules)


def seconds_of(text: str) -> float:
    """ "30m" -> 1800.0.

    Raises:
        typer.BadParameter: it is no number with s, m, h or d.
    """
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    try:
        return float(text[:-1]) * units[text[-1]]
    except (ValueError, KeyError, IndexError) as error:
        raise typer.BadParameter(f"{text!r} is no time; write 30m, 1h or 1d") from error


snapshots_app = typer.Typer(
    add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]}
)


@snapshots_app.command("list")
def list_(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """The snapshots of a home, the oldest first."""
    folder = open_folder(home)
    now = snapshots.current(folder)
    found = []
    for version in snapshots.versions(folder):
        manifest = snapshots.read_manifest(folder, version)
        found.append({
            "snapshot": version, "current": version == now, "data_until": to_iso(manifest["data_until"]),
            "items": manifest["n_items"], "events": manifest["evidence"].get("events", 0),
        })  # fmt: skip
    if as_json:
        to_json({"snapshots": found})
    else:
        table(
            "Snapshots",
            ("snapshot", "current", "data until", "items", "events"),
            [tuple(line.values()) for line in found],
        )


@snapshots_app.command("use")
def use(version: str, home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Serve from this version, from the next request on."""
    _switch(home, version, as_json)


@snapshots_app.command("rollback")
def rollback(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Serve from the version before the current one."""
    folder = open_folder(home)
    known, now = snapshots.versions(folder), snapshots.current(folder)
    before = known[: known.index(now)] if now in known else known
    if not before:
        raise typer.BadParameter("there is no earlier snapshot; 'matinee learn' makes one")
    _switch(home, before[-1], as_json)


def _switch(home: Path, version: str, as_json: bool) -> None:
    opened = open_home(home)
    try:
        snapshots.read(opened.path / "snapshots", version)
        snapshots.use(opened.path / "snapshots", version)
        opened.store.nearline_put("snapshot:current", version.encode())
    finally:
        opened.close()
    if as_json:
        to_json({"snapshot": version})
    else:
        console.print(f"serving from {version} from the next request on", highlight=False)


def open_folder(home: Path) -> Path:
    """Where a home's snapshots lie."""
    open_home(home).close()
    return home / "snapshots"
