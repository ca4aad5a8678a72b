"""The truth of a world: planted as told, readable, and no mirror of what engines assume."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from matinee.core.kinds import DEVICES
from matinee.worlds.attention import attention
from matinee.worlds.exports import items_of, members_of
from matinee.worlds.faults import afflicted, delivered
from matinee.worlds.liking import known_liking, liking, match
from matinee.worlds.members import at_day
from matinee.worlds.open_loop import daily
from matinee.worlds.params import ATTENTION, AttentionParams, Fault, preset, with_sizes
from matinee.worlds.trade import due
from matinee.worlds.world import World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(with_sizes(preset("stream"), 200, 800), 4)


@pytest.fixture(scope="module")
def shop() -> World:
    return make_world(with_sizes(preset("shop"), 500, 400), 4)


def test_the_same_seed_draws_the_same_truth(world: World) -> None:
    again = make_world(world.params, world.seed)
    assert np.array_equal(again.truth.items.vectors, world.truth.items.vectors)
    assert np.array_equal(again.truth.members.personas, world.truth.members.personas)
    assert np.array_equal(again.truth.artworks.clickbait, world.truth.artworks.clickbait)


def test_liking_lies_in_0_to_1_and_the_average_over_moods_agrees_with_single_moods(world: World) -> None:
    who = np.arange(20, dtype=np.int32)
    every = np.tile(np.arange(world.truth.items.pages, dtype=np.int32), (20, 1))
    moods = [np.full(20, mood, dtype=np.int32) for mood in range(world.params.members.personas)]
    by_mood = [liking(world, who, every, match(world, who, every, mood, 3.0)) for mood in moods]
    assert all((one >= 0).all() and (one <= 1).all() for one in by_mood)
    assert np.allclose(known_liking(world, who, 3.0), np.mean(by_mood, axis=0), atol=1e-5)


def test_taste_drifts_and_stays_of_unit_length(world: World) -> None:
    who = np.arange(200, dtype=np.int32)
    now, later = at_day(world.truth.members, who, 0.0), at_day(world.truth.members, who, 60.0)
    assert np.allclose(np.linalg.norm(later, axis=-1), 1.0, atol=1e-4)
    assert float((now * later).sum(-1).mean()) < 0.97


def test_about_a_fifth_of_the_exported_tags_are_wrong(world: World) -> None:
    items, pages = world.truth.items, world.truth.items.pages
    wrong = (items.themes[:pages] != items.shown_themes[:pages]).mean()
    assert 0.15 < wrong < 0.25


def test_two_items_with_the_same_tags_are_not_the_same_item(world: World) -> None:
    items = world.truth.items
    tags = np.concatenate([items.genres, items.themes, items.people], axis=1)[: items.pages]
    _, first = np.unique(tags, axis=0, return_index=True)
    assert len(np.unique(items.vectors[: items.pages].round(4), axis=0)) == items.pages >= len(first)


def test_popularity_has_a_long_tail_and_is_not_the_same_as_quality(world: World) -> None:
    items = world.truth.items
    weight = np.sort(items.popularity[: items.pages])[::-1]
    assert weight[: items.pages // 10].sum() > 0.4
    agreement = np.corrcoef(items.quality[: items.pages], np.log(items.popularity[: items.pages]))[0, 1]
    assert 0.2 < agreement < 0.9


def test_every_series_has_its_episodes_one_after_the_other(world: World) -> None:
    items = world.truth.items
    for series in np.nonzero(items.episodes)[0]:
        first, count = items.first_episode[series], items.episodes[series]
        assert (items.parent[first : first + count] == series).all()
    exported = list(items_of(world))
    assert all(bool(item.parent) == (item.kind == "episode") for item in exported)


def test_uplift_is_positive_for_most_negative_for_some_and_not_told_by_opening(world: World) -> None:
    members = world.truth.members
    assert 0.1 < (members.uplift < 0).mean() < 0.3
    assert abs(np.corrcoef(members.uplift, members.message_opens)[0, 1]) < 0.2


@pytest.mark.parametrize("form", ["folded", "diagonal", "power", "stripes"])
def test_attention_falls_from_the_first_slot_and_is_no_product_of_two_exponentials(form: str) -> None:
    told = AttentionParams(form=form)  # type: ignore[arg-type]
    curve = attention(told, 8, 12).astype(np.float64)
    assert curve.min() > 0 and curve.max() == pytest.approx(told.first)
    assert curve[-1, -1] < 0.2 * curve.max()
    steps = np.diff(np.log(curve), axis=0)[:, 0]
    across = np.diff(np.log(curve), axis=1)[0]
    assert steps.std() > 0.02 or across.std() > 0.02


def test_every_device_has_a_curve_of_its_own(world: World) -> None:
    curves = {world.attention(device, 6, 10).tobytes() for device in range(len(DEVICES))}
    assert set(ATTENTION) == set(DEVICES) and len(curves) == len(DEVICES)


def test_staples_come_due_once_a_cycle(shop: World) -> None:
    truth = shop.truth.shop
    assert truth is not None
    who = np.arange(500, dtype=np.int32)
    times = sum(due(truth, who, np.full(500, float(day - 1)), float(day)).astype(int) for day in range(1, 401))
    assert np.allclose(times * truth.cycle_days, 400, atol=2 * truth.cycle_days.max())


def test_most_visitors_of_a_shop_are_guests_and_some_customers_are_gone(shop: World) -> None:
    truth = shop.truth.shop
    assert truth is not None
    assert shop.truth.members.guest.mean() > 0.5
    assert len(list(members_of(shop))) == int((~shop.truth.members.guest).sum())
    assert 0.2 < (truth.last_day < 60).mean() < 0.9
    assert truth.won.mean() > 0.1


def test_a_season_rises_to_its_peak_and_falls_below_the_ordinary_after_it(shop: World) -> None:
    season, told = shop.season(np.arange(80.0)), shop.params.season
    assert told is not None
    assert season.argmax() == pytest.approx(told.peak_day, abs=1)
    assert season.max() > 2.0 and season[28:].min() < 0.85 and season[-1] == pytest.approx(1.0, abs=0.05)


def test_faults_strike_their_items_and_devices_only_on_their_days() -> None:
    faults = (Fault(kind="unavailable", from_day=2, to_day=4, strength=0.2), Fault(kind="lost_device", strength=1.0))
    params = msgspec.structs.replace(with_sizes(preset("stream"), 60, 300), faults=faults)
    world = make_world(params, 3)
    assert not afflicted(world, "unavailable", 1).any() and not afflicted(world, "unavailable", 4).any()
    assert 0.1 < afflicted(world, "unavailable", 3).mean() < 0.3
    events = next(daily(world, 400, 3))
    arrived = delivered(world, events, 0)
    phone = DEVICES.index("phone")
    assert (events.device == phone).any() and not (arrived.device == phone).any()
    assert len(arrived) == int((events.device != phone).sum())


def test_a_wrong_genre_is_exported_for_the_struck_items_and_no_others() -> None:
    plain = with_sizes(preset("stream"), 20, 300)
    struck = msgspec.structs.replace(plain, faults=(Fault(kind="wrong_genre", strength=0.3),))
    before, after = (list(items_of(make_world(params, 3))) for params in (plain, struck))
    differ = [a.genres != b.genres for a, b in zip(before, after, strict=True)]
    assert 0.15 < np.mean(differ) < 0.45
    assert all(a.title == b.title or b.genres != a.genres for a, b in zip(before, after, strict=True))
