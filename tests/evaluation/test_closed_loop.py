"""Closed loop: the oracle beats popularity, popularity beats chance; bait wins opens and loses liking and members."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest

from matinee.core.errors import MatineeError
from matinee.evaluation.closed_loop import compare, interval, total
from matinee.evaluation.closed_loop_chart import chart, write_chart
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.figures import effective_catalogue
from matinee.worlds.params import WorldParams, load, preset, with_sizes
from matinee.worlds.world import make_world

FILES = sorted((Path(__file__).parents[2] / "examples" / "worlds").glob("*.toml"))
WORLDS = [preset("stream"), preset("shop"), *map(load, FILES)]
NAMES = ["stream", "shop", *(path.stem for path in FILES)]


def small(params: WorldParams) -> WorldParams:
    return with_sizes(params, 60, 200)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("params", WORLDS, ids=NAMES)
def test_the_oracle_beats_popularity_and_popularity_beats_chance_and_bait_wins_opens_only(
    params: WorldParams, seed: int
) -> None:
    world = make_world(with_sizes(params, 250, None), 100 + seed)
    runs = {
        name: total(list(simulate(world, BUILT_IN[name](world, seed), 10, seed)))
        for name in ("oracle", "popular", "random", "clickbait")
    }
    liked = {name: run["liking_per_session"] for name, run in runs.items()}
    assert liked["oracle"] > liked["popular"] > liked["random"]
    assert runs["oracle"]["retention"] > runs["random"]["retention"]
    if params.artwork.clickbait_share:
        assert runs["clickbait"]["opens_per_session"] > runs["popular"]["opens_per_session"]
        assert liked["clickbait"] < liked["popular"]
        assert runs["clickbait"]["retention"] < runs["popular"]["retention"]


def test_at_least_three_parameter_files_ship_and_each_plants_another_world() -> None:
    assert len(FILES) >= 3
    assert len({msgspec.json.encode(load(path)) for path in FILES}) == len(FILES)


@pytest.mark.parametrize("name", ["stream", "shop"])
def test_the_same_seed_gives_the_same_days_and_another_gives_others(name: str) -> None:
    world = make_world(small(preset(name)), 5)
    runs = [list(simulate(world, BUILT_IN["popular"](world, 1), 2, seed)) for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]


def test_members_come_at_the_same_times_whatever_the_policy_as_long_as_they_stay() -> None:
    world = make_world(small(preset("stream")), 5)
    first = {name: next(simulate(world, BUILT_IN[name](world, 1), 1, 1)) for name in ("random", "oracle")}
    assert first["random"].sessions == pytest.approx(first["oracle"].sessions, rel=0.1)


def test_a_comparison_holds_every_day_and_policy_with_intervals_and_is_marked_as_simulated() -> None:
    factories = {name: BUILT_IN[name] for name in ("random", "popular")}
    found = compare(partial(make_world, small(preset("stream"))), factories, range(3), 2)
    told = msgspec.json.decode(msgspec.json.encode(found))
    assert told["source"] == "simulated" and told["seeds"] == [0, 1, 2]
    for one in told["policies"]:
        assert [day["day"] for day in one["by_day"]] == [1, 2]
        for day in one["by_day"]:
            assert all(of["low"] <= of["mean"] <= of["high"] for of in day["measures"].values())
    assert [len(one["lift"]) for one in told["policies"]] == [2, 0]


@pytest.mark.slow
def test_a_chart_is_drawn_as_svg_and_names_the_mark(tmp_path: Path) -> None:
    found = compare(partial(make_world, small(preset("stream"))), {"random": BUILT_IN["random"]}, [1], 2)
    write_chart(chart(found), tmp_path / "c.svg")
    text = (tmp_path / "c.svg").read_text()
    assert text.startswith("<svg") and "SIMULATED" in text
    with pytest.raises(MatineeError, match="cannot be written as"):
        write_chart(chart(found), tmp_path / "c.gif")


def test_one_seed_has_no_interval_and_five_alike_have_one_without_width() -> None:
    assert interval([2.0]).low is None
    same = interval([2.0] * 5)
    assert same.low == same.mean == same.high == 2.0


def test_effective_catalogue_is_one_for_one_item_and_all_for_items_alike() -> None:
    assert effective_catalogue(np.array([0, 7, 0])) == 1.0
    assert effective_catalogue(np.full(50, 3)) == pytest.approx(50.0)
    assert effective_catalogue(np.zeros(4, dtype=np.int64)) == 0.0
