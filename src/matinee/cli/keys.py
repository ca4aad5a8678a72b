"""`matinee keys`: who may use a home's HTTP door; made, listed, rotated, ended."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

from matinee.app.keys import Keys
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, table, to_json
from matinee.core.clock import DAY, HOUR, to_iso, wall_now
from matinee.operations.keys import SCOPES, Key

KeyId = Annotated[str, typer.Argument(help="the key's id, as 'matinee keys list' shows it")]


def add(
    name: Annotated[str, typer.Argument(help="what it is for: 'web shop', 'prometheus', ...")],
    scope: Annotated[list[str], typer.Option(help=f"what it opens, repeatable: {', '.join(SCOPES)}")],
    days: Annotated[float, typer.Option(help="ends after this many days; 0 for no end", min=0)] = 0.0,
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once and kept as a hash only."""
    until_at = wall_now() + int(days * DAY) if days else 0
    _hand_out(*Keys(require_home(home)).make(name, scope, until_at), as_json)


def rotate(
    key: KeyId,
    grace_hours: Annotated[float, typer.Option(help="the old key goes on for so long", min=0)] = 24.0,
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Make a new key in place of another."""
    _hand_out(*Keys(require_home(home)).rotate(key, int(grace_hours * HOUR)), as_json)


def revoke(key: KeyId, home: HomeDir = HERE) -> None:
    """End a key now, on every server of this home."""
    Keys(require_home(home)).revoke(key)
    console.print(f"key {key} has ended")


def listed(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """The keys there are; their texts are kept nowhere."""
    found = Keys(require_home(home)).ring().keys
    if as_json:
        to_json({"keys": [_told(key) for key in found]})
        return
    rows = [(key.id, key.name, ", ".join(key.scopes), to_iso(key.made_at), _until(key)) for key in found]
    table("keys" if rows else "no keys: served on this machine only", ("id", "name", "scopes", "made", "ends"), rows)


def _hand_out(text: str, key: Key, as_json: bool) -> None:
    if as_json:
        to_json({"key": text} | _told(key))
        return
    console.print(f"key {key.id} for {key.name} ({', '.join(key.scopes)}); it is shown this once:", highlight=False)
    print(text)


def _told(key: Key) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(key).items() if name != "hash"}


def _until(key: Key) -> str:
    if not key.until_at:
        return "never"
    return f"{to_iso(key.until_at)}{'' if wall_now() < key.until_at else ' (ended)'}"


COMMANDS = {
    "add": ("matinee.cli.keys:add", "a new key with its scopes; shown once"),
    "list": ("matinee.cli.keys:listed", "the keys there are"),
    "rotate": ("matinee.cli.keys:rotate", "a new key in place of another, with a time of grace"),
    "revoke": ("matinee.cli.keys:revoke", "end a key now"),
}
