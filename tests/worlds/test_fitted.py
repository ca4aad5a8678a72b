"""A world over an existing catalogue: real items, like tastes, new people."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from matinee.core.errors import MatineeError
from matinee.core.values import Item
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.factors import factors
from matinee.worlds.fitted import Ratings, fit_world
from matinee.worlds.params import preset, with_sizes

DATA = Path(__file__).parents[2] / "examples" / "data" / "movielens-small"


def test_a_block_of_items_rated_by_the_same_members_lies_together() -> None:
    rng = np.random.default_rng(3)
    who, item = rng.integers(0, 200, 6_000), rng.integers(0, 40, 6_000)
    value = np.where((who % 2) == (item % 2), 5.0, 1.0)
    found = factors(who, item, value, 40, 1)
    alike = found @ found.T
    same = (np.arange(40)[:, None] % 2) == (np.arange(40)[None, :] % 2)
    assert alike[same & ~np.eye(40, dtype=bool)].mean() > 0.1
    assert alike[~same].mean() < -0.1


def test_an_empty_catalogue_and_ratings_of_nothing_are_refused() -> None:
    none = Ratings(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0))
    with pytest.raises(MatineeError, match="no items"):
        fit_world([], none, preset("stream"), 1)
    with pytest.raises(MatineeError, match="no item 7"):
        fit_world(
            [Item(item="a", title="A")], Ratings(np.array([0]), np.array([7]), np.array([1.0])), preset("stream"), 1
        )


def test_a_catalogue_without_ratings_is_a_world_too_and_episodes_stay_with_their_series() -> None:
    items = [
        Item(item="e1", title="E1", kind="episode", parent="s", number=1),
        Item(item="s", title="S", kind="series"),
    ]
    items += [Item(item=f"f{n}", title=f"F{n}", genres=("Drama",)) for n in range(30)]
    none = Ratings(np.zeros(0, dtype=int), np.zeros(0, dtype=int), np.zeros(0))
    world = fit_world(items, none, with_sizes(preset("stream"), 30), 1)
    assert world.item_ids[0] == "s" and world.item_ids[-1] == "e1"
    assert world.truth.items.pages == 31 and world.truth.items.parent[31] == 0
    assert next(simulate(world, BUILT_IN["popular"](world, 1), 1, 1)).sessions > 0


@pytest.mark.slow
def test_over_movielens_the_oracle_beats_popularity_and_popularity_beats_chance() -> None:
    with (DATA / "movies.csv").open(newline="", encoding="utf-8") as file:
        items = [
            Item(item=r["movieId"], title=r["title"], genres=tuple(r["genres"].split("|")))
            for r in csv.DictReader(file)
        ]
    place = {item.item: number for number, item in enumerate(items)}
    with (DATA / "ratings.csv").open(newline="", encoding="utf-8") as file:
        rows = [(int(r["userId"]), place[r["movieId"]], float(r["rating"])) for r in csv.DictReader(file)]
    who, item, value = (np.array(column) for column in zip(*rows, strict=True))
    world = fit_world(items, Ratings(who, item, value), with_sizes(preset("stream"), 80), 1)
    vectors = world.truth.items.vectors
    near = np.argsort(-(vectors @ vectors[place["260"]]))[:6]
    assert "1196" in {items[number].item for number in near}  # The Empire Strikes Back lies by Star Wars
    liked = {}
    for name in ("oracle", "popular", "random"):
        days = list(simulate(world, BUILT_IN[name](world, 1), 3, 1))
        liked[name] = sum(day.liking for day in days) / sum(day.sessions for day in days)
    assert liked["oracle"] > liked["popular"] > liked["random"]
    assert not set(world.member_ids) & {str(n) for n in who}
