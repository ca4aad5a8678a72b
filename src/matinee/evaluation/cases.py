"""Cases: members' histories cut at a moment in; what was known then, and liked after, out. Nothing leaks back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Moment:
    """A member, the time at which their history is cut, and the item rows that they liked from then on."""

    who: str
    at: int
    liked: NDArray[np.int32]


def moments(touched: Touched, members: NDArray[np.int64], share: float = 0.2, least: int = 10) -> list[Moment]:
    """For members with `least` liked items or more: the moment at which `share` of them (20 at most) are to come."""
    liked = touched.liked()
    found = []
    for member in members:
        span = slice(*np.searchsorted(liked.who, [member, member + 1]))
        at, rows = liked.first_at[span], liked.row[span]
        if len(at) < least:
            continue
        order = np.argsort(at, kind="stable")
        cut = int(at[order[-min(20, max(1, int(share * len(at))))]])
        after = at >= cut
        if after.sum() < len(at):
            found.append(Moment(str(touched.names[member]), cut, rows[after]))
    return found


def known_then(moment: Moment, history: Sequence[Event], world: World, places: Mapping[str, int]) -> Situation:
    """The situation of a member at the moment, from events before it alone."""
    before = [event for event in history if event.at < moment.at]
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


def case_of(s: Situation, liked: NDArray[np.int32]) -> Case:
    """Features of the candidates, and which of them were liked next."""
    rows = candidates_of(s)
    return Case(features(s, rows), np.isin(rows, liked))
