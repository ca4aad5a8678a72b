"""The catalogue: parameters and a seed in, the planted truth of every item and picture out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.ids import seed_of
from matinee.worlds.params import WorldParams

DIMENSIONS: Final = 16
"""Length of the vectors in which taste and items meet; hidden factors and known tags share it."""

Floats = NDArray[np.floating[Any]]
"""Mostly float32."""

Ints = NDArray[np.integer[Any]]
"""Mostly int32; -1 means none."""


def stream(seed: int, *names: object) -> np.random.Generator:
    """Chance of its own for each part of a world, so that a change to one part leaves the others as they are."""
    return np.random.Generator(np.random.SFC64(seed_of("world", seed, *names)))


def unit(vectors: Floats) -> Floats:
    """Vectors (..., d) brought to length 1."""
    length = np.sqrt((vectors * vectors).sum(-1, keepdims=True, dtype=np.float32))
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Space:
    """Where tags lie: unit vectors of genres, themes and people, each (n, d); some genres are wanted by many."""

    genres: Floats
    themes: Floats
    people: Floats
    demand: Floats  # (genres,) how many tastes turn on each, sum 1


@dataclass(frozen=True, slots=True)
class ItemTruth:
    """What is true of n items; the first `pages` of them stand on pages, the others are episodes of those."""

    pages: int
    vectors: Floats  # (n, d) unit length, hidden factors and all
    quality: Floats  # (n,) log-odds of liking
    hype: Floats  # (n,) log-odds of opening that liking does not bear out
    popularity: Floats  # (n,) weights, sum 1 over pages, 0 for episodes
    genres: Ints  # (n, 2) true; -1 none
    shown_genres: Ints  # (n, 2) as exported
    themes: Ints  # (n, 3)
    shown_themes: Ints  # (n, 3)
    people: Ints  # (n, 3)
    maturity: Ints  # (n,) 0, 12, 16 or 18
    year: Ints  # (n,)
    seconds: Floats  # (n,)
    price: Floats  # (n,) 0 where nothing is sold
    parent: Ints  # (n,) -1 for what stands on pages
    episodes: Ints  # (n,) how many episodes it has
    first_episode: Ints  # (n,) item of its first episode, -1
    added_day: Floats  # (n,) days from the start; below 0: was there before
    seasonal: NDArray[np.bool_]  # (n,) belongs to the season

    @property
    def of_old(self) -> NDArray[np.float64]:
        """Popularity (pages,), sum 1, of what was there from the start; of everything where nothing was."""
        weight = self.popularity[: self.pages].astype(np.float64)
        old = weight * (self.added_day[: self.pages] <= 0)
        weight = old if old.sum() > 0 else weight
        return np.asarray(weight / weight.sum())


@dataclass(frozen=True, slots=True)
class ArtworkTruth:
    """What is true of the pictures of the items that stand on pages: a of each."""

    vectors: Floats  # (n, a, d) unit length: what the picture shows
    themes: Ints  # (n, a) the theme it shows
    people: Ints  # (n, a) the person on it; -1 nobody
    clickbait: NDArray[np.bool_]  # (n, a)
    appeal: Floats  # (n, a) log-odds of opening for anybody


def draw_space(params: WorldParams, seed: int) -> Space:
    """Genres at random, themes near a genre, people near a theme."""
    rng = stream(seed, "space")
    n_people = max(4, int(params.items.n * params.items.people_share))
    genres = unit(rng.standard_normal((params.items.genres, DIMENSIONS), dtype=np.float32))
    near = rng.integers(0, len(genres), params.items.themes)
    themes = unit(genres[near] + 0.25 * rng.standard_normal((params.items.themes, DIMENSIONS), dtype=np.float32))
    about = rng.integers(0, len(themes), n_people)
    people = unit(themes[about] + 0.25 * rng.standard_normal((n_people, DIMENSIONS), dtype=np.float32))
    demand = 1.0 / (2.0 + np.arange(len(genres)))
    return Space(genres, themes, people, (demand / demand.sum()).astype(np.float32))


def draw_items(params: WorldParams, space: Space, seed: int) -> ItemTruth:
    """Items with vectors from their tags and from what no tag tells, and a long tail of popularity."""
    rng = stream(seed, "items")
    told = params.items
    pages, n_series = _split(told.n, told.series_share, told.episodes)
    genres = _genres(rng, pages, space.demand)
    themes = _near(rng, space.genres[genres[:, 0]], space.themes, 3)
    people = _near(rng, space.themes[themes[:, 0]], space.people, 3)
    hidden = unit(rng.standard_normal((pages, DIMENSIONS), dtype=np.float32))
    tags = space.genres[genres[:, 0]] + 0.8 * space.themes[themes].mean(1) + 0.5 * space.people[people].mean(1)
    vectors = unit(tags + told.hidden * hidden)
    quality = told.quality * 0.9 * rng.standard_normal(pages, dtype=np.float32)
    hype = told.hype * 0.5 * rng.standard_normal(pages, dtype=np.float32)
    mainstream = vectors @ unit(space.demand @ space.genres)
    parts = _Pages(vectors, quality, hype, mainstream, genres, themes, people)
    return _with_episodes(rng, params, parts, n_series)


@dataclass(frozen=True, slots=True)
class _Pages:
    vectors: Floats
    quality: Floats
    hype: Floats
    mainstream: Floats
    genres: Ints
    themes: Ints
    people: Ints


def _with_episodes(rng: np.random.Generator, params: WorldParams, drawn: _Pages, n_series: int) -> ItemTruth:
    told, pages = params.items, len(drawn.quality)
    episodes = np.zeros(pages, dtype=np.int32)
    series = rng.choice(pages, n_series, replace=False)
    rest = told.n - pages
    episodes[series] = rest // max(n_series, 1)
    episodes[series[: rest - int(episodes.sum())]] += 1
    parent = np.repeat(np.arange(pages, dtype=np.int32), episodes)
    take = np.concatenate([np.arange(pages, dtype=np.int32), parent])
    popularity = _popularity(rng, drawn, told.tail)
    added = -rng.exponential(400.0, pages).astype(np.float32)
    new = rng.random(pages) < min(0.9, told.new_per_day * 60)
    added[new] = rng.uniform(0.0, 60.0, int(new.sum()))
    seconds, price = _lengths_and_prices(rng, episodes, params.preset == "shop")
    favourites = params.season.favourites if params.season else 0.0
    return ItemTruth(
        pages=pages,
        vectors=drawn.vectors[take],
        quality=drawn.quality[take],
        hype=drawn.hype[take],
        popularity=np.concatenate([popularity, np.zeros(rest, dtype=np.float32)]),
        genres=drawn.genres[take],
        shown_genres=_wrong(rng, drawn.genres, told.wrong_tags, told.genres)[take],
        themes=drawn.themes[take],
        shown_themes=_wrong(rng, drawn.themes, told.wrong_tags, told.themes)[take],
        people=drawn.people[take],
        maturity=_maturity(rng, pages, told.adult_share)[take],
        year=(2026 - rng.exponential(12.0, pages)).astype(np.int32).clip(1930)[take],
        seconds=seconds.astype(np.float32)[take],
        price=price.astype(np.float32)[take],
        parent=np.concatenate([np.full(pages, -1, dtype=np.int32), parent]),
        episodes=np.concatenate([episodes, np.zeros(rest, dtype=np.int32)]),
        first_episode=_first(episodes, pages, rest),
        added_day=added[take],
        seasonal=(rng.random(pages) < favourites)[take],
    )


def _popularity(rng: np.random.Generator, drawn: _Pages, tail: float) -> Floats:
    """Weights (pages,), sum 1, falling by rank: what is good, hyped and to the taste of many stands high."""
    worth = drawn.quality + drawn.hype + 3.0 * drawn.mainstream
    worth = worth + 0.3 * rng.standard_normal(len(worth), dtype=np.float32)
    weight = (1.0 / (np.argsort(np.argsort(-worth)) + 3.0) ** tail).astype(np.float32)
    return np.asarray(weight / weight.sum())


def _lengths_and_prices(rng: np.random.Generator, episodes: Ints, shop: bool) -> tuple[Floats, Floats]:
    """Seconds and prices (pages,): a film lasts some hour and three quarters, an episode less, a product nothing."""
    pages = len(episodes)
    long = rng.normal(105.0, 20.0, pages).clip(60, 200).round() * 60
    seconds = np.where(episodes > 0, rng.choice([1500.0, 2700.0, 3300.0], pages), long)
    price = np.exp(rng.normal(2.3, 0.9, pages)).round(2)
    return (np.zeros(pages), price) if shop else (seconds, np.zeros(pages))


def draw_artworks(params: WorldParams, space: Space, items: ItemTruth, seed: int) -> ArtworkTruth:
    """Each picture shows one of the item's themes or people; a clickbait one shows what the item does not hold."""
    rng = stream(seed, "artworks")
    n, a = items.pages, params.artwork.per_item
    clickbait = rng.random((n, a)) < params.artwork.clickbait_share
    clickbait[:, 0] = False  # the first picture of an item is its honest default
    themes = items.themes[:n][np.arange(n)[:, None], rng.integers(0, 3, (n, a))]
    themes = np.where(clickbait, rng.integers(0, len(space.themes), (n, a)), themes).astype(np.int32)
    people = items.people[:n][np.arange(n)[:, None], rng.integers(0, 3, (n, a))]
    people = np.where(clickbait | (rng.random((n, a)) < 0.4), -1, people).astype(np.int32)
    shown = space.themes[themes] + np.where((people >= 0)[..., None], space.people[people], 0)
    vectors = unit(shown + 0.5 * items.vectors[:n, None, :])
    appeal = 0.25 * rng.standard_normal((n, a), dtype=np.float32)
    return ArtworkTruth(vectors, themes, people, clickbait, appeal)


def _split(n: int, series_share: float, episodes: int) -> tuple[int, int]:
    """n things in all -> how many stand on pages, and how many of those are series."""
    pages = max(1, round(n / (1.0 + series_share * episodes)))
    n_series = round(pages * series_share)
    return (n, 0) if n_series == 0 else (pages, n_series)


def _first(episodes: Ints, pages: int, rest: int) -> Ints:
    first = pages + np.cumsum(episodes) - episodes
    return np.concatenate([np.where(episodes > 0, first, -1), np.full(rest, -1)]).astype(np.int32)


def _genres(rng: np.random.Generator, n: int, demand: Floats) -> Ints:
    """(n, 2) genres, more of those in demand; every second item has only one."""
    chance = 0.5 * demand + 0.5 / len(demand)
    drawn = rng.choice(len(demand), (n, 2), p=chance / chance.sum())
    return np.where(rng.random((n, 2)) < (1.0, 0.5), drawn, -1).astype(np.int32)


def _near(rng: np.random.Generator, wanted: Floats, space: Floats, k: int) -> Ints:
    """(n, k) rows of `space` near each wanted vector, by chance of their likeness; in blocks, so memory stays small."""
    found = np.empty((len(wanted), k), dtype=np.int32)
    for begin in range(0, len(wanted), 2_000):
        block = slice(begin, begin + 2_000)
        likeness = 6.0 * (wanted[block] @ space.T)
        likeness += rng.gumbel(size=likeness.shape).astype(np.float32)
        top = min(k, space.shape[0])
        best = np.argpartition(-likeness, top - 1, axis=1)[:, :top]
        found[block] = best[:, np.arange(k) % top]
    return found


def _wrong(rng: np.random.Generator, true: Ints, share: float, among: int) -> Ints:
    """The same tags with a share of them replaced by any."""
    swap = (rng.random(true.shape) < share) & (true >= 0)
    return np.where(swap, rng.integers(0, among, true.shape), true).astype(np.int32)


def _maturity(rng: np.random.Generator, n: int, adult_share: float) -> Ints:
    level = rng.choice([0, 12, 16], n, p=[0.45, 0.35, 0.2])
    return np.where(rng.random(n) < adult_share, 18, level).astype(np.int32)
