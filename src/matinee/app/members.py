"""Members' rights: a member in; everything that is held on them, or nothing any more, out."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

import msgspec

from matinee.app.home import Home
from matinee.app.messages_show import row_told
from matinee.app.messages_ways import forget_lines
from matinee.app.twin import forget_in_twin
from matinee.core.clock import to_iso
from matinee.core.decision import Decision
from matinee.core.errors import InvalidInput, UnknownName
from matinee.storage.forget import is_about
from matinee.verdict.decisions import unpack

MAX_ID: Final = 256


def member_id(text: str) -> str:
    """A member's or guest's id as an address or a command gives it, checked.

    Raises:
        InvalidInput: it is empty, longer than 256 characters, or holds a control character.
    """
    if not text.strip() or len(text) > MAX_ID:
        said = f"has {len(text)} characters" if text.strip() else "is empty"
        raise InvalidInput(f"a member id {said}", f"ids have 1 to {MAX_ID} characters")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        raise InvalidInput("a member id holds a control character", "member ids are written as in the events")
    return text


def whose_page(home: Home, member: str, decision: str) -> str:
    """Who the page of this decision was made for: the member, or a guest that they were.

    Raises:
        UnknownName: there is no such decision, or it is somebody else's.
    """
    logged = home.store.decision(decision)
    who = logged[2] if logged else home.made(decision).decision.who
    member = home.store.member_of(member) or member
    if who not in (member, *home.store.linked(member)):
        raise UnknownName(f"no decision '{decision}' of '{member}'", "ids stand in the pages that were served")
    return who


def export(home: Home, member: str) -> dict[str, Any]:
    """Everything held on a member and on the guests that they were: record, events, decisions, messages, quarantined
    events.

    Raises:
        UnknownName: nothing is held on anybody of this name.
    """
    history = home.profiles.history(member)
    record = home.store.member(member)
    guests = home.store.linked(member)
    whose = (member, *guests)
    decisions = [unpack(body) for who in whose for _, _, _, body in home.store.decisions_of(who, limit=-1)]
    doubts = [doubt for doubt in home.store.quarantine() if is_about(doubt, whose)]
    if not (history or record or decisions or doubts):
        raise UnknownName(f"nothing is held on '{member}'", "member ids are written as in the events")
    ids = home.live.world().catalog.ids
    return {
        "member": member,
        "record": record,
        "guests": list(guests),
        "events": history,
        "decisions": [_told(decision, ids) for decision in decisions],
        "messages": [row_told(row) for row in home.store.messages_of(member)],
        "quarantine": doubts,
    }


def _told(decision: Decision, ids: tuple[str, ...]) -> dict[str, Any]:
    return {
        "decision": decision.id, "who": decision.who, "at": to_iso(decision.at), "snapshot": decision.snapshot,
        "slots": [
            {"item": ids[slot["item"]], "row": int(slot["row"]), "column": int(slot["column"])}
            for slot in decision.table()
        ],
    }  # fmt: skip


def forget(home: Home, member: str) -> dict[str, Any]:
    """Erase everything held on a member and on the guests that they were; the receipt names counts, never the member.

    `held` is false where nothing was held on them.

    What was learned from them stays in the published snapshot as sums until the next `matinee learn`, and says so.

    Raises:
        StoreError: a file could not be written anew; run it again.
    """
    ids = (member, *home.store.linked(member))
    gone = home.store.forget(ids)
    forget_lines(home.path / "outbox", ids)
    forget_in_twin(home.path, member)
    home.forget_pages()
    snapshot = home.live.world().snapshot
    return {
        "at": to_iso(home.now()),
        "held": any(msgspec.structs.astuple(gone)),
        "removed": gone,
        "snapshot": {
            "version": snapshot.version,
            "holds": "counts and weights over all members, no ids",
            "refitted": "by the next 'matinee learn', which no longer knows these events",
        },
    }
