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
