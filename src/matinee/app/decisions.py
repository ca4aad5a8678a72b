"""Pages that another system served, as JSON, in; kept as decisions that every report reads, out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from matinee.app.home import Home
from matinee.core.clock import from_iso
from matinee.core.decision import DECISION_SCHEMA, SLOT, Basis, Decision, RowMade
from matinee.core.errors import InvalidInput, MatineeError
from matinee.core.values import Context
from matinee.verdict.decisions import pack

BATCH = 5_000
_MOST_ROWS, _MOST_COLUMNS = 1_000, 4_096


class SentSlot(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a page that was served: the item, and what is known of how it came there."""

    item: str
    artwork: str = ""
    score: float | None = None
    propensity: float | None = None
    artwork_propensity: float = 1.0


class SentRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of such a page: its kind ("popular", "because", a name of yours) and its items in order."""

    items: list[SentSlot | str]
    kind: str = "row"
    name: str = ""


class SentPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that another system served. `at` is ISO 8601 or microseconds since 1970; events name it by `decision`."""

    decision: str
    at: str | int
    member: str
    rows: list[SentRow]
    surface: str = "home"
    device: str = ""
    policy: str = "other"
    source: str = ""


class DecisionsTaken(msgspec.Struct, frozen=True):
    """How many pages were kept, and which were refused: place from 0, decision, reason."""

    accepted: int
    refused: list[dict[str, Any]]


def take(home: Home, records: Iterable[bytes]) -> DecisionsTaken:
    """Keep pages, each a JSON object of `SentPage`, once by `decision`; a bad one is named, the others are kept."""
    refused: list[dict[str, Any]] = []
    waiting: list[tuple[str, int, str, bytes]] = []
    accepted = 0
    for index, record in enumerate(records):
        try:
            page = msgspec.json.decode(record, type=SentPage)
            made = decision_of(home, page)
            waiting.append((made.id, made.at, made.who, pack(made)))
        except (MatineeError, msgspec.MsgspecError) as error:
            refused.append({"index": index, "event_id": _named(record), "reason": str(error)})
        if len(waiting) == BATCH:
            accepted += home.store.put_decisions(waiting).result()
            waiting = []
    if waiting:
        accepted += home.store.put_decisions(waiting).result()
    return DecisionsTaken(accepted, refused)


def _named(record: bytes) -> str:
    try:
        return str(msgspec.json.decode(record).get("decision", ""))
    except (msgspec.DecodeError, AttributeError):
        return ""


def decision_of(home: Home, page: SentPage) -> Decision:
    """A page that was served elsewhere -> Decision.

    Raises:
        InvalidInput: it has no id, no member or no time, or an item is not in the catalogue.
    """
    if not page.decision or not page.member:
        raise InvalidInput("the page has no decision id or no member", "give both")
    at = page.at if isinstance(page.at, int) else from_iso(page.at)
    slots, artworks, chances = _slots(home, page)
    return Decision(
        DECISION_SCHEMA, page.decision, at, page.member, Context(at=at, device=page.device or "desktop"), page.surface,
        page.policy, "none", Basis(), tuple(RowMade(row.kind, "", row.kind, {"name": row.name}) for row in page.rows),
        slots.tobytes(), tuple(artworks), np.array(chances, "<f4").tobytes(), b"", page.source,
    )  # fmt: skip


def _slots(home: Home, page: SentPage) -> tuple[np.ndarray[Any, Any], list[str], list[float]]:
    if len(page.rows) > _MOST_ROWS or any(len(row.items) > _MOST_COLUMNS for row in page.rows):
        raise InvalidInput(f"page {page.decision} is too large", f"at most {_MOST_ROWS} rows of {_MOST_COLUMNS} items")
    found = [
        (n, column, SentSlot(item=slot) if isinstance(slot, str) else slot)
        for n, row in enumerate(page.rows)
        for column, slot in enumerate(row.items)
    ]
    slots = np.zeros(len(found), SLOT)
    for k, (n, column, slot) in enumerate(found):
        row = home.row_of(slot.item)
        if row < 0:
            raise InvalidInput(f"no item '{slot.item}'", "bring the catalogue in first: PUT /v1/items, matinee import")
        slots[k] = (row, n, column, _number(slot.score), _number(slot.propensity), -1, -1, 0)
    return slots, [slot.artwork for *_, slot in found], [slot.artwork_propensity for *_, slot in found]


def _number(value: float | None) -> float:
    return np.nan if value is None else value
