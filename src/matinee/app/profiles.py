"""Profiles: the packed profile of a member and the events since then in, the profile as of the last commit out."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Final

from matinee.core.profile import Profile
from matinee.core.values import Event
from matinee.members.columns import columns_of
from matinee.members.fold import merge, profiles_of
from matinee.members.packing import pack, unpack
from matinee.storage.store import Store

KEPT: Final = 20_000
"""Profiles kept in memory by a server."""

RowOf = Callable[[str], int]


def fold(who: str, events: Sequence[Event], row_of: RowOf, half_life_days: float) -> Profile:
    """The profile that these events make."""
    searches = [(event.at, event.query) for event in events if event.kind == "search" and event.query]
    return profiles_of([who], columns_of(events, row_of), {who: searches}, half_life_days)[0]


class Profiles:
    """Profiles by member or guest; each read folds in what was acknowledged since the last one."""

    def __init__(self, store: Store, half_life_days: float) -> None:
        self._store = store
        self._half_life = half_life_days
        self._kept: OrderedDict[str, tuple[Profile, int]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, member: str, row_of: RowOf) -> tuple[Profile, int]:
        """(profile, seq of its last event) of a member, the guests they were included.

        A guest who was identified has the member's profile.
        """
        whose = self._store.member_of(member) or member
        parts = [self._own(who, row_of) for who in (whose, *self._store.linked(whose))]
        seq = max(up_to for _, up_to in parts)
        if len(parts) == 1:
            return parts[0]
        return merge(whose, [profile for profile, _ in parts], self._half_life), seq

    def _own(self, who: str, row_of: RowOf) -> tuple[Profile, int]:
        with self._lock:
            profile, seq = self._kept.get(who) or (Profile(who), -1)
            if self._store.profile_seq(who) > seq:  # another process has packed it, and may have sealed its events
                profile, seq = self._packed(who)
            events = self._store.events_of(who, seq)
            if events:
                newer = fold(who, [event for _, event in events], row_of, self._half_life)
                profile = merge(who, [profile, newer], self._half_life)
                seq = events[-1][0]
            seq = max(seq, 0)
            self._kept[who] = (profile, seq)
            self._kept.move_to_end(who)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return profile, seq

    def _packed(self, who: str) -> tuple[Profile, int]:
        found = self._store.profile(who)
        return (unpack(found[0]), found[1]) if found else (Profile(who), 0)

    def as_of(self, member: str, seq: int, guests: Sequence[str], row_of: RowOf) -> Profile:
        """The profile as it was when the log ended at `seq` and these guests were known to be the member: made from
        the events alone, sealed ones included."""
        return fold(member, self.history(member, seq, guests), row_of, self._half_life)

    def history(self, member: str, seq: int = 2**62, guests: Sequence[str] | None = None) -> list[Event]:
        """Every event of a member and of the guests that they were, up to a seq, in the order in which they came."""
        linked = self._store.linked(member) if guests is None else guests
        found = [line for who in (member, *linked) for line in self._store.events_of(who, include_sealed=True)]
        return [event for s, event in sorted(found, key=lambda line: line[0]) if s <= seq]

    def pack_all(self, whose: Sequence[str], row_of: RowOf) -> None:
        """Pack the profiles of these members, so that their events may be sealed."""
        packed = []
        for who in whose:
            profile, seq = self._own(who, row_of)
            packed.append((who, pack(profile), seq))
        self._store.put_profiles(packed)

    def clear(self) -> None:
        """Forget what is kept in memory."""
        with self._lock:
            self._kept.clear()
