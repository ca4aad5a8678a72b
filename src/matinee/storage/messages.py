"""Plans of messages and the messages themselves: planned once by key, changed state by state, out by member or time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from matinee.storage.base import Base
from matinee.storage.writer import EventRow, append_rows

STATES: Final = ("planned", "sending", "sent", "failed", "dropped", "uncertain")
_COLUMNS: Final = "key, plan, member, channel, at, state, attempts, doubts, batch, sent_at, kind, item, reason, body"


class PlanRow(msgspec.Struct, frozen=True):
    """A plan as stored: `approved_at` is 0 until somebody approved it; times are UTC microseconds."""

    plan: str
    made_at: int
    approved_at: int
    body: bytes


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message as stored. doubts: attempts after which nobody knows whether it arrived. Times in UTC microseconds."""

    key: str
    plan: str
    member: str
    channel: str
    at: int
    state: str = "planned"
    attempts: int = 0
    doubts: int = 0
    batch: str = ""
    sent_at: int = 0
    kind: str = ""
    item: str = ""
    reason: str = ""
    body: bytes = b""


class Messages(Base):
    """Write and read plans and messages."""

    def put_plan(self, plan: PlanRow, messages: Sequence[MessageRow]) -> int:
        """Keep a plan with its messages in one commit; how many there are, 0 where a plan of this name is held."""
        rows = [msgspec.structs.astuple(message) for message in messages]
        return self._write(lambda connection: _put(connection, plan, rows))

    def message_plans(self) -> list[PlanRow]:
        """All plans, the latest first."""
        sql = "SELECT plan, made_at, approved_at, body FROM message_plans ORDER BY made_at DESC, plan"
        return [PlanRow(*row) for row in self._rows(sql)]

    def message_plan(self, plan: str) -> PlanRow | None:
        """The plan of this name."""
        found = self._row("SELECT plan, made_at, approved_at, body FROM message_plans WHERE plan = ?", plan)
        return PlanRow(*found) if found else None

    def approve_plan(self, plan: str, at: int) -> bool:
        """Approve a plan; False where it was approved already or is not there."""
        sql = "UPDATE message_plans SET approved_at = ? WHERE plan = ? AND approved_at = 0"
        return self._write(lambda connection: connection.execute(sql, (at, plan)).rowcount == 1)

    def message(self, key: str) -> MessageRow | None:
        """The message of this key."""
        found = self._messages("WHERE key = ?", key)
        return found[0] if found else None

    def messages_of(self, member: str) -> list[MessageRow]:
        """All messages of a member by time."""
        return self._messages("WHERE member = ? ORDER BY at, key", member)

    def messages_in(self, plan: str, limit: int = -1) -> list[MessageRow]:
        """The messages of a plan by time."""
        return self._messages("WHERE plan = ? ORDER BY at, key LIMIT ?", plan, limit)

    def messages_between(self, begin: int, end: int) -> list[MessageRow]:
        """The messages that are planned for or were sent in [begin, end), by time."""
        return self._messages("WHERE at >= ? AND at < ? ORDER BY at, key", begin, end)

    def messages_due(self, now: int, channels: Sequence[str], limit: int) -> list[MessageRow]:
        """Messages of approved plans whose time has come, and those that a sender left behind, oldest first."""
        marks = ", ".join("?" for _ in channels)
        where = (
            f"WHERE (state = 'sending' OR (state = 'planned' AND at <= ?)) AND channel IN ({marks}) AND plan IN"
            " (SELECT plan FROM message_plans WHERE approved_at > 0) ORDER BY state DESC, at, key LIMIT ?"
        )
        return self._messages(where, now, *channels, limit)

    def message_counts(self) -> list[tuple[str, str, str, int]]:
        """(plan, channel, state, how many)."""
        return self._rows("SELECT plan, channel, state, count(*) FROM messages GROUP BY 1, 2, 3 ORDER BY 1, 2, 3")

    def change_messages(self, messages: Sequence[MessageRow], events: Sequence[EventRow] = ()) -> None:
        """Write the new state of messages and append events about them, durable together on return."""
        rows = [
            (m.state, m.at, m.attempts, m.doubts, m.batch, m.sent_at, m.kind, m.item, m.reason, m.body, m.key)
            for m in messages
        ]
        self._write(lambda connection: _change(connection, rows, list(events)))

    def _messages(self, where: str, *values: object) -> list[MessageRow]:
        names = _COLUMNS.split(", ")
        rows = self._rows(f"SELECT {_COLUMNS} FROM messages {where}", *values)
        return [MessageRow(**dict(zip(names, row, strict=True))) for row in rows]


def forget_in_plans(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Take these ids out of what plans remember: of lists, of tables by member, of reasons that name them."""
    for name, body in connection.execute("SELECT plan, body FROM message_plans").fetchall():
        rest = json.dumps(_without(json.loads(body), frozenset(ids)), ensure_ascii=False).encode()
        connection.execute("UPDATE message_plans SET body = ? WHERE plan = ?", (rest, name))


def _without(value: Any, ids: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, ids) for key, one in value.items() if key not in ids}
    if isinstance(value, list):
        return [_without(one, ids) for one in value if not (isinstance(one, str) and one in ids)]
    if isinstance(value, str):
        for one in ids:
            value = value.replace(f"'{one}'", "'somebody'")
    return value


def _put(connection: sqlite3.Connection, plan: PlanRow, rows: list[tuple[object, ...]]) -> int:
    sql = "INSERT INTO message_plans VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
    if connection.execute(sql, msgspec.structs.astuple(plan)).rowcount == 0:
        return 0  # another process was first; its plan holds
    marks = ", ".join("?" for _ in _COLUMNS.split(", "))
    sql = f"INSERT INTO messages ({_COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING"
    return int(connection.executemany(sql, rows).rowcount) if rows else 0


def _change(connection: sqlite3.Connection, rows: Sequence[tuple[object, ...]], events: list[EventRow]) -> int:
    sql = (
        "UPDATE messages SET state = ?, at = ?, attempts = ?, doubts = ?, batch = ?, sent_at = ?, kind = ?, item = ?,"
        " reason = ?, body = ? WHERE key = ?"
    )
    connection.executemany(sql, rows)
    if events:
        append_rows(connection, events)
    return len(rows)
