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


@dataclass(slots=True, eq=False)
class Choice:
    """A row chosen for a place: its hand, the places of its first free picks, what it adds, what it displaced."""

    hand: Hand
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
    look: list[float] = field(default_factory=list)
    standing: bool = False

    def __post_init__(self) -> None:
        self.taken = bytearray(len(self.ranked.rows))
        self.used = np.frombuffer(self.taken, bool)

    def add(self, drafts: list[Draft]) -> None:
        """Let these drafts take part as well."""
        whole = [self._once(draft) for draft in drafts] if self.ranked.families else drafts
        heads = [draft.picks[:DEEP] for draft in whole]
        flat = np.concatenate([np.zeros(0, np.int64), *heads])
        groups, chances, begin = self.ranked.group.take(flat).tolist(), self.ranked.chances.take(flat).tolist(), 0
        kinds = Counter(hand.kind for hand in self.placed.values())
        themes = Counter(hand.theme for hand in self.placed.values() if hand.theme)
        for draft, head in zip(whole, heads, strict=True):
            end = begin + len(head)
            known = chances[begin:end] if draft.chances is None else draft.chances[:DEEP].tolist()
            kind, theme, lift = draft.kind, draft.theme, self.lifts.get(draft.kind, draft.lift)
            most = lift * sum(sorted(known, reverse=True)[: self.head])  # attention is at most 1
            fit = SAME_KIND ** kinds[kind] * (SAME_THEME ** themes[theme] if theme else 1.0)
            upto = len(head)
            self.hands.append(
                Hand(draft, lift, kind, theme, groups[begin:end], known, list(range(upto)), upto, most, fit)
            )
            begin = end

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

    def use(self, groups: list[int]) -> None:
        """These families stand on the page now."""
        for group in groups:
            self.taken[group] = 1
        self.standing = self.standing or len(groups) > 0

    def choose(self, place: int, weights: list[float]) -> Choice | None:
        """The row that adds most at this place, (head,) attention falling; None where none may stand there."""
        self._look(weights)
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
        return Choice(hand, hand.free[: self.head + POOL], value, displaced)

    def _second(self, hands: list[Hand], worth: list[float]) -> tuple[str, float]:
        """The best of the others, by what each could add at most."""
        value = max(worth)
        return (hands[worth.index(value)].draft.name, value) if value >= 0 else ("", 0.0)

    def _look(self, look: list[float]) -> None:
        """Keep every stale value an upper bound where attention is another than at the place before."""
        if self.look:
            ratio = max(now / max(before, 1e-12) for now, before in zip(look, self.look, strict=True))
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
        placed = self.placed
        near = [placed[p].kind for p in range(place - AHEAD + 1, place + AHEAD) if p in placed]
        kinds, pinned = set(near), self.rules.pinned_rows
        return {kind for kind in kinds if near.count(kind) >= most and pinned.get(kind) != place}

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
