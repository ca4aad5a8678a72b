"""A member now in; what messages may be chosen from, the picture and the words of the one chosen, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.artwork import tell_choice
from matinee.app.home import Home
from matinee.app.pages import context_of
from matinee.core.values import Context, Member
from matinee.messages.candidates import Candidate, Known, Shelf, candidates
from matinee.messages.kinds import CANVASES
from matinee.serving.situate import situate
from matinee.storage.messages import MessageRow
from matinee.table import habits
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.candidates.sources import gather, recent_anchors
from matinee.table.ranking.blend import score
from matinee.table.situation import Situation

DUE: Final = 0.3
"""Chance of a purchase within the week from which something is due."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is the same for all members of a run: the shelf, who has probably gone (days away), who opted out when."""

    shelf: Shelf = field(default_factory=Shelf)
    gone: Mapping[str, float] = field(default_factory=dict)
    opted_out: Mapping[str, int] = field(default_factory=dict)


def situation(home: Home, member: Member, at: int) -> Situation:
    """The member as a page would see them at this time."""
    profile, _ = home.profile(member.member)
    context = context_of(member, profile, Context(at=at, language=member.language))
    return situate(member, profile, context, home.tick())


def known(s: Situation, told: list[MessageRow], around: Surroundings) -> Known:
    """What is known of a member, from which messages are chosen."""
    every = np.arange(s.n, dtype=np.int32)
    allowed, fresh = np.zeros(s.n, bool), np.zeros(s.n, bool)
    open_rows = every[apply(HOUSE, s, every).kept]
    allowed[open_rows] = True
    fresh[open_rows[apply(DISCOVERY, s, open_rows).kept]] = True
    touches, who = s.profile.touches, s.profile.who or s.member.member
    rows = np.union1d(gather(s).rows, touches["row"]).astype(np.int32)
    chance = np.zeros(s.n)
    chance[rows] = score(s, rows)
    due = habits.due(s)
    soon = due.chance >= DUE
    chance[touches["row"][due.at[soon]]] = due.chance[soon]
    titles = s.snapshot.learned.get("shop.season_title")
    season = str(titles[0]) if titles is not None and len(titles) and habits.won_by_season(s) else ""
    away = around.gone.get(who, 0.0)
    return Known(
        at=s.context.at,
        catalog=s.catalog,
        touches=touches,
        progress=s.taste.progress,
        done=s.taste.done,
        liked=touches["row"][recent_anchors(s)].astype(np.int32),
        genres=s.taste.genres,
        allowed=allowed,
        fresh=fresh,
        chance=chance,
        unanswered=unanswered(s, told),
        shelf=around.shelf,
        due=dict(zip(touches["row"][due.at[soon]].tolist(), due.pairs.since[soon].tolist(), strict=True)),
        season=season,
        everyday=keepers(s) if season else None,
        away_days=away,
        lapsed=away > 0,
    )


def unanswered(s: Situation, told: list[MessageRow]) -> dict[int, int]:
    """Item row -> messages about it since the member last did anything with it."""
    found: dict[int, int] = {}
    for message in told:
        row = s.catalog.row_of.get(message.item, -1)
        if row >= 0 and message.sent_at:
            touch = s.profile.touch(int(s.catalog.family[row]))
            acted = int(touch["acted_at"]) if touch is not None else 0
            if acted < message.sent_at:
                found[row] = found.get(row, 0) + 1
    return found


def choices(home: Home, s: Situation, told: list[MessageRow], around: Surroundings) -> list[Candidate]:
    """Every message that could be written to the member, the worthiest first."""
    return candidates(known(s, told, around), home.settings.messages.ignored)


def picture_of(s: Situation, item: str, channel: str) -> str:
    """The picture of an item that this member sees on the channel's canvas."""
    return str(tell_choice(s, item, CANVASES[channel])["artwork"])


def keepers(s: Situation) -> NDArray[np.float64]:
    """(n,) how much each item is worth once the season is over: what its customers stay for, best first."""
    worth = np.zeros(s.n)
    rows = s.snapshot.learned.get("shop.keepers", np.zeros(0, np.int32))
    rows = rows[rows < s.n]
    worth[rows] = np.linspace(1.0, 0.5, len(rows))
    return worth
