"""A world over an existing catalogue: its items and real ratings in, like tastes and planted behaviour out.

Items get vectors from a truncated factorisation of the centred ratings, shrunk to what their genres, tags and people
have in common; simulated members are new people, each with personas found among what one real member liked. Nothing of
the real members is in the world's events: they have ids of their own, and everything is marked as simulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.core.values import Item
from matinee.worlds.factors import factors, personas_of
from matinee.worlds.items import Floats, Ints, ItemTruth, Space, draw_artworks, stream, unit
from matinee.worlds.members import draw_members
from matinee.worlds.params import WorldParams, with_sizes
from matinee.worlds.trade import draw_shop
from matinee.worlds.world import Truth, World

STYLES = ("scene", "mood", "lead", "era")
"""The drawn pictures that every item of a catalogue has."""

_SHRINK = 5.0


@dataclass(frozen=True, slots=True)
class Ratings:
    """n real ratings: member numbers, places in the list of items, values on any scale."""

    who: Ints
    item: Ints
    value: Floats


def fit_world(items: Sequence[Item], ratings: Ratings, params: WorldParams, seed: int) -> World:
    """A world whose catalogue is real; of the sizes in `params` only the number of members counts.

    Raises:
        InvalidInput: no items, or ratings of items that are not there.
    """
    if not items:
        raise InvalidInput("the catalogue holds no items", "import items first")
    if len(ratings.item) and int(ratings.item.max()) >= len(items):
        raise InvalidInput(f"there is no item {int(ratings.item.max())}", "number ratings by the list of items")
    order, parent, page_of = _families(items)
    kept = page_of[ratings.item] >= 0
    rated = Ratings(ratings.who[kept], page_of[ratings.item[kept]], ratings.value[kept])
    catalogue = tuple(items[place] for place in order)
    art = msgspec.structs.replace(params.artwork, per_item=len(STYLES))
    params = msgspec.structs.replace(with_sizes(params, None, len(catalogue)), artwork=art)
    return _fitted(catalogue, parent, rated, params, seed)


def _fitted(catalogue: tuple[Item, ...], parent: Ints, rated: Ratings, params: WorldParams, seed: int) -> World:
    pages = int((parent < 0).sum())
    tags = Tags.of(catalogue[:pages])
    vectors, space = _with_tags(rated, tags, pages, seed)
    truth = _items(catalogue, parent, vectors, rated, tags)
    members = draw_members(params, space, seed)
    found = personas_of(vectors, rated.who, rated.item, rated.value, params.members.personas, seed)
    if len(found):
        rng = stream(seed, "templates")
        like = found[rng.integers(0, len(found), params.members.n)]
        first = unit(like + 0.1 * rng.standard_normal(like.shape, dtype=np.float32))
        across = unit(members.drift_to - (members.drift_to * first).sum(-1, keepdims=True) * first)
        members = replace(members, personas=first, drift_to=across)
    artworks = draw_artworks(params, space, truth, seed)
    return World(
        params=params,
        seed=seed,
        truth=Truth(space, truth, artworks, members, draw_shop(params, space, truth, members, seed)),
        item_ids=tuple(item.item for item in catalogue),
        member_ids=tuple(f"sim{seed}-{number}" for number in range(params.members.n)),
        catalogue=catalogue,
        vocabulary=(*tags.genres, *tags.themes, *tags.people),
        pictures=STYLES,
    )


def _families(items: Sequence[Item]) -> tuple[NDArray[np.int64], Ints, Ints]:
    """Places in the order of a world (things on pages, then episodes by series), parents, and the page of each item."""
    place = {item.item: number for number, item in enumerate(items)}
    top = [_top(items, place, number) for number in range(len(items))]
    pages = [number for number in range(len(items)) if top[number] == number]
    page = {number: turn for turn, number in enumerate(pages)}
    parts = [n for n in range(len(items)) if top[n] != n and items[n].kind != "season"]
    parts.sort(key=lambda n: (page[top[n]], items[n].number or 0, n))
    parent = np.array([-1] * len(pages) + [page[top[n]] for n in parts], dtype=np.int32)
    return np.array(pages + parts), parent, np.array([page[t] for t in top], dtype=np.int32)


def _top(items: Sequence[Item], place: dict[str, int], number: int) -> int:
    """The member of the family that stands on pages."""
    for _ in range(4):
        parent = place.get(items[number].parent, -1)
        if parent < 0 or parent == number:
            break
        number = parent
    return number


@dataclass(frozen=True, slots=True)
class Tags:
    """Words of a catalogue, and which items carry them: (item, tag) pairs, tags numbered over all three lists."""

    genres: tuple[str, ...]
    themes: tuple[str, ...]
    people: tuple[str, ...]
    item: NDArray[np.int64]
    tag: NDArray[np.int64]

    @classmethod
    def of(cls, items: Sequence[Item]) -> Tags:
        """Collect; a catalogue without tags or people gets its genres for them, one without genres a single one."""
        genres = tuple(sorted({word for item in items for word in item.genres})) or ("everything",)
        themes = tuple(sorted({word for item in items for word in item.tags})) or genres
        people = tuple(sorted({word for item in items for word in item.people})) or genres
        place = {(kind, word): n for n, (kind, word) in enumerate(
            [("g", w) for w in genres] + [("t", w) for w in themes] + [("p", w) for w in people])}  # fmt: skip
        pairs = [
            (number, place[kind, word])
            for number, item in enumerate(items)
            for kind, words in (("g", item.genres), ("t", item.tags), ("p", item.people))
            for word in words
        ]
        pairs = pairs or [(0, 0)]
        return cls(genres, themes, people, *np.array(pairs, dtype=np.int64).T)

    def first(self, n: int, low: int, high: int, k: int) -> Ints:
        """(n, k) tags of each item between two numbers, counted from the lower; -1 where it has fewer."""
        found = np.full((n, k), -1, dtype=np.int32)
        within = (self.tag >= low) & (self.tag < high)
        item, tag = self.item[within], self.tag[within]
        turn = np.arange(len(item)) - np.searchsorted(item, item)
        keep = turn < k
        found[item[keep], turn[keep]] = tag[keep] - low
        return found


def _with_tags(rated: Ratings, tags: Tags, pages: int, seed: int) -> tuple[Floats, Space]:
    """Vectors (pages, d) of items, and where their tags lie: at the mean of what carries them."""
    drawn = factors(rated.who, rated.item, rated.value, pages, seed)
    n_tags = len(tags.genres) + len(tags.themes) + len(tags.people)
    weight = np.bincount(rated.item, minlength=pages).astype(np.float64)
    weight = np.log1p(weight)
    centre = np.zeros((n_tags, drawn.shape[1]))
    np.add.at(centre, tags.tag, drawn[tags.item] * weight[tags.item, None])
    centre += 0.3 * unit(stream(seed, "tags").standard_normal(centre.shape, dtype=np.float32))
    placed = unit(centre.astype(np.float32))
    common = np.zeros(drawn.shape)
    np.add.at(common, tags.item, placed[tags.tag])
    seen = np.bincount(rated.item, minlength=pages)[:, None]
    vectors = unit(((seen * drawn + _SHRINK * unit(common.astype(np.float32))) / (seen + _SHRINK)).astype(np.float32))
    g, t = len(tags.genres), len(tags.genres) + len(tags.themes)
    demand = np.bincount(tags.tag[tags.tag < g], weights=weight[tags.item[tags.tag < g]], minlength=g) + 1e-3
    return vectors, Space(placed[:g], placed[g:t], placed[t:], (demand / demand.sum()).astype(np.float32))


def _items(catalogue: tuple[Item, ...], parent: Ints, vectors: Floats, rated: Ratings, tags: Tags) -> ItemTruth:
    """Quality from ratings, hype from counts that ratings do not bear out, the rest from the catalogue itself."""
    pages, n = int((parent < 0).sum()), len(catalogue)
    quality, hype, popularity = _standing(rated, pages)
    take = np.where(parent < 0, np.arange(n), parent)
    g, t = len(tags.genres), len(tags.genres) + len(tags.themes)
    genres = tags.first(pages, 0, g, 2)
    genres[genres[:, 0] < 0, 0] = 0
    themes, people = tags.first(pages, g, t, 3), tags.first(pages, t, t + len(tags.people), 3)
    episodes = np.bincount(parent[parent >= 0], minlength=pages)
    first = np.where(episodes > 0, pages + np.cumsum(episodes) - episodes, -1)
    return ItemTruth(
        pages=pages,
        vectors=vectors[take],
        quality=quality[take],
        hype=hype[take],
        popularity=np.concatenate([popularity, np.zeros(n - pages)]).astype(np.float32),
        genres=genres[take],
        shown_genres=genres[take],
        themes=np.maximum(themes, 0)[take],
        shown_themes=np.maximum(themes, 0)[take],
        people=np.maximum(people, 0)[take],
        maturity=np.array([item.maturity for item in catalogue], dtype=np.int32),
        year=np.array([item.year or 2000 for item in catalogue], dtype=np.int32),
        seconds=np.array([item.seconds or 6_000.0 for item in catalogue], dtype=np.float32),
        price=np.array([item.price or 0.0 for item in catalogue], dtype=np.float32),
        parent=parent,
        episodes=np.concatenate([episodes, np.zeros(n - pages, dtype=np.int64)]).astype(np.int32),
        first_episode=np.concatenate([first, np.full(n - pages, -1)]).astype(np.int32),
        added_day=np.full(n, -400.0, dtype=np.float32),
        seasonal=np.zeros(n, dtype=bool),
    )


def _standing(rated: Ratings, pages: int) -> tuple[Floats, Floats, Floats]:
    """Quality, hype and popularity (pages,): from means, from counts beyond means, and from counts."""
    counts = np.bincount(rated.item, minlength=pages).astype(np.float64)
    middle = float(rated.value.mean()) if len(rated.value) else 0.0
    mean = np.bincount(rated.item, weights=rated.value - middle, minlength=pages) / (counts + _SHRINK)
    hype = _standard(np.log1p(counts)) - 0.5 * _standard(mean)
    popularity = (counts + 0.5) / (counts + 0.5).sum()
    return 0.9 * _standard(mean), 0.5 * hype, popularity


def _standard(values: NDArray[np.float64]) -> Floats:
    """Mean 0, spread 1."""
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9), dtype=np.float32)
