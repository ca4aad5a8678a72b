"""A home directory in, everything that it holds out: the one value through which the store is used."""

from __future__ import annotations

from pathlib import Path

from matinee.storage.catalogue import Catalogue
from matinee.storage.choices import Choices
from matinee.storage.doubts import Quarantine
from matinee.storage.forget import Forgetting
from matinee.storage.messages import Messages
from matinee.storage.people import People
from matinee.storage.retention import Retaining


class Store(Retaining, Forgetting, Catalogue, People, Choices, Messages, Quarantine):
    """Events, items, members, profiles, decisions, messages and the quarantine of one home.

    Example:
        >>> import tempfile
        >>> from matinee.core.values import Event
        >>> store = Store.open(Path(tempfile.mkdtemp()))
        >>> store.append([Event(event_id="e1", kind="play", member="m1", item="i1", at=0)])
        Appended(new=1, duplicate=0, seq=1)
        >>> store.close()
    """

    @classmethod
    def open(cls, home: Path, queue_events: int = 100_000) -> Store:
        """Open a home, made if it is not there, upgraded if an older program wrote it.

        Raises:
            StoreError: it cannot be opened, or a newer program wrote it.
        """
        return cls(home, queue_events)
