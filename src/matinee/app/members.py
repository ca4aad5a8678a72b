"""Members' rights: a member in; everything that is held on them, or nothing any more, out."""

from __future__ import annotations

from typing import Any

from matinee.app.home import Home
from matinee.core.clock import to_iso
from matinee.core.errors import UnknownName
from matinee.verdict.decisions import unpack


def export(home: Home, member: str) -> dict[str, Any]:
    """Everything that the home holds on a member: record, events, decisions, quarantined events.

    Raises:
        UnknownName: nothing is held on anybody of this name.
    """
    history = home.profiles.history(member)
    record = home.store.member(member)
    decisions = [unpack(body) for _, _, _, body in home.store.decisions_of(member, limit=-1)]
    doubts = [doubt for doubt in home.store.quarantine() if doubt.member == member]
    if not (history or record or decisions or doubts):
        raise UnknownName(f"nothing is held on '{member}'", "member ids are written as in the events")
    ids = home.live.world().catalog.ids
    return {
        "member": member,
        "record": record,
        "guests": list(home.store.linked(member)),
        "events": history,
        "decisions": [
            {
                "decision": decision.id, "at": to_iso(decision.at), "snapshot": decision.snapshot,
                "slots": [
                    {"item": ids[slot["item"]], "row": int(slot["row"]), "column": int(slot["column"])}
                    for slot in decision.table()
                ],
            }
            for decision in decisions
        ],
        "quarantine": doubts,
    }  # fmt: skip


def forget(home: Home, member: str) -> dict[str, Any]:
    """Erase everything held on a member and on the guests that they were; the receipt names counts, never the member.

    What was learned from them stays in the published snapshot as sums until the next `matinee learn`, and says so.

    Raises:
        StoreError: a file could not be written anew; run it again.
    """
    gone = home.store.forget((member, *home.store.linked(member)))
    home.forget_pages()
    snapshot = home.live.world().snapshot
    return {
        "at": to_iso(home.now()),
        "removed": gone,
        "snapshot": {
            "version": snapshot.version,
            "holds": "counts and weights over all members, no ids",
            "refitted": "by the next 'matinee learn', which no longer knows these events",
        },
    }
