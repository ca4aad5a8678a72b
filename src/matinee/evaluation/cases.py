"""Cases: members' histories cut at a moment in; what was known then, and liked after, out. Nothing leaks back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.values import Context, Event, Member
from matinee.learning.blend import Case
from matinee.learning.touched import Touched
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.candidates.sources import gather
from matinee.table.ranking.features import features
from matinee.table.situation import Situation

NEXT: Final = 20
"""How many of the next liked items a case looks at, at most."""
BEGINNINGS: Final = (0, 1, 3, 10)
"""Lengths in events of the short histories from which the blend learns what to show to somebody hardly known."""
BEGINNING_WEIGHT: Final = 0.125
"""What a case with a short history counts for beside one with the whole history, 1; the four of a member a half."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A member, the time at which their history is cut, and the item rows that they liked from then on.

    `first` is how many of their events before it are known: their first ones; None is all of them.
    """

    who: str
    at: int
    liked: NDArray[np.int32]
    first: int | None = None


def moments(touched: Touched, members: NDArray[np.int64], share: float = 0.2, least: int = 10) -> list[Moment]:
    """For members with `least` liked items or more: when `share` of them (`NEXT` at most) were still to come."""
    liked = touched.liked()
    found = []
    for member in members:
        span = slice(*np.searchsorted(liked.who, [member, member + 1]))
        at, rows = liked.first_at[span], liked.row[span]
        if len(at) < least:
            continue
        order = np.argsort(at, kind="stable")
        cut = int(at[order[-min(NEXT, max(1, int(share * len(at))))]])
        after = at >= cut
        if after.sum() < len(at):
            found.append(Moment(str(touched.names[member]), cut, rows[after]))
    return found


def beginnings(
    touched: Touched, histories: Mapping[str, Sequence[Event]], lengths: Sequence[int] = BEGINNINGS
) -> list[Moment]:
    """The same members as they came: the moment after their first events, for each length, and what they liked next
    (`NEXT` at most). A member with no more events, or who liked nothing after them, gives none of that length."""
    liked, found = touched.liked(), []
    for who, history in sorted(histories.items()):
        member = np.searchsorted(touched.names, who)
        span = slice(*np.searchsorted(liked.who, [member, member + 1]))
        for length in (length for length in lengths if length < len(history)):
            later = liked.row[span][liked.first_at[span] >= history[length].at]
            if len(later):
                found.append(Moment(who, history[length].at, later[:NEXT], length))
    return found


def known_then(moment: Moment, history: Sequence[Event], world: World, places: Mapping[str, int]) -> Situation:
    """The situation of a member at the moment, from events before it alone."""
    before = [event for event in history if event.at < moment.at] if moment.first is None else history[: moment.first]
    searches = [(event.at, event.query) for event in before if event.kind == "search"]
    row_of: Callable[[str], int] = lambda item: places.get(item, -1)  # noqa: E731
    half_life = world.settings.profile.half_life_days
    profile = profiles_of([moment.who], columns_of(before, row_of), {moment.who: searches}, half_life)[0]
    last = before[-1] if before else None
    context = Context(at=moment.at, device=last.device if last else "", time_zone=last.time_zone if last else "")
    return situate(Member(member=moment.who), profile, context, world)


def candidates_of(s: Situation) -> NDArray[np.int32]:
    """The candidates for rows of new things, as serving would have them."""
    rows = gather(s).rows
    return rows[apply((*HOUSE, *DISCOVERY), s, rows).kept]


def case_of(s: Situation, moment: Moment) -> Case:
    """Features of the candidates, and which of them were liked next."""
    rows = candidates_of(s)
    weight = 1.0 if moment.first is None else BEGINNING_WEIGHT
    return Case(features(s, rows), np.isin(rows, moment.liked), weight)
