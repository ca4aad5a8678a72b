"""Ingestion: a batch as sent in; events kept, known ones counted, refused ones in quarantine and named, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from matinee.app.clock import HomeClock
from matinee.core.clock import wall_now
from matinee.core.settings import EventSettings
from matinee.core.values import Event
from matinee.events.read import Checked, read_events
from matinee.storage.store import Store


def check(raw: bytes, content_type: str, known: Callable[[str], bool], bounds: EventSettings) -> Checked:
    """Read a batch of events that people or programs sent.

    Raises:
        InvalidInput: there is nothing in it; a single bad event is refused with its reason and never raises.
    """
    accept = known if bounds.unknown_items == "quarantine" else _anything
    return read_events(raw, wall_now(), accept, bounds, content_type)


def _anything(_: str) -> bool:
    return True


def keep(store: Store, checked: Checked, clock: HomeClock | None = None) -> dict[str, Any]:
    """Append what may be kept and quarantine the rest; durable when this returns.

    Args:
        clock: of the home, for live events; None for imported ones, whose times stay as they are.
    """
    doubts = [(r.body, r.reason, wall_now(), r.event_id, r.member) for r in checked.rejected]
    if doubts:
        store.quarantine_add(doubts)
    kept = append(store, clock.settle(checked.events) if clock else checked.events)
    refused = [{"index": r.index, "event_id": r.event_id, "reason": r.reason} for r in checked.rejected]
    return {**kept, "quarantined": refused}


def append(store: Store, events: Sequence[Event]) -> dict[str, int]:
    """Keep events that are checked already; guests who were identified become their members."""
    kept = store.append(events)
    for event in events:
        if event.kind == "identify" and event.anonymous and event.member:
            store.link(event.anonymous, event.member)
    return {"accepted": kept.new, "duplicate": kept.duplicate}
