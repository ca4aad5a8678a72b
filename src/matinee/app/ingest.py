"""A batch as sent in; durable events, and a quarantine for what was refused, out: the one way into the log."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import msgspec

from matinee.core.errors import InvalidInput
from matinee.core.settings import EventSettings
from matinee.core.values import Event
from matinee.events import Checked, Rejected, only_of, read_events
from matinee.events.elsewhere import Made, Unread, check_made, read_elsewhere
from matinee.storage import Appended, Store


class Refused(msgspec.Struct, frozen=True):
    """A refused event as named in the answer: its place in the batch, its id where it had one, and why."""

    index: int
    event_id: str
    reason: str


class Ingested(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a batch: how many events are new, how many were known already, which were refused, and how many
    records of another tool say nothing that is kept."""

    accepted: int
    duplicate: int
    quarantined: list[Refused]
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Pending:
    """A batch on its way to the disk; `answer()` once `appended` is done."""

    appended: Future[Appended]
    doubted: Future[int] | None
    rejected: list[Rejected]
    passed: int = 0

    def answer(self) -> Ingested:
        """Wait until everything is durable, then say what became of it.

        Raises:
            StoreError: the store could not take it; nothing of it is acknowledged, send it again.
        """
        appended = self.appended.result()
        if self.doubted is not None:
            self.doubted.result()
        refused = [Refused(one.index, one.event_id, one.reason) for one in self.rejected]
        return Ingested(appended.new, appended.duplicate, refused, self.passed)


class KnownItems:
    """The items there are, asked for anew only when one is not among those of last time (items are never removed)."""

    def __init__(self, ask: Callable[[], Container[str]]) -> None:
        self._ask = ask
        self._held: Container[str] = ()

    def __contains__(self, item: str) -> bool:
        if item in self._held:
            return True
        self._held = self._ask()
        return item in self._held


@dataclass(frozen=True, slots=True)
class Intake:
    """The door with what it needs: the store, its settings, the items there are, the clock.

    Args:
        known: the ids of all items as of the last commit of any process.
        now: the latest of the wall's and the home's time, UTC microseconds.
        settle: gives live events the home's dates; for a home on the wall clock, the events themselves.
    """

    store: Store
    settings: EventSettings
    known: Callable[[], Container[str]]
    now: Callable[[], int]
    settle: Callable[[Sequence[Event]], list[Event]] = list
    items: KnownItems = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", KnownItems(self.known))

    def begin(self, raw: bytes, content_type: str = "", owner: str = "", form: str = "", most: int = 0) -> Pending:
        """Check a batch and queue it for the next commit.

        Args:
            owner: the one member whose events these may be; '' for anybody's.
            form: another tool's format; '' for our own.
            most: so many events at most; 0 for any number.

        Raises:
            InvalidInput: there is nothing in it, or it is no CSV or Parquet at all; or a member sends another format.
            UnknownName: there is no such format.
            TooBusy: too much is waiting to be written.
            TooLarge: there are more than `most` events in it.
        """
        if form:
            if owner:
                raise InvalidInput("a member's token sends events in our own form only", "leave format away")
            return self.keep(read_elsewhere(raw, form, self.now(), self._is_known(), self.settings, content_type))
        checked = read_events(raw, self.now(), self._is_known(), self.settings, content_type, most)
        return self.keep(only_of(checked, owner, self.store.is_guest) if owner else checked)

    def keep(self, checked: Checked) -> Pending:
        """Queue what the door let through, and what it refused for the quarantine; of who withdrew consent, nothing:
        it is passed over."""
        at = self.now()
        checked = self._spoken(checked)
        doubts = [(one.body, one.reason, at, one.event_id, one.member) for one in checked.rejected if one.body]
        doubted = self.store.quarantine_soon(doubts) if doubts else None
        appended = self.store.append_async(self.settle(checked.events))
        return Pending(appended, doubted, checked.rejected, checked.passed)

    def _spoken(self, checked: Checked) -> Checked:
        """The same without what is of members who withdrew consent."""
        named = {event.member or event.anonymous for event in checked.events}
        silent = self.store.silent(named | {one.member for one in checked.rejected})
        if not silent:
            return checked
        kept = [event for event in checked.events if (event.member or event.anonymous) not in silent]
        rejected = [msgspec.structs.replace(one, body="") if one.member in silent else one for one in checked.rejected]
        return Checked(kept, rejected, checked.passed + len(checked.events) - len(kept))

    def take(self, found: Iterable[Made | Unread]) -> Ingested:
        """Take what records of another tool became, and return when it is durable."""
        return self.keep(check_made(found, self.now(), self._is_known(), self.settings)).answer()

    def ingest(self, raw: bytes, content_type: str = "") -> Ingested:
        """Take a batch and return when it is durable."""
        return self.begin(raw, content_type).answer()

    def replay(self) -> Ingested:
        """Send the quarantine through the door again: what is mended goes into the log, the rest stays."""
        mended, refused, events = [], [], []
        is_known, now = self._is_known(), self.now()
        for doubt in self.store.quarantine():
            checked = read_events(doubt.body.encode(), now, is_known, self.settings)
            if checked.rejected or not checked.events:
                reason = checked.rejected[0].reason if checked.rejected else doubt.reason
                refused.append(Refused(doubt.id, doubt.event_id, reason))
            else:
                mended.append(doubt.id)
                events += self._spoken(checked).events
        appended = self.store.append(self.settle(events))
        self.store.quarantine_remove(mended)
        return Ingested(appended.new, appended.duplicate, refused)

    def _is_known(self) -> Callable[[str], bool]:
        return (lambda _: True) if self.settings.unknown_items == "keep" else self.items.__contains__
