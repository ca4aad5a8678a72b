"""Sources: each takes the situation and names item rows with a score; a source without evidence in the data is off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.core.errors import SettingsError
from matinee.core.kept import kept
from matinee.core.snapshot import Graph
from matinee.table.candidates.shop_sources import (
    after_season,
    bought_here,
    due_again,
    like_looked_at,
    of_own_brands,
    with_the_cart,
)
from matinee.table.given import given_to
from matinee.table.newness import newcomers
from matinee.table.pushed import liking_push
from matinee.table.situation import Situation

NOBODY: Final = np.zeros(0, np.int32)

Found = tuple[NDArray[Any], NDArray[Any]]
"""Item rows (k,) and their scores in the source's own unit (k,)."""

RECENT_ANCHORS: Final = 12


@dataclass(frozen=True, slots=True)
class Source:
    """A source of candidates. `needs` names the evidence without which it is off; `keeps` is how many it may name."""

    name: str
    find: Callable[[Situation], Found]
    keeps: int
    needs: str = ""
    common: bool = False  # names the same items for everybody until something is published


def nothing() -> Found:
    """No item at all."""
    return np.zeros(0, np.int32), np.zeros(0)


def strongest(scores: NDArray[np.float64], keeps: int) -> Found:
    """The `keeps` rows of highest score above 0, unordered."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > keeps:
        rows = rows[np.argpartition(-scores[rows], keeps - 1)[:keeps]]
    return rows, scores[rows]


def strongest_of(graph: Graph, rows: NDArray[Any], weights: NDArray[np.float64], n: int) -> Found:
    """The strongest 600 of what these rows point to; where they point to fewer, all of it at once, an item that two
    point to twice."""
    source, at = graph.edges(rows)
    if len(at) > 600:
        return strongest(graph.push(rows, weights, n), 600)
    found, carried = graph.indices[at], graph.values[at] * weights[source]
    some = (carried > 0) & (found < n)
    return found[some], carried[some]


def ordered(rows: NDArray[np.int32], keeps: int) -> Found:
    """The head of a list that learning ordered; its score falls from 1."""
    head = rows[:keeps]
    return head, 1.0 - np.arange(len(head)) / max(len(head), 1)


def in_progress(s: Situation) -> Found:
    """Continue: begun and not finished."""
    part = (s.taste.progress > 0.02) & ~s.taste.done
    return s.profile.touches["row"][part], s.profile.touches["played_at"][part] / DAY


def because(s: Situation) -> Found:
    """What came after the items that were liked last, the nearer the stronger."""
    anchors = recent_anchors(s)
    rows, weight = s.profile.touches["row"][anchors], s.taste.weight[anchors]
    return strongest_of(s.snapshot.directed, rows, weight, s.n)


def recent_anchors(s: Situation) -> NDArray[np.int64]:
    """Positions of the touches that were liked last, newest first."""
    liked = np.flatnonzero(s.taste.weight > 0.05)
    newest = np.argsort(-s.profile.touches["last_at"][liked], kind="stable")[:RECENT_ANCHORS]
    return liked[newest]


def linear(s: Situation) -> Found:
    """The closed-form linear model over everything the member liked."""
    return strongest(liking_push(s), 800)


def trending(s: Situation) -> Found:
    """What is met more often now than its own past would say."""
    return s.nearline.rows, s.nearline.lift


def popular(s: Situation) -> Found:
    """What most members liked in the popular window."""
    return ordered(s.snapshot.recent_rows, 400)


def liked_by_most(s: Situation) -> Found:
    """What most members liked, whenever."""
    return ordered(s.snapshot.popular_rows, 600)


def new(s: Situation) -> Found:
    """What came into the catalogue last, also after the snapshot was made."""
    return ordered(newcomers(s, 200), 200)


def newest(s: Situation) -> Found:
    """What was released last, by year."""
    return ordered(s.snapshot.newest_rows, 200)


def by_genre(s: Situation) -> Found:
    """The best of the genres that the member leans to."""
    return _best_of(s.snapshot.genre_best, s.taste.genres, 6, s.n)


def by_person(s: Situation) -> Found:
    """More from the people that the member follows."""
    return _best_of(s.snapshot.people_best, s.taste.people, 8, s.n)


def _best_of(best: Graph, affinity: NDArray[np.float64], labels: int, n: int) -> Found:
    leaning = np.flatnonzero(affinity[: len(best)] > 0)
    leaning = leaning[np.argsort(-affinity[leaning], kind="stable")[:labels]]
    return strongest_of(best, leaning, affinity[leaning], n)


def from_list(s: Situation) -> Found:
    """The member's own list."""
    listed = s.taste.listed
    return s.profile.touches["row"][listed], s.profile.touches["listed_at"][listed] / DAY


def gems(s: Situation) -> Found:
    """Liked far above the average by the few who found them."""
    return ordered(s.snapshot.gem_rows, 300)


def unheard(s: Situation) -> Found:
    """What nobody has taken up yet, the newest first: the ranking places it by its metadata."""
    rows = s.snapshot.learned.get("items.unheard")
    return nothing() if rows is None else ordered(rows, 300)


def again(s: Situation) -> Found:
    """Finished and liked before."""
    liked = s.taste.done & (s.taste.liking > 0.4)
    return s.profile.touches["row"][liked], s.taste.liking[liked]


MOST_SOURCES: Final = 32
SOURCES: Final = (
    Source("continue", in_progress, 60, "resume_plays"),
    Source("because", because, 600),
    Source("linear", linear, 800),
    Source("trending", trending, 100, "trending_events"),
    Source("popular_window", popular, 400, "days_with_events", common=True),
    Source("popular", liked_by_most, 600, common=True),
    Source("new", new, 200, "new_items"),
    Source("newest", newest, 200, common=True),
    Source("genre", by_genre, 600),
    Source("person", by_person, 600),
    Source("list", from_list, 200),
    Source("gems", gems, 300, common=True),
    Source("again", again, 200),
    Source("unheard", unheard, 300, common=True),
    Source("given", given_to, 600),
    Source("due", due_again, 200, "purchases"),
    Source("with", with_the_cart, 200, "purchases"),
    Source("looked", like_looked_at, 200, "purchases"),
    Source("brand", of_own_brands, 200, "purchases"),
    Source("local", bought_here, 200, "purchases"),
    Source("season", after_season, 200, "purchases"),
)
"""All sources; a new one is a new line here."""


def is_off(source_needs: str, s: Situation) -> str:
    """Why something that needs this evidence is off, or "" where it is on.

    Evidence counted in the snapshot; for what a member does themselves, in their own profile; for what came in, in the
    catalogue.
    """
    if not source_needs:
        return ""
    if source_needs == "new_items":
        least = s.settings.page.min_row
        have = len(newcomers(s, least))
        return "" if have >= least else f"needs {least} items new in the catalogue, it has {have}"
    wanted = int(getattr(s.settings.evidence, source_needs))
    have = s.snapshot.evidence.get(source_needs, 0)
    if source_needs == "resume_plays":
        have = int((s.taste.progress > 0).sum())
    if source_needs == "trending_events":
        have = int(s.nearline.events.sum())
    return "" if have >= wanted else f"needs {wanted} {source_needs.replace('_', ' ')}, the log has {have}"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The union of all sources: item rows ascending (m,), what each source named, by its number, and what is off."""

    rows: NDArray[np.int32]
    named: Mapping[int, NDArray[Any]]
    off: dict[str, str]

    @property
    def sources(self) -> NDArray[np.uint32]:
        """(m,) which sources named each row, as bits by their numbers."""
        bits = np.zeros(int(self.rows.max(initial=-1)) + 1, np.uint32)
        for number, rows in self.named.items():
            bits[rows[rows < len(bits)]] |= np.uint32(1 << number)
        return bits[self.rows]

    def named_by(self, source: str) -> NDArray[np.bool_]:
        """(m,) whether this source named the row."""
        bit = [known.name for known in SOURCES].index(source)
        return (self.sources >> np.uint32(bit)) & np.uint32(1) > 0


@dataclass(frozen=True, slots=True)
class Common:
    """What the common sources name: (items,) whether any does, what each does, and which are off."""

    mask: NDArray[np.bool_]
    named: Mapping[int, NDArray[Any]]
    off: Mapping[str, str]


@lru_cache(maxsize=8)
def own_sources(names: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources that the settings name as "package:function": each gives item rows and scores of a situation.

    Raises:
        SettingsError: there is no such function, or there are more than fit.
    """
    found = []
    for name in names:
        module, _, function = name.partition(":")
        try:
            found.append(Source(name, getattr(import_module(module), function), 600))
        except (ImportError, AttributeError, ValueError) as error:
            raise SettingsError(
                f"[ranking] sources names {name!r}: {error}", 'write it as "package:function"'
            ) from error
    if len(SOURCES) + len(found) > MOST_SOURCES:
        raise SettingsError(f"{len(found)} sources of one's own", f"name {MOST_SOURCES - len(SOURCES)} at the most")
    return tuple(found)


def gather(s: Situation, sources: tuple[Source, ...] = SOURCES) -> Gathered:
    """Ask every source that has evidence, and those of the settings; unite what they name."""
    common = common_of(sources, s)
    mask, named, off = common.mask.copy(), dict(common.named), dict(common.off)
    for number, source in enumerate((*sources, *own_sources(s.settings.ranking.sources))):
        if not source.common:
            _ask(number, source, s, named, off)
            if number in named:
                mask[named[number]] = True
    return Gathered(mask.nonzero()[0].astype(np.int32), named, off)


def common_of(sources: tuple[Source, ...], s: Situation) -> Common:
    """What the common ones of these sources name, asked once for everybody."""
    known = _common(sources, s.catalog, s.snapshot, s.settings)
    if not known:
        mask, named, off = np.zeros(s.n, bool), dict[int, NDArray[Any]](), dict[str, str]()
        for number, source in enumerate(sources):
            if source.common:
                _ask(number, source, s, named, off)
                mask[named.get(number, NOBODY)] = True
        known.append(Common(mask, named, off))
    return known[0]


@kept
def _common(*_: object) -> list[Common]:
    return []


def _ask(number: int, source: Source, s: Situation, named: dict[int, NDArray[Any]], off: dict[str, str]) -> None:
    why = is_off(source.needs, s)
    if why:
        off[source.name] = why
        return
    rows = source.find(s)[0][: source.keeps]
    if len(rows):
        named[number] = rows if int(rows.max()) < s.n else rows[rows < s.n]
