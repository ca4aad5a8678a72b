"""`matinee events ...`: what the door refused, and once mended, back through it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from matinee.app.home import Home, open_home
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, to_json
from matinee.core.clock import to_iso

COMMANDS: dict[str, tuple[str, str]] = {
    "quarantine": ("matinee.cli.events:quarantine", "refused events with their reasons; --replay keeps what is mended"),
}


def quarantine(
    home: HomeDir = HERE,
    replay: Annotated[bool, typer.Option("--replay", help="send them through the door again")] = False,
    limit: Annotated[int, typer.Option(min=1, help="how many to show at most")] = 1_000,
    as_json: AsJson = False,
) -> None:
    """List refused events, the oldest first; what was mended (an item imported since) can be replayed."""
    opened = open_home(require_home(home))
    try:
        replayed = _replayed(opened) if replay else {}
        found = opened.store.quarantine(limit)
        n_quarantined = opened.store.n_quarantined()
    finally:
        opened.close()
    if as_json:
        to_json({**replayed, "n_quarantined": n_quarantined, "quarantine": found})
        return
    if replayed:
        console.print(f"replayed: {replayed['accepted']} kept, {replayed['duplicate']} known already", highlight=False)
    console.print(f"{n_quarantined} events in quarantine", highlight=False)
    for doubt in found:
        words = (doubt.id, to_iso(doubt.received_at), doubt.event_id or "-", doubt.member or "-", doubt.reason)
        print(*words, sep="  ")
        print(f"    {doubt.body[:200]!r}")


def _replayed(opened: Home) -> dict[str, Any]:
    answer = opened.intake.replay()
    return {"accepted": answer.accepted, "duplicate": answer.duplicate}
