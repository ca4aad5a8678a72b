"""Members, the guests they were before, and their profiles: in as values and blobs, out by id."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import msgspec

from matinee.core.values import Member
from matinee.storage.base import Base

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(Member).decode

_LINK: Final = "INSERT INTO links VALUES (?, ?) ON CONFLICT DO NOTHING"
_ROOT: Final = "SELECT member FROM links WHERE anonymous = ?"
_SILENT: Final = "SELECT 1 FROM silent WHERE member = coalesce((SELECT member FROM links WHERE anonymous = ?1), ?1)"
_CONSENT: Final = ("INSERT INTO silent VALUES (?) ON CONFLICT DO NOTHING", "DELETE FROM silent WHERE member = ?")
_GUEST: Final = (
    "SELECT NOT EXISTS (SELECT 1 FROM members WHERE member = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM links WHERE ?1 IN (anonymous, member))"
    " AND NOT EXISTS (SELECT 1 FROM profiles WHERE who = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM events WHERE who = ?1 AND CAST(body AS TEXT) ->> '$.member' = ?1)"
)


class People(Base):
    """Write and read members, links and profiles."""

    def put_members(self, members: Sequence[Member]) -> int:
        """Write members, replacing what was held on each; how many were written."""
        rows = [(member.member, _encode(member)) for member in members]
        consents = [(member.consent, member.member) for member in members]
        return self._write(lambda connection: _put_members(connection, rows, consents))

    def silent(self, who: Collection[str]) -> set[str]:
        """Those among these members and guests who withdrew consent."""
        if not self._row("SELECT EXISTS (SELECT 1 FROM silent)")[0]:
            return set()
        return {one for one in who if self._row(_SILENT, one)}

    def member(self, member: str) -> Member | None:
        """The member of this id, None where none was ever written (events alone make no member)."""
        found = self._row("SELECT body FROM members WHERE member = ?", member)
        return _decode(found[0]) if found else None

    def members(self, limit: int = -1) -> list[Member]:
        """Members by id, all of them or the first `limit`."""
        return [_decode(row[0]) for row in self._rows("SELECT body FROM members ORDER BY member LIMIT ?", limit)]

    def n_members(self) -> int:
        """How many members were written."""
        return int(self._row("SELECT count(*) FROM members")[0])

    def active(self, limit: int) -> list[str]:
        """Ids of members and guests: those with the most unsealed events first, then members by id, then profiles."""
        many = "SELECT who FROM events GROUP BY who ORDER BY count(*) DESC, who LIMIT ?"
        sources = (many, "SELECT member FROM members LIMIT ?", "SELECT who FROM profiles LIMIT ?")
        found: dict[str, None] = {}
        for sql in sources:
            if len(found) < limit:
                found |= dict.fromkeys(row[0] for row in self._rows(sql, limit))
        return list(found)[:limit]

    def lively(self, least: int, most: int, limit: int) -> list[str]:
        """Ids of members and guests with `least` to `most` unsealed events, the latest seen first."""
        sql = "SELECT who FROM events GROUP BY who HAVING count(*) BETWEEN ? AND ? ORDER BY max(at) DESC, who LIMIT ?"
        return [row[0] for row in self._rows(sql, least, most, limit)]

    def link(self, anonymous: str, member: str) -> bool:
        """A guest is this member from now on; False where the guest was linked already (the first link stays)."""
        return self._write(lambda connection: link(connection, anonymous, member))

    def is_guest(self, anonymous: str) -> bool:
        """Whether this can only be a guest whom nobody has claimed: no record, no link, no packed profile, and no
        event that names them as a member."""
        return bool(self._row(_GUEST, anonymous)[0])

    def linked(self, member: str) -> tuple[str, ...]:
        """The guests that this member was, by id."""
        rows = self._rows("SELECT anonymous FROM links WHERE member = ? ORDER BY anonymous", member)
        return tuple(row[0] for row in rows)

    def member_of(self, anonymous: str) -> str | None:
        """The member that a guest became, None for one who is still a guest."""
        found = self._row("SELECT member FROM links WHERE anonymous = ?", anonymous)
        return found[0] if found else None

    def profile(self, who: str) -> tuple[bytes, int] | None:
        """(packed profile, seq of the last event folded into it) of a member or guest."""
        found = self._row("SELECT body, up_to_seq FROM profiles WHERE who = ?", who)
        return (found[0], found[1]) if found else None

    def profile_seq(self, who: str) -> int:
        """Up to which seq the packed profile goes, 0 where there is none."""
        found = self._row("SELECT up_to_seq FROM profiles WHERE who = ?", who)
        return int(found[0]) if found else 0

    def put_profiles(self, profiles: Iterable[tuple[str, bytes, int]]) -> None:
        """Write (who, packed profile, up to which seq) for many; an older one never replaces a newer one."""
        rows = list(profiles)
        self._write(lambda connection: _put_profiles(connection, rows))

    def profiles(self, limit: int = -1) -> list[tuple[str, bytes, int]]:
        """(who, packed profile, up to which seq) by id, all or the first `limit`."""
        return self._rows("SELECT who, body, up_to_seq FROM profiles ORDER BY who LIMIT ?", limit)


def link(connection: sqlite3.Connection, anonymous: str, member: str) -> bool:
    """In the caller's transaction: a guest is this member, or whoever that guest became; those who were this guest go
    with them, so that a link always leads to the last one. False where the guest was linked already."""
    found = connection.execute(_ROOT, (member,)).fetchone()
    last = found[0] if found else member
    if anonymous == last or connection.execute(_LINK, (anonymous, last)).rowcount != 1:
        return False
    connection.execute("UPDATE links SET member = ? WHERE member = ?", (last, anonymous))
    return True


def _put_members(
    connection: sqlite3.Connection, rows: list[tuple[str, bytes]], consents: list[tuple[bool, str]]
) -> int:
    for consent, member in consents:
        connection.execute(_CONSENT[consent], (member,))
    sql = "INSERT INTO members VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body"
    return int(connection.executemany(sql, rows).rowcount) if rows else 0


def _put_profiles(connection: sqlite3.Connection, rows: list[tuple[str, bytes, int]]) -> None:
    sql = (
        "INSERT INTO profiles (who, body, up_to_seq) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
        " SET body = excluded.body, up_to_seq = excluded.up_to_seq WHERE excluded.up_to_seq >= up_to_seq"
    )
    connection.executemany(sql, rows)
