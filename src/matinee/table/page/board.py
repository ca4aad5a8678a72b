"""The board: what stands on the page so far in; the row that adds most at the next place out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from operator import mul
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.settings import PageSettings
from matinee.table.page.drafts import Draft, Ranked
from matinee.table.page.explore import POOL

AHEAD: Final = 12
"""How many rows are placed before further drafts join; also how far rows of one kind count as near."""
DEEP: Final = 32
"""How many of a draft's picks are looked at at a time."""
LIKE: Final = 0.5
"""Share of their first candidates that two rows may have in common and still be neighbours."""
SAME_NEIGHBOUR: Final = 0.7
SAME_KIND: Final = 0.9
SAME_THEME: Final = 0.75
"""Factors of a row's value: below or above one of its kind, for each of its kind, for each of its genre."""


@dataclass(slots=True, eq=False)
class Hand:
    """What a draft has to offer: the next places of its picks that were free when last looked at, their groups and
    chances; `upto` picks were looked at; `value` at the attention and freedom of the time, `fit` for variety."""

    draft: Draft
    lift: float
    kind: str
    theme: str
    groups: list[int]
    chances: list[float]
    free: list[int]
    upto: int
    value: float = np.inf
    fit: float = 1.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A row chosen for a place: its draft, the places of its free picks, what it adds, what it displaced."""

    draft: Draft
    free: list[int]
    value: float
    displaced: tuple[str, float]


@dataclass(slots=True)
class Board:
    """The state of composing. A group of `ranked` that is used stands on the page; a hand that is played is gone."""

    ranked: Ranked
    rules: PageSettings
    head: int
    lifts: Mapping[str, float] = field(default_factory=dict)  # by kind, where the log taught them
    hands: list[Hand] = field(default_factory=list)
    placed: dict[int, Hand] = field(default_factory=dict)
    taken: bytearray = field(default_factory=bytearray)
    used: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    look: NDArray[np.float64] | None = None
    standing: bool = False

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.ranked.rows))
        self.used = np.frombuffer(self.taken, bool)

    def add(self, drafts: list[Draft]) -> None:
        """Let these drafts take part as well."""
        shared = int(self.ranked.group.max(initial=-1)) + 1 < len(self.ranked.group)
        whole = [self._once(draft) for draft in drafts] if shared else drafts
        heads = [draft.picks[:DEEP] for draft in whole]
        flat = np.concatenate([np.zeros(0, np.int64), *heads])
        groups, chances, begin = self.ranked.group[flat].tolist(), self.ranked.chances[flat].tolist(), 0
        for draft, head in zip(whole, heads, strict=True):
            n = len(head)
            known = chances[begin : begin + n] if draft.chances is None else draft.chances[:DEEP].tolist()
            lift = self.lifts.get(draft.kind, draft.lift)
            hand = Hand(draft, lift, draft.kind, draft.theme, groups[begin : begin + n], known, list(range(n)), n)
            hand.value = lift * sum(sorted(known, reverse=True)[: self.head])  # attention is at most 1
            for stands in self.placed.values():
                hand.fit *= factor(hand, stands)
            self.hands.append(hand)
            begin += n

    def _once(self, draft: Draft) -> Draft:
        """The same draft with the best of each family only."""
        first = np.sort(np.unique(self.ranked.group[draft.picks], return_index=True)[1])
        chances = draft.chances[first] if draft.chances is not None else None
        whys = draft.whys.take(first) if draft.whys is not None else None
        return replace(draft, picks=draft.picks[first], chances=chances, whys=whys)

    def _read(self, draft: Draft, begin: int) -> tuple[list[int], list[float]]:
        picks = draft.picks[begin : begin + DEEP]
        own = draft.chances
        chances: NDArray[Any] = self.ranked.chances[picks] if own is None else own[begin : begin + DEEP]
        return self.ranked.group[picks].tolist(), chances.tolist()

    def use(self, positions: NDArray[np.int64]) -> None:
        """These candidates stand on the page now."""
        self.used[self.ranked.group[positions]] = True
        self.standing = self.standing or len(positions) > 0

    def free(self, draft: Draft, most: int) -> NDArray[np.int64]:
        """Places of the first picks of a draft that stand nowhere yet."""
        found = np.flatnonzero(~self.used[self.ranked.group[draft.picks]])
        return found[:most]

    def choose(self, place: int, look: NDArray[np.float64]) -> Choice | None:
        """The row that adds most at this place, (head,) attention falling; None where none may stand there."""
        self._look(look)
        weights = look.tolist()
        beside = [self.placed[p] for p in (place - 1, place + 1) if p in self.placed]
        neighbours, crowded = {hand.kind for hand in beside}, self._crowded(place)
        hands = self._asked(place)
        worth = [-1.0 if hand.kind in crowded else hand.value * hand.fit for hand in hands]
        fresh: set[int] = set()
        while worth:
            value = max(worth)
            best = worth.index(value)
            if value < 0.0:
                break
            hand = hands[best]
            if best in fresh:
                worth[best] = -1.0
                if self._pinned(hand, place) or not any(self.alike(hand, other) for other in beside):
                    return self._play(hand, place, value, self._second(hands, worth))
                continue
            fresh.add(best)
            self._refresh(hand, weights)
            same = SAME_NEIGHBOUR if hand.kind in neighbours else 1.0
            few = len(hand.free) < least(hand.draft, self.rules)
            worth[best] = -1.0 if few else hand.value * hand.fit * same
        return None

    def _pinned(self, hand: Hand, place: int) -> bool:
        return self.rules.pinned_rows.get(hand.kind) == place

    def _asked(self, place: int) -> list[Hand]:
        """Which hands may be played here: those of the kind that the house pinned here, else all but what it keeps
        for a later place."""
        pinned = self.rules.pinned_rows
        if not pinned:
            return self.hands
        here = [hand for hand in self.hands if pinned.get(hand.kind) == place]
        there = {hand.kind for hand in self.placed.values()}
        kept = {kind for kind, at in pinned.items() if at != place and at not in self.placed and kind not in there}
        return here or [hand for hand in self.hands if hand.kind not in kept]

    def _play(self, hand: Hand, place: int, value: float, displaced: tuple[str, float]) -> Choice:
        self.hands.remove(hand)
        self.placed[place] = hand
        for other in self.hands:
            if other.kind == hand.kind or other.theme == hand.theme:
                other.fit *= factor(other, hand)
        return Choice(hand.draft, hand.free, value, displaced)

    def _second(self, hands: list[Hand], worth: list[float]) -> tuple[str, float]:
        """The best of the others, by what each could add at most."""
        value = max(worth)
        return (hands[worth.index(value)].draft.name, value) if value >= 0 else ("", 0.0)

    def _look(self, look: NDArray[np.float64]) -> None:
        """Keep every stale value an upper bound where attention is another than at the place before."""
        if self.look is not None:
            ratio = float((look / np.maximum(self.look, 1e-12)).max())
            for hand in self.hands:
                hand.value *= ratio
        self.look = look

    def _refresh(self, hand: Hand, weights: list[float]) -> None:
        taken, groups = self.taken, hand.groups
        if self.standing:
            hand.free = [p for p in hand.free if not taken[groups[p]]]
        while len(hand.free) < self.head + POOL and hand.upto < len(hand.draft.picks):
            more, chances = self._read(hand.draft, hand.upto)
            hand.free += [p for p, group in enumerate(more, hand.upto) if not taken[group]]
            hand.upto += len(more)
            groups += more
            hand.chances += chances
        known = hand.chances
        hand.value = hand.lift * sum(map(mul, weights, [known[p] for p in hand.free[: self.head]]))

    def _crowded(self, place: int) -> set[str]:
        """The kinds of which `same_kind` rows stand near; not those that the house pinned here."""
        most = max(self.rules.same_kind, 1)
        near = Counter(hand.kind for p, hand in self.placed.items() if abs(p - place) < AHEAD)
        return {kind for kind, n in near.items() if n >= most and self.rules.pinned_rows.get(kind) != place}

    def alike(self, one: Hand, other: Hand) -> bool:
        """Whether two rows promise nearly the same: their kind and genre, or half of their first candidates; top picks
        promise nothing but the best of all, which every row holds some of."""
        if one.kind == other.kind and one.theme and one.theme == other.theme:
            return True
        if "top" in (one.kind, other.kind):
            return False
        size = min(len(one.groups), len(other.groups), 2 * self.head)
        return len(set(one.groups[:size]).intersection(other.groups[:size])) >= LIKE * size


def factor(hand: Hand, stands: Hand) -> float:
    """What a row that stands takes from the fit of another: its kind is there once more, or its genre."""
    same = SAME_KIND if hand.kind == stands.kind else 1.0
    return same * (SAME_THEME if hand.theme and hand.theme == stands.theme else 1.0)


def least(draft: Draft, rules: PageSettings) -> int:
    """How many items a row must hold to stand: one's own things may be few, everything else fills a row."""
    return 1 if draft.kind in ("continue", "list") else max(rules.min_row, 1)
