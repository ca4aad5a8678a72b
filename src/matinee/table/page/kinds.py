"""Row kinds: each takes the desk and proposes rows with a true reason; a kind without evidence proposes none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.table.page.drafts import Desk, Draft, Whys
from matinee.table.page.reasons import CAME_IN, came_in
from matinee.table.page.taste_kinds import because, crossed, genres, people
from matinee.table.situation import Situation

RESUME: Final = 0.6
RESUME_DAYS: Final = 10.0
"""Chance that what was begun just now is gone on with, and how fast it fades: a prior until the log can tell."""
AGAIN: Final = 0.008
"""Chance, per point of liking, that something finished is wanted again: a prior as well."""


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of row. `needs` names the evidence without which it is off; `smallest` is the least it may hold."""

    name: str
    propose: Callable[[Desk], list[Draft]]
    needs: str = ""
    smallest: int = 4


def place(desk: Desk, rows: NDArray[np.int32]) -> NDArray[np.int64]:
    """Positions in the ranked candidates of these item rows, in the order given; other rows drop out."""
    at = np.searchsorted(desk.ranked.rows, rows)
    at = np.minimum(at, max(len(desk.ranked.rows) - 1, 0))
    return at[desk.ranked.rows[at] == rows] if len(desk.ranked.rows) else at[:0]


def own_row(
    desk: Desk, which: NDArray[np.bool_], order: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The member's own things: (positions into the candidates, positions into the touches), by falling `order` (t,)."""
    touched = np.flatnonzero(which)
    touched = touched[np.argsort(-order[touched], kind="stable")][: desk.depth]
    rows = desk.situation.profile.touches["row"][touched]
    known = desk.situation.among(rows, desk.ranked.rows)
    return place(desk, rows[known]), touched[known]


def continue_watching(desk: Desk) -> list[Draft]:
    """Begun and not finished, the latest first."""
    t, taste = desk.situation.profile.touches, desk.situation.taste
    begun = (taste.progress > 0.02) & ~taste.done
    picks, touched = own_row(desk, begun, t["played_at"].astype(np.float64))
    percent = np.maximum(100 * taste.progress[touched], 1).astype(np.int32)
    days = np.maximum(desk.situation.context.at - t["played_at"][touched], 0) / DAY
    chances = RESUME * np.exp(-days / RESUME_DAYS)
    return [Draft("continue", "continue", picks, {}, Whys.all("continue", -1, percent, len(picks)), chances)]


def own_list(desk: Desk) -> list[Draft]:
    """What the member put on their list and has not finished, the latest first."""
    t, taste = desk.situation.profile.touches, desk.situation.taste
    picks, _ = own_row(desk, taste.listed & ~taste.done, t["listed_at"].astype(np.float64))
    return [Draft("list", "list", picks, {}, Whys.all("list", -1, 0, len(picks)), lift=1.5)]


def watch_again(desk: Desk) -> list[Draft]:
    """Finished, bought or rated before, and liked; named by what the member did."""
    taste, t = desk.situation.taste, desk.situation.profile.touches
    picks, touched = own_row(desk, taste.done & (taste.liking > 0.6), taste.liking)
    chances = AGAIN * np.minimum(taste.liking[touched], 2.0)
    words = "again" if (t["plays"][touched] > 0).any() else "again_liked"
    return [Draft("again", words, picks, {}, Whys.all("again", -1, 0, len(picks)), chances)]


def top_picks(desk: Desk) -> list[Draft]:
    """The best of all new things."""
    about: dict[str, str | int] = {"n_candidates": len(desk.ranked.rows)}
    return [Draft("top", "top", desk.ranked.best(desk.ranked.discovery, desk.depth), about)]


def trending_now(desk: Desk) -> list[Draft]:
    """What is met more often now than its own past would say."""
    near = desk.situation.nearline
    picks = desk.ranked.best(desk.ranked.discovery & desk.situation.among(desk.ranked.rows, near.rows), desk.depth)
    n = np.zeros(desk.situation.n, np.int32)
    n[near.rows] = near.events
    whys = Whys.all("trending", -1, n[desk.ranked.rows[picks]], len(picks))
    return [Draft("trending", "trending", picks, {}, whys, lift=1.6)]


def popular_now(desk: Desk) -> list[Draft]:
    """The most liked of the popular window that are new to the member."""
    s, ranked = desk.situation, desk.ranked
    head = s.snapshot.recent_rows[: 3 * desk.depth]
    picks = place(desk, head[s.among(head, ranked.rows[ranked.discovery])])[: desk.depth]
    n = s.snapshot.recent[ranked.rows[picks]]
    about: dict[str, str | int] = {"days": int(s.settings.ranking.popular_days)}
    return [Draft("popular", "popular", picks, about, Whys.all("window", -1, n, len(picks)), lift=0.8)]


def loved(desk: Desk) -> list[Draft]:
    """The most liked of all time that are new to the member."""
    s, ranked = desk.situation, desk.ranked
    head = s.snapshot.popular_rows[: 4 * desk.depth]
    picks = place(desk, head[s.among(head, ranked.rows[ranked.discovery])])[: desk.depth]
    n = s.snapshot.counts[ranked.rows[picks]]
    return [Draft("loved", "loved", picks, {}, Whys.all("popular", -1, n, len(picks)), lift=0.8)]


def new_for_you(desk: Desk) -> list[Draft]:
    """What came into the catalogue last, best first."""
    picks = desk.ranked.best(desk.ranked.discovery & came_in(desk.situation, desk.ranked.rows), desk.depth)
    return [Draft("new", "new", picks, {}, Whys.all("new", -1, CAME_IN, len(picks)))]


def newest(desk: Desk) -> list[Draft]:
    """What was released last, best first; each with its year."""
    s, ranked = desk.situation, desk.ranked
    picks = ranked.best(ranked.discovery & s.among(ranked.rows, s.snapshot.newest_rows), desk.depth)
    year = s.catalog.year[ranked.rows[picks]].astype(np.int32)
    about: dict[str, str | int] = {"year": int(year.max(initial=0))}
    return [Draft("newest", "newest", picks, about, Whys.all("new", -1, year, len(picks)))]


def hidden_gems(desk: Desk) -> list[Draft]:
    """Found by few and liked by nearly all of them."""
    gems = desk.situation.among(desk.ranked.rows, desk.situation.snapshot.gem_rows)
    return [Draft("gems", "gems", desk.ranked.best(desk.ranked.discovery & gems, desk.depth))]


ROW_KINDS: Final = (
    RowKind("continue", continue_watching, "resume_plays", smallest=1),
    RowKind("list", own_list, smallest=1),
    RowKind("top", top_picks),
    RowKind("trending", trending_now, "trending_events"),
    RowKind("because", because),
    RowKind("person", people),
    RowKind("genre", genres),
    RowKind("crossed", crossed),
    RowKind("popular", popular_now, "days_with_events"),
    RowKind("loved", loved),
    RowKind("new", new_for_you, "new_items"),
    RowKind("newest", newest),
    RowKind("gems", hidden_gems),
    RowKind("again", watch_again),
)
"""All row kinds; a new one is a new line here."""


def propose(
    desk: Desk, kinds: tuple[RowKind, ...], is_off: Callable[[str, Situation], str]
) -> tuple[list[Draft], dict[str, str]]:
    """Ask every kind that has evidence: (drafts large enough to stand, kinds that are off with the reason)."""
    drafts: list[Draft] = []
    off: dict[str, str] = {}
    for kind in kinds:
        why = is_off(kind.needs, desk.situation)
        if why:
            off[kind.name] = why
            continue
        least = min(kind.smallest, desk.situation.settings.page.min_row)
        found = [d for d in kind.propose(desk) if len(d.picks) >= least]
        if not found:
            off[kind.name] = f"fewer than {least} items for this member now"
        drafts += found
    return drafts, off
