"""Matinee in a world: library and HTTP door give the same pages; a world over a home's own catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from matinee.app.home import Home, open_home
from matinee.app.setup import init_home
from matinee.app.simulated import catalogue, http_policy, policy, unattended_policy
from matinee.core.clock import HOUR
from matinee.core.errors import InvalidInput
from matinee.core.values import Event, Item
from matinee.worlds.closed import simulate
from matinee.worlds.fitted import Ratings, fit_world
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import Asked, Pages, Policy
from matinee.worlds.world import World, make_world

Shown = list[tuple[NDArray[np.int32], NDArray[np.int16]]]


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(with_sizes(preset("stream"), 12, 80), 3)


def shown_by(make: Callable[[World, int], Policy], world: World, days: int) -> Shown:
    """Every page that a policy gave: items and pictures."""
    engine, seen = make(world, 1), []
    pages = engine.pages

    def noted(asked: Asked) -> Pages:
        given = pages(asked)
        assert given.artworks is not None
        seen.append((given.items, given.artworks))
        return given

    engine.pages = noted  # type: ignore[method-assign]
    assert sum(day.sessions for day in simulate(world, engine, days, 1)) > 0
    return seen


@pytest.mark.slow
def test_the_library_and_the_http_door_give_the_same_pages_in_a_world(world: World) -> None:
    library, door = shown_by(policy, world, 2), shown_by(http_policy, world, 2)
    assert len(library) == len(door) > 5
    same: list[float] = []
    for (items, pictures), (others, seen) in zip(library, door, strict=True):
        assert np.array_equal(items, others)
        same.append(float((pictures == seen)[items >= 0].mean()))
    assert same[0] == 1.0, "before the first night nothing but the member decides on a picture"
    assert min(same) > 0.8, "what is learned of pictures hangs on the order of ids, which differ"
    assert all((items >= 0).any() for items, _ in library)


@pytest.mark.full
def test_a_world_runs_for_days_while_learning_goes_on_beside_it_with_no_hand_on_it(world: World) -> None:
    engine = unattended_policy(world, 1)
    days = list(simulate(world, engine, 4, 1))
    assert sum(day.plays for day in days) > 0
    assert engine.learner is not None and engine.learner.poll() is None and engine.server.poll() is None
    until = time.monotonic() + 60
    while len(engine.published()) < 2 and time.monotonic() < until:
        time.sleep(0.2)
    assert len(engine.published()) >= 2


@pytest.mark.full
def test_thirty_simulated_days_hold_with_learning_beside_them_and_the_home_is_whole_after_it() -> None:
    from matinee.app.home import open_home as opened

    world = make_world(with_sizes(preset("stream"), 60, 300), 5)
    engine = unattended_policy(world, 1)
    days = list(simulate(world, engine, 30, 1))
    assert len(days) == 30 and all(day.plays > 0 for day in days)
    assert engine.learner is not None and engine.learner.poll() is None
    versions = engine.published()
    assert len(versions) >= 10
    home = opened(engine.path)
    try:
        assert home.store.n_events() == engine.n_events
        assert home.live.world().snapshot.version == versions[-1] and home.live.trouble == ""
        assert home.page(world.member_ids[0]).source == "simulated"
    finally:
        home.close()


@pytest.fixture
def shop_home(tmp_path: Path) -> Iterator[Home]:
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item=f"f{n}", title=f"F{n}", genres=("Drama" if n % 2 else "Crime",)) for n in range(40)])
    rng = np.random.default_rng(5)
    events = [
        Event(
            event_id=f"e{k}", kind="rate", at=1_600_000_000_000_000 + k * HOUR, member=f"m{k % 12}",
            item=f"f{rng.integers(0, 20) * 2 + (k % 12) % 2}", value=float(rng.integers(1, 11)) / 2,
        )
        for k in range(300)
    ]  # fmt: skip
    home.append(events)
    yield home
    home.close()


def test_a_world_over_a_home_s_catalogue_has_its_items_and_none_of_its_members(shop_home: Home) -> None:
    items, who, item, liking = catalogue(shop_home.path)
    assert [one.item for one in items] == [f"f{n}" for n in range(40)]
    assert len(who) == len(item) == len(liking) > 100 and who.max() == 11
    world = fit_world(items, Ratings(who, item, liking), with_sizes(preset("stream"), 20), 1)
    assert set(world.item_ids) == {one.item for one in items}
    assert not set(world.member_ids) & {f"m{n}" for n in range(12)}
    engine = policy(world, 1)
    assert sum(day.plays for day in simulate(world, engine, 1, 1)) > 0
    assert shop_home.store.n_events() == 300


def test_a_home_without_items_cannot_be_made_a_world(tmp_path: Path) -> None:
    init_home(tmp_path / "home")
    with pytest.raises(InvalidInput, match="holds no items"):
        catalogue(tmp_path / "home")


def test_a_clock_is_told_the_time_only_where_it_is_one_that_is_told(tmp_path: Path) -> None:
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    with pytest.raises(InvalidInput, match="not told"):
        home.stand_at("2026-01-05T20:00:00Z")
    home.close()
    (tmp_path / "home" / "matinee.toml").write_text('clock = "data"')
    home = open_home(tmp_path / "home")
    home.stand_at("2026-01-05T20:00:00Z")
    assert abs(home.now() - 1_767_643_200_000_000) < HOUR
    with pytest.raises(InvalidInput, match="is no time"):
        home.stand_at("teatime")
    home.close()
