"""`matinee`: a table of commands, each imported only when it is called, so that start-up stays short."""

from __future__ import annotations

import importlib
import sys
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

import matinee
from matinee.core.errors import MatineeError

Commands = dict[str, tuple[str, str]]
"""name -> (module:object, one line for --help); the object is a function, a typer.Typer or another such table."""

COMMANDS: Commands = {
    "demo": ("matinee.cli.demo:demo", "the main job on real data: import, learn, a page, the server"),
    "init": ("matinee.cli.homes:init", "a new home directory with matinee.toml"),
    "import": ("matinee.cli.homes:import_", "bring in items, members, events, MovieLens, TMDB, ..."),
    "events": ("matinee.cli.events:COMMANDS", "what the door refused, and why; replay what is mended"),
    "learn": ("matinee.cli.learning:learn", "fit from the log and publish a snapshot; quality beside simple rules"),
    "serve": ("matinee.cli.serve:serve", "the HTTP server and the web pages"),
    "page": ("matinee.cli.look:page", "what a member would see"),
    "similar": ("matinee.cli.look:similar", "items like this one"),
    "search": ("matinee.cli.look:search", "find by title, person, genre or tag, with typos"),
    "profile": ("matinee.cli.look:profile", "what is known of a member, with the events that made it"),
    "explain": ("matinee.cli.look:explain", "why an item stands on a member's page, or why not"),
    "trace": ("matinee.cli.look:trace", "one event's whole way"),
    "report": ("matinee.cli.report:app", "what recommendations brought, what works, what fails and where"),
    "export": ("matinee.cli.look:export", "everything that is held on a member"),
    "forget": ("matinee.cli.look:forget", "erase a member, with a receipt"),
    "snapshots": ("matinee.cli.homes:snapshots_app", "list, use, rollback"),
    "vision": ("matinee.cli.vision:app", "stills of a film, what is in a picture, heads learned from the catalogue"),
    "artwork": ("matinee.cli.artwork:COMMANDS", "which picture of an item a member sees, and why"),
    "messages": ("matinee.cli.messages:COMMANDS", "who gets which message when, and why; campaigns; delivery"),
    "simulate": (
        "matinee.cli.simulate:simulate",
        "a world with planted truth, as events at any size or in closed loop",
    ),
    "rehearse": ("matinee.cli.rehearse:rehearsal", "play simulated weeks in a twin of a home, or remove them"),
    "experiment": ("matinee.cli.experiment:COMMANDS", "experiments on members: how many are needed, and what they say"),
    "rules": ("matinee.cli.rules:COMMANDS", "what a rule of the house costs before it is saved"),
    "keys": ("matinee.cli.keys:COMMANDS", "who may use the HTTP door: add, list, rotate, revoke"),
    "retention": ("matinee.cli.retention:retention", "drop what the settings say is too old"),
    "doctor": ("matinee.cli.doctor:doctor", "what is wrong with a home, and the way out"),
    "backup": ("matinee.cli.doctor:backup", "copy a home, also one in use"),
    "restore": ("matinee.cli.doctor:restore", "make a home from a backup, verified"),
    "bench": ("matinee.cli.bench:COMMANDS", "speed on this machine beside a peer"),
    "evaluate": ("matinee.cli.evaluate:COMMANDS", "offline protocols with the published numbers beside"),
}


def load(target: str) -> Any:
    """Import `module:object`."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def show_help(table: Commands, path: str) -> None:
    """Print a table of commands."""
    console = Console()
    console.print(f"Usage: {path} COMMAND [OPTIONS]   ({path} COMMAND --help says more)\n", highlight=False)
    grid = Table.grid(padding=(0, 2))
    for name, (_, line) in table.items():
        grid.add_row(f"  [bold]{name}[/bold]", line)
    console.print(grid)


def run(table: Commands, path: str, words: list[str]) -> None:
    """Find the command that `words` begins with and run it with the rest."""
    if not words or words[0] in ("-h", "--help"):
        show_help(table, path)
        return
    name = words[0]
    if name not in table:
        print(f"{path}: there is no command '{name}'; {path} --help lists them", file=sys.stderr)
        sys.exit(2)
    found = load(table[name][0])
    if isinstance(found, dict):
        run(found, f"{path} {name}", words[1:])
        return
    if not isinstance(found, typer.Typer):
        single = typer.Typer(add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
        single.command()(found)
        found = single
    found(args=words[1:], prog_name=f"{path} {name}")


def main() -> None:
    """Run the command line; an error that a person can mend is one clear line and exit code 1."""
    words = sys.argv[1:]
    if words[:1] == ["--version"]:
        print(f"matinee {matinee.__version__}")
        return
    try:
        run(COMMANDS, "matinee", words)
    except MatineeError as error:
        print(f"matinee: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
