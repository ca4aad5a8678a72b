"""Cases: members' histories cut at a moment in; what was known then, and liked after, out. Nothing leaks back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.judging import RewardWeights
from matinee.core.values import Context, Member
from matinee.learning.blend import Case
from matinee.learning.histories import Histories, profiles_at
from matinee.learning.outcomes import Slots
from matinee.learning.seen import Seen
from matinee.learning.session_weights import Choice
from matinee.learning.sessions import turns_of
from matinee.learning.touched import Touched
from matinee.serving.situate import World, situate
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.candidates.sources import gather
from matinee.table.ranking.features import features
from matinee.table.situation import Situation
from matinee.verdict.feedback.rewards import reward

NEXT: Final = 20
"""How many of the next liked items a case looks at, at most."""
OTHERS: Final = 100
"""Candidates beside what was taken up in a session."""
BEGINNINGS: Final = (0, 1, 3, 10)
"""Lengths in events of the short histories from which the blend learns what to show to somebody hardly known."""
BEGINNING_WEIGHT: Final = 0.125
"""What a case with a short history counts for beside one with the whole history, 1; the four of a member a half."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A member, the time at which their history is cut, and the item rows that they liked from then on.

    `first` is how many of their events before it are known: their first ones; None is all of them. Device and zone are
    those of the last event where they are not given.
    """

    who: str
    at: int
    liked: NDArray[np.int32]
    first: int | None = None
    device: str = ""
    time_zone: str = ""


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


def beginnings(touched: Touched, histories: Histories, lengths: Sequence[int] = BEGINNINGS) -> list[Moment]:
    """The same members as they came: the moment after their first events, for each length, and what they liked next
    (`NEXT` at most). A member with no more events, or who liked nothing after them, gives none of that length."""
    liked, found = touched.liked(), []
    for who in histories.names:
        member = np.searchsorted(touched.names, who)
        span = slice(*np.searchsorted(liked.who, [member, member + 1]))
        begin, end = histories.span(str(who))
        at = histories.events.at[begin:end][histories.events.counts[begin:end]]
        for length in (length for length in lengths if length < len(at)):
            later = liked.row[span][liked.first_at[span] >= at[length]]
            if len(later):
                found.append(Moment(str(who), int(at[length]), later[:NEXT], length))
    return found


def situations(cut: Sequence[Moment], histories: Histories, world: World) -> Iterator[tuple[Moment, Situation]]:
    """What was known of each member at their moment, from events before it alone."""
    spans = [histories.until(moment.who, moment.at, moment.first) for moment in cut]
    moments = [(moment.who, span) for moment, span in zip(cut, spans, strict=True)]
    profiles = profiles_at(histories, moments, world.settings.profile.half_life_days)
    for moment, span, profile in zip(cut, spans, profiles, strict=True):
        known = span.stop > span.start
        device = moment.device or (str(histories.device[span.stop - 1]) if known else "")
        zone = moment.time_zone or (str(histories.time_zone[span.stop - 1]) if known else "")
        context = Context(at=moment.at, device=device, time_zone=zone)
        yield moment, situate(Member(member=moment.who), profile, context, world)


def candidates_of(s: Situation) -> NDArray[np.int32]:
    """The candidates for rows of new things, as serving would have them."""
    rows = gather(s).rows
    return rows[apply((*HOUSE, *DISCOVERY), s, rows).kept]


def case_of(s: Situation, moment: Moment) -> Case:
    """Features of the candidates, and which of them were liked next."""
    rows = candidates_of(s)
    weight = 1.0 if moment.first is None else BEGINNING_WEIGHT
    return Case(features(s, rows), np.isin(rows, moment.liked), weight)


def pages_of(seen: Seen) -> list[Moment]:
    """The moments at which these pages were asked for."""
    none = np.zeros(0, np.int32)
    return [
        Moment(str(seen.who[p]), int(seen.at[p]), none, None, str(seen.device[p]), str(seen.time_zone[p]))
        for p in range(len(seen))
    ]


def slots_of(seen: Seen, found: Iterator[tuple[Moment, Situation]], rewards: RewardWeights) -> Slots:
    """Features of every slot in view as they were when its page was asked for, and what came of it."""
    parts = [
        features(situation, seen.row[seen.starts[p] : seen.starts[p + 1]]) for p, (_, situation) in enumerate(found)
    ]
    page, brought = np.repeat(np.arange(len(seen)), np.diff(seen.starts)), reward(seen.signs, rewards)
    place, each = seen.place, np.ones(len(seen.row))
    return Slots(page, seen.served[page], np.concatenate(parts), place, each, seen.taken, brought)


def choices_of(histories: Histories, world: World, most: int, seed: int = 5) -> list[Choice]:
    """What was taken up last in some sessions, beside other candidates of that moment drawn at random."""
    rng = np.random.default_rng(seed)
    turns = list(turns_of(histories, world.catalog.family, world.settings.profile.session_minutes))
    turns = [turns[n] for n in np.sort(rng.permutation(len(turns))[:most])]
    spans = [(turn.who, slice(turn.begin, turn.until)) for turn in turns]
    found = []
    for turn, profile in zip(turns, profiles_at(histories, spans, world.settings.profile.half_life_days), strict=True):
        context = Context(at=turn.at, device=turn.device, time_zone=turn.time_zone)
        s = situate(Member(member=turn.who), profile, context, world)
        others = candidates_of(s)
        others = rng.permutation(others[others != turn.item])[:OTHERS]
        found.append(Choice(features(s, np.r_[turn.item, others].astype(np.int32))))
    return found
