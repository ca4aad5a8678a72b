"""A server's address and key in; events and catalogue written, pages, search and reports read as values out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import msgspec

from matinee.client.values import Found, ItemsTaken, Taken, Token
from matinee.client.wire import Answer, Wire
from matinee.core.ids import new_id
from matinee.core.values import Event, Item, Member, Page, PageRow

Value = TypeVar("Value")
BATCH: Final = 500
Sent = Event | Mapping[str, Any]


class Client:
    """The HTTP door of one house, called from a program.

    Args:
        address: where the server is, as http://127.0.0.1:8000.
        key: a key of the house, where it has keys ('matinee keys add').
        timeout_seconds: how long one request may take.
        retries: how often a request that the server was too busy for, or that was cut off, is sent again; events carry
            ids, so that one that arrives twice counts once.

    Every method raises ServerError where the server refuses or cannot be reached.

    Example:
        >>> Client("http://127.0.0.1:8000/").address
        'http://127.0.0.1:8000'
    """

    def __init__(self, address: str, key: str = "", timeout_seconds: float = 10.0, retries: int = 3) -> None:
        self.address = address.rstrip("/")
        self._wire = Wire(self.address, key, timeout_seconds, retries)

    # ---- write ----

    def send(self, events: Iterable[Sent]) -> Taken:
        """Send events in batches; each is durable when this returns. One without `event_id` gets one here."""
        taken = Taken()
        start = 0
        for batch in _batches(events):
            body = msgspec.json.encode([_with_id(event) for event in batch])
            said = _read(self._wire.ask("POST", "/v1/events", body), Taken)
            taken = _added(taken, said, start)
            start += len(batch)
        return taken

    def send_as(self, form: str, body: bytes, content_type: str = "application/json") -> Taken:
        """Send what another tool writes, as it is: gorse, metarank, personalize, segment, ga4 or google-retail."""
        path = f"/v1/events?{urlencode({'format': form})}"
        return _read(self._wire.ask("POST", path, body, content_type), Taken)

    def put_items(self, items: Iterable[Item]) -> ItemsTaken:
        """Add or replace items; they are in force from the next request on."""
        return _read(self._wire.ask("POST", "/v1/items", msgspec.json.encode(list(items))), ItemsTaken)

    def put_member(self, member: Member) -> Member:
        """Add or replace a member's record."""
        body = msgspec.json.encode(member)
        return _read(self._wire.ask("PUT", f"/v1/members/{_id(member.member)}", body), Member)

    def forget(self, member: str) -> dict[str, Any]:
        """Erase a member; the receipt."""
        return self._json("DELETE", f"/v1/members/{_id(member)}")

    # ---- read ----

    def home(self, member: str, **context: str) -> Page:
        """A member's page. context: device, session, time_zone, country, language."""
        return _read(self._wire.ask("GET", f"/v1/members/{_id(member)}/home{_query(context)}"), Page)

    def row(self, member: str, decision: str, row: int, start: int = 0) -> PageRow:
        """Further columns of a row of a page that was served."""
        asked = _query({"decision": decision, "from": start})
        return _read(self._wire.ask("GET", f"/v1/members/{_id(member)}/home/rows/{row}{asked}"), PageRow)

    def search(self, query: str, member: str = "", limit: int = 20) -> Found:
        """Items by title, person, genre or tag, with typos."""
        return _read(
            self._wire.ask("GET", f"/v1/search{_query({'q': query, 'member': member, 'limit': limit})}"), Found
        )

    def similar(self, item: str, member: str = "", limit: int = 20) -> Found:
        """Items like this one."""
        asked = _query({"member": member, "limit": limit})
        return _read(self._wire.ask("GET", f"/v1/items/{_id(item)}/similar{asked}"), Found)

    def item(self, item: str) -> Item:
        """An item as it is held."""
        return _read(self._wire.ask("GET", f"/v1/items/{_id(item)}"), Item)

    def profile(self, member: str) -> dict[str, Any]:
        """What is known of a member, each trait with its reason."""
        return self._json("GET", f"/v1/members/{_id(member)}/profile")

    def explain(self, member: str, item: str) -> dict[str, Any]:
        """Why an item stands on a member's page, or why not."""
        return self._json("GET", f"/v1/members/{_id(member)}/explain/{_id(item)}")

    def trace(self, event_id: str) -> dict[str, Any]:
        """One event's whole way."""
        return self._json("GET", f"/v1/trace/{_id(event_id)}")

    def export(self, member: str) -> dict[str, Any]:
        """Everything held on a member."""
        return self._json("GET", f"/v1/members/{_id(member)}/export")

    def report(self, name: str) -> dict[str, Any]:
        """A report by its name; "" lists them."""
        return self._json("GET", f"/v1/reports/{_id(name)}" if name else "/v1/reports")

    def token(self, member: str) -> Token:
        """A token for a member's browser; the house must have keys, and this client's must read and ingest."""
        return _read(self._wire.ask("POST", f"/v1/members/{_id(member)}/token", b""), Token)

    def about(self) -> dict[str, Any]:
        """What this house is: its name, clock, counts."""
        return self._json("GET", "/v1/about")

    def ready(self) -> bool:
        """Whether the server has something learned to serve from."""
        return self._wire.ask("GET", "/readyz", bad=(503,)).status == 200

    def _json(self, method: str, path: str) -> dict[str, Any]:
        return _read(self._wire.ask(method, path), dict[str, Any])


def _id(value: str) -> str:
    """An id in an address."""
    return quote(value, safe="")


def _query(given: Mapping[str, object]) -> str:
    kept = {name: value for name, value in given.items() if value not in ("", None)}
    return f"?{urlencode(kept)}" if kept else ""


def _read(answer: Answer, kind: type[Value]) -> Value:
    """An answer as a value; numbers that a server writes as 1 where 1.0 is meant are taken for what they are."""
    return msgspec.json.decode(answer.body, type=kind, strict=False)


def _batches(events: Iterable[Sent]) -> Iterator[list[Sent]]:
    left = iter(events)
    while batch := list(itertools.islice(left, BATCH)):
        yield batch


def _with_id(event: Sent) -> Sent:
    if isinstance(event, Event) or event.get("event_id"):
        return event
    return {**event, "event_id": new_id()}


def _added(taken: Taken, said: Taken, start: int) -> Taken:
    """Two answers as one; places count from the first event of all."""
    moved = tuple(msgspec.structs.replace(one, index=one.index + start) for one in said.quarantined)
    return Taken(
        taken.accepted + said.accepted,
        taken.duplicate + said.duplicate,
        taken.quarantined + moved,
        taken.passed + said.passed,
    )
