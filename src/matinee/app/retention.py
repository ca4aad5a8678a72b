"""Retention: a home in; what its settings say is too old gone, and how much that was, out."""

from __future__ import annotations

from matinee.app.home import Home
from matinee.app.publish import KEEP_OPEN, pack_before
from matinee.core.clock import DAY
from matinee.storage.retention import Dropped, Since


def retain(home: Home) -> Dropped:
    """Drop what is older than the [retention] settings say. Events of the last two weeks always stay: the near-line
    counts read them."""
    terms, now = home.settings.retention, home.now()

    def since(days: float) -> int:
        return now - int(days * DAY) if days else 0

    events = min(since(terms.events_days), now - KEEP_OPEN)
    if terms.events_days:
        up_to = home.store.last_seq()
        pack_before(home, events)
        home.store.seal(up_to, min_rows=1, before=events)
    kept = Since(
        events=events if terms.events_days else 0,
        decisions=since(terms.decisions_days),
        quarantine=since(terms.quarantine_days),
        messages=since(terms.messages_days),
        snapshots=terms.snapshots,
    )
    return home.store.drop_before(kept)
