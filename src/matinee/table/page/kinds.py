"""Row kinds: each takes the desk and proposes rows with a true reason; a kind without evidence proposes none."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import SettingsError
from matinee.table.newness import came_in, came_lately
from matinee.table.page.desk import best_first, discoveries
from matinee.table.page.drafts import Desk, Draft, Whys
from matinee.table.page.reasons import CAME_IN
from matinee.table.page.resume import begun, resume_chances
from matinee.table.page.shop_kinds import (
    after_season,
    because_looked,
    buy_again,
    goes_with,
    new_of_brands,
    popular_near,
)
from matinee.table.page.taste_kinds import because, crossed, genres, people
from matinee.table.situation import Situation

AGAIN: Final = 0.008
"""Chance, per point of liking, that something finished is wanted again: a prior as well."""


MANY: Final = 3
"""How many members must have liked something in the popular window before it is called popular now."""


@dataclass(frozen=True, slots=True)
class RowKind:
    """A kind of row. `needs` names the evidence without which it is off; `smallest` is the least it may hold; one with
    `many` rows is asked once more on a long page."""

    name: str
    propose: Callable[[Desk], list[Draft]]
    needs: str = ""
    smallest: int = 4
    many: bool = False


def own_row(
    desk: Desk, which: NDArray[np.bool_], order: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The member's own things: (positions into the candidates, positions into the touches), by falling `order` (t,)."""
    touched = which.nonzero()[0]
    touched = touched[np.argsort(-order[touched], kind="stable")][: desk.depth]
    at = desk.place[desk.situation.profile.touches["row"][touched]]
    known = at >= 0
    return at[known].astype(np.int64), touched[known]


def continue_watching(desk: Desk) -> list[Draft]:
    """Begun and not finished, by the chance of being gone on with now."""
    s, taste = desk.situation, desk.situation.taste
    which = begun(s)
    resumed = np.zeros(len(which))
    resumed[which] = resume_chances(s, which.nonzero()[0])
    picks, touched = own_row(desk, which, resumed)
    percent = np.maximum(100 * taste.progress[touched], 1).astype(np.int32)
    whys = Whys.all("continue", -1, percent, len(picks))
    return [Draft("continue", "continue", picks, {}, whys, resumed[touched])]


def own_list(desk: Desk) -> list[Draft]:
    """What the member put on their list and has not finished, the latest first."""
    t, taste = desk.situation.profile.touches, desk.situation.taste
    picks, _ = own_row(desk, taste.listed & ~taste.done, t["listed_at"].astype(np.float64))
    return [Draft("list", "list", picks, {}, Whys.all("list", -1, 0, len(picks)), lift=1.5)]


def watch_again(desk: Desk) -> list[Draft]:
    """Finished, bought or rated before, and liked; named by what the member did."""
    taste, t = desk.situation.taste, desk.situation.profile.touches
    fresh = taste.ignored < desk.situation.settings.page.cap_impressions
    picks, touched = own_row(desk, taste.done & (taste.liking > 0.6) & fresh, taste.liking)
    chances = AGAIN * np.minimum(taste.liking[touched], 2.0)
    words = "again" if (t["plays"][touched] > 0).any() else "again_liked"
    return [Draft("again", words, picks, {}, Whys.all("again", -1, 0, len(picks)), chances)]


def top_picks(desk: Desk) -> list[Draft]:
    """The best of all new things."""
    about: dict[str, str | int] = {"n_candidates": len(desk.ranked.rows)}
    return [Draft("top", "top", desk.best[: desk.depth], about)]


def trending_now(desk: Desk) -> list[Draft]:
    """What is met more often now than its own past would say."""
    near = desk.situation.nearline
    picks = best_first(desk, discoveries(desk, near.rows))
    n = np.zeros(desk.situation.n, np.int32)
    n[near.rows] = near.events
    whys = Whys.all("trending", -1, n[desk.ranked.rows[picks]], len(picks))
    return [Draft("trending", "trending", picks, {}, whys, lift=1.6)]


def popular_now(desk: Desk) -> list[Draft]:
    """The most liked of the popular window that are new to the member, each liked by `MANY` in it at least."""
    s, ranked = desk.situation, desk.ranked
    rows = s.snapshot.recent_rows[: 3 * desk.depth]
    picks = discoveries(desk, rows[s.snapshot.recent[rows] >= MANY])[: desk.depth]
    n = s.snapshot.recent[ranked.rows[picks]]
    about: dict[str, str | int] = {"days": int(s.settings.ranking.popular_days)}
    return [Draft("popular", "popular", picks, about, Whys.all("window", -1, n, len(picks)), lift=0.8)]


def loved(desk: Desk) -> list[Draft]:
    """The most liked of all time that are new to the member."""
    s, ranked = desk.situation, desk.ranked
    picks = discoveries(desk, s.snapshot.popular_rows[: 4 * desk.depth])[: desk.depth]
    n = s.snapshot.counts[ranked.rows[picks]]
    return [Draft("loved", "loved", picks, {}, Whys.all("popular", -1, n, len(picks)), lift=0.8)]


def new_for_you(desk: Desk) -> list[Draft]:
    """What came into the catalogue last, best first."""
    s = desk.situation
    lately = came_lately(s)
    many = len(lately) > len(desk.rows)
    picks = desk.best[came_in(s, desk.rows)][: desk.depth] if many else best_first(desk, discoveries(desk, lately))
    return [Draft("new", "new", picks, {}, Whys.all("new", -1, CAME_IN, len(picks)))]


def newest(desk: Desk) -> list[Draft]:
    """What was released last, best first; each with its year."""
    s, ranked = desk.situation, desk.ranked
    picks = best_first(desk, discoveries(desk, s.snapshot.newest_rows))
    year = s.catalog.year[ranked.rows[picks]].astype(np.int32)
    about: dict[str, str | int] = {"year": int(year.max(initial=0))}
    return [Draft("newest", "newest", picks, about, Whys.all("new", -1, year, len(picks)))]


def hidden_gems(desk: Desk) -> list[Draft]:
    """Found by few and liked by nearly all of them."""
    return [Draft("gems", "gems", best_first(desk, discoveries(desk, desk.situation.snapshot.gem_rows)))]


ROW_KINDS: Final = (
    RowKind("continue", continue_watching, "resume_plays", smallest=1),
    RowKind("list", own_list, smallest=1),
    RowKind("top", top_picks),
    RowKind("trending", trending_now, "trending_events"),
    RowKind("because", because, many=True),
    RowKind("person", people, many=True),
    RowKind("genre", genres, many=True),
    RowKind("crossed", crossed, many=True),
    RowKind("popular", popular_now, "days_with_events"),
    RowKind("loved", loved),
    RowKind("new", new_for_you, "new_items"),
    RowKind("newest", newest),
    RowKind("gems", hidden_gems),
    RowKind("again", watch_again),
    RowKind("due", buy_again, "purchases", smallest=1),
    RowKind("with", goes_with, "purchases"),
    RowKind("looked", because_looked, "purchases"),
    RowKind("brand", new_of_brands, "purchases"),
    RowKind("local", popular_near, "purchases"),
    RowKind("season", after_season, "purchases"),
)
"""All row kinds; a new one is a new line here."""


@lru_cache(maxsize=16)
def kinds_with(own: tuple[str, ...]) -> tuple[RowKind, ...]:
    """All row kinds, with those of one's own that the settings name as "module:KIND".

    Raises:
        SettingsError: there is no such kind.
    """
    found = []
    for name in own:
        module, _, kind = name.partition(":")
        try:
            made = getattr(importlib.import_module(module), kind)
        except (ImportError, AttributeError, ValueError) as error:
            raise SettingsError(f"[page] rows: '{name}': {error}", 'write it as "module:KIND"') from error
        if not isinstance(made, RowKind):
            raise SettingsError(f"[page] rows: '{name}' is no RowKind", "see docs/guide/write-a-row.md")
        found.append(made)
    return (*ROW_KINDS, *found)


def propose(
    desk: Desk, kinds: tuple[RowKind, ...], is_off: Callable[[str, Situation], str]
) -> tuple[list[Draft], dict[str, str]]:
    """Ask every kind that has evidence: (drafts large enough to stand, kinds that are off with the reason)."""
    drafts: list[Draft] = []
    off: dict[str, str] = {}
    for kind in kinds:
        if desk.wide and not kind.many:
            continue
        why = is_off(kind.needs, desk.situation)
        if why:
            off[kind.name] = why
            continue
        least = min(kind.smallest, desk.situation.settings.page.min_row)
        found = [d for d in kind.propose(desk) if len(d.picks) >= least] if len(desk.ranked.rows) else []
        if not found and not desk.wide:
            off[kind.name] = f"fewer than {least} items for this member now"
        drafts += found
    return drafts, off
