"""Messages in worlds, at reduced counts: uplift ranks better than response, the plan is worth most."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from matinee.cli.evaluate_messages_loop import engine
from matinee.core.messaging import MessageSettings
from matinee.evaluation.messages import Trial, evaluate, one_world
from matinee.evaluation.messages_loop import over_hold_out
from matinee.evaluation.messages_policy import Mailer, planned
from matinee.messages.qini import qini, qini_of_truth
from matinee.messages.traits import still_there
from matinee.worlds.params import SeasonParams, load, preset, with_sizes
from matinee.worlds.policy import Stage
from matinee.worlds.world import make_world

WORLDS = Path(__file__).resolve().parents[2] / "examples" / "worlds"
SETTINGS = MessageSettings()


def quiet(_: str) -> None:
    """Say nothing."""


def test_qini_is_nought_for_a_coin_and_grows_with_how_well_scores_order_effects():
    rng = np.random.default_rng(1)
    effect, treated = rng.normal(0.1, 0.3, 40_000), rng.random(40_000) < 0.5
    outcome = rng.poisson(1.0, 40_000) + effect * treated
    by_chance = qini(rng.random(40_000), treated, outcome)
    by_half = qini(effect + rng.normal(0, 0.6, 40_000), treated, outcome)
    assert abs(by_chance) < 0.015 < by_half < qini(effect, treated, outcome)
    assert abs(qini(effect, treated, outcome) - qini_of_truth(effect, effect)) < 0.02


def test_silence_of_the_busy_says_more_than_silence_of_the_casual():
    chance = still_there(np.array([2.0, 2.0, 0.1, 0.1]), np.array([0, 7, 7, 60]))
    assert chance[0] == 1.0 and chance[1] < 0.1 < 0.8 < chance[2] and chance[3] < 0.1


@pytest.mark.slow
def test_in_a_world_uplift_beats_response_the_plan_beats_other_rules_and_the_harmed_get_fewer():
    world = make_world(with_sizes(preset("stream"), 700, 300), 11)
    found = one_world(world, Trial(members=700, items=300, learning_weeks=5, weeks=2), SETTINGS)
    assert found["qini"]["uplift"] > max(found["qini"]["response"], found["qini"]["openers"], 0.0)
    assert min(found["gain"].values()) > 0
    assert found["sent_to"]["harmed"] < found["sent_to"]["helped"]
    assert set(found["by_activity"]) == {"casual", "regular", "daily"}


@pytest.mark.slow
def test_with_opt_outs_as_rare_as_two_in_ten_thousand_the_plan_does_not_send_always():
    told = preset("stream")
    rare = msgspec.structs.replace(told, messages=msgspec.structs.replace(told.messages, opt_out=0.0002))
    world = make_world(with_sizes(rare, 600, 300), 12)
    found = one_world(world, Trial(members=600, items=300, learning_weeks=5, weeks=2), SETTINGS)
    assert found["messages"]["plan"] < 0.85 * found["messages"]["all"]
    assert found["sent_to"]["harmed"] < 0.75 * found["sent_to"]["helped"]


@pytest.mark.slow
def test_volume_and_content_leave_each_other_alone():
    world = make_world(with_sizes(preset("stream"), 2_500, 300), 13)
    found = one_world(world, Trial(members=2_500, items=300, learning_weeks=3, weeks=1), SETTINGS)["apart"]
    assert found["messages"] > 1_000 and abs(found["halved"] - 0.5) < 0.001
    assert abs(found["volume_moves_by"]) < 0.01 and abs(found["quality_moves_by"]) < 0.01


@pytest.mark.slow
def test_the_same_members_without_tell_more_closely_what_the_hold_out_tells():
    found = over_hold_out(
        lambda world, seed: Mailer(Stage(world), seed, planned, SETTINGS),
        with_sizes(preset("stream"), 400, 200), [11], 14, 0.3, quiet,
    )  # fmt: skip
    days = found["measures"]["active_days"]["all"]
    mine = days["beside_themselves"]
    assert found["served"] > 2 * found["held_out"] and found["messages_per_served"] > 1
    assert mine["high"] - mine["low"] < 0.5 * (days["high"] - days["low"]) and mine["high"] > 0
    assert set(found["measures"]["active_weeks"]) == {"all", "casual", "active"}


@pytest.mark.slow
def test_page_messages_and_a_campaign_run_together_and_the_discounts_stay_within_their_budget():
    season = SeasonParams(peak_day=10, width_days=2, won=0.6)
    told = msgspec.structs.replace(with_sizes(preset("shop"), 60, 80), season=season)
    found = over_hold_out(engine("matinee"), told, [11], 5, 0.2, quiet)
    cost = found["cost"]
    assert found["messages_per_served"] > 0
    assert 0 <= cost["discounts_taken_up"] <= cost["discounts_at_most"] <= cost["discount_budget"]
    assert cost["discounts_at_most"] > 0


@pytest.mark.full
def test_in_five_parameter_files_every_figure_of_the_issue_holds_with_its_interval():
    files = {"stream": preset("stream"), "shop": preset("shop")}
    files |= {name: load(WORLDS / f"{name}.toml") for name in ("cinema", "serial", "bazaar")}
    found = evaluate(files, range(21, 31), Trial(members=2_000), SETTINGS, quiet)["worlds"]
    for name, told in found.items():
        assert told["qini"]["uplift"]["low"] > 0, name
        assert told["qini"]["uplift"]["mean"] > told["qini"]["response"]["mean"], name
        assert all(told["gain"][rule]["low"] > 0 for rule in ("all", "openers", "nothing")), name
        assert told["sent_to"]["harmed"]["mean"] < told["sent_to"]["helped"]["mean"], name
        assert abs(told["apart"]["quality_moves_by"]["mean"]) < 0.01, name
        assert abs(told["apart"]["volume_moves_by"]["mean"]) < 0.01, name


@pytest.mark.full
@pytest.mark.parametrize(
    ("name", "measures"), [("stream", ("active_days", "active_weeks")), ("shop", ("repeat_purchases",))]
)
def test_messages_alone_bring_active_days_and_repeat_purchases_over_the_hold_out(name, measures):
    found = over_hold_out(
        lambda world, seed: Mailer(Stage(world), seed, planned, SETTINGS),
        with_sizes(preset(name), 3_000, 300), range(1, 11), 42, 0.25, quiet,
    )  # fmt: skip
    for measure in measures:
        lift = found["measures"][measure]["all"]
        assert lift["low"] > 0 and lift["beside_themselves"]["low"] > 0, (measure, lift)
