"""After the season: the comparison is paired by world, and both engines run over the same days."""

from functools import partial
from pathlib import Path

import pytest

from matinee.app.seasonal import aware, blind, calendar_of, span_of
from matinee.core.errors import InvalidInput
from matinee.evaluation.season import AWARE, BLIND, compared, end_of, evaluate_season
from matinee.worlds import params as world_params
from matinee.worlds.figures import DayFigures
from matinee.worlds.world import make_world

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "worlds"


def day(number, revenue):
    zero = {name: 0 for name in ("members", "sessions", "looks", "opens", "plays", "messages")}
    rest = ("liking", "plays_per_session", "liking_per_session", "opens_per_session", "retention", "discovery_share")
    rates = dict.fromkeys((*rest, "effective_catalogue", "opt_out_share"), 0.0)
    return DayFigures(day=number, revenue=revenue, **zero, **rates)


def test_the_gain_is_the_mean_of_the_pairs_with_its_interval():
    runs = {AWARE: [[day(0, 110.0)], [day(0, 210.0)]], BLIND: [[day(0, 100.0)], [day(0, 200.0)]]}
    found = compared(runs, 1, [1, 2])
    assert found["revenue_gain"] == {"mean": 10.0, "low": 10.0, "high": 10.0}
    assert found["revenue_gain_share"]["mean"] == pytest.approx((0.10 + 0.05) / 2)
    assert found["source"] == "simulated"


def test_a_world_without_a_season_is_refused():
    world = make_world(world_params.with_sizes(world_params.preset("stream"), 20, 60), 1)
    with pytest.raises(InvalidInput, match="no season"):
        end_of(world)


@pytest.mark.slow
def test_both_engines_live_through_the_days_after_the_season():
    told = world_params.parse("[season]\npeak_day = 6\nwidth_days = 2", base="shop")
    world = make_world(world_params.with_sizes(told, 60, 80), 1)
    assert span_of(world) == (3, 9) and end_of(world) == 10
    assert '["2026-01-08", "2026-01-14"]' in calendar_of(world)
    found = evaluate_season(lambda _: world, {AWARE: aware, BLIND: blind}, [1], 2, lambda _: None)
    assert all(found["engines"][name]["revenue"]["mean"] > 0 for name in (AWARE, BLIND))
    assert len(found["by_day"]) == 2


@pytest.mark.full
def test_knowing_when_the_season_was_brings_revenue_after_it():
    told = world_params.load(EXAMPLES / "season.toml", "shop")
    found = evaluate_season(partial(make_world, told), {AWARE: aware, BLIND: blind}, range(1, 21), 4, lambda _: None)
    assert found["revenue_gain_share"]["low"] > 0
