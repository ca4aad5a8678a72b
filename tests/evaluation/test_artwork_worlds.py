"""Pictures in a lab: learning from a random log beats the best average, avoids bait, and agrees with serving."""

from pathlib import Path

import numpy as np
import pytest

from matinee.evaluation.artwork_effect import effects_in
from matinee.evaluation.artwork_lab import build_lab, draw_visits, follow
from matinee.evaluation.artwork_online import online
from matinee.evaluation.artwork_worlds import average, judge_of, random_log, unseen
from matinee.learning.artwork.fit import fit
from matinee.picture.artwork.choose import Learnt, logits
from matinee.picture.artwork.leaning import lean
from matinee.picture.artwork.learned import lay
from matinee.worlds.params import load

WORLDS = Path(__file__).resolve().parents[2] / "examples" / "worlds"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lab():
    return build_lab(load(WORLDS / "lures.toml"), 5, 300)


@pytest.fixture(scope="module")
def learned(lab):
    return fit(lab.view, random_log(lab, 60_000, 5), lab.basis)


def test_what_is_learned_beats_the_best_average_picture_and_reaches_most_of_the_oracle_s_lift(lab, learned):
    judge = judge_of(lab, 5)
    share = judge.lift(lab.logits(lay(lab.view, learned), judge.visits))
    assert share > judge.lift(average(lab, random_log(lab, 60_000, 5))[judge.visits.item]) + 0.05
    assert share > 0.6


def test_clickbait_loses_although_it_is_opened_most(lab, learned):
    visits = draw_visits(lab, 4_000, 77)
    bait = lab.world.truth.artworks.clickbait[lab.rows[visits.item]]
    best = lab.logits(lay(lab.view, learned), visits).argmax(axis=1)
    chosen = bait[np.arange(len(visits)), best].mean()
    place = np.random.default_rng(1).integers(0, 8, len(visits))
    took, _ = follow(lab, visits, place, 3)
    is_bait = bait[np.arange(len(visits)), place]
    assert took[is_bait].mean() > took[~is_bait].mean()
    assert chosen < 0.2 * bait.mean()


def test_pictures_that_nobody_saw_are_chosen_better_than_by_chance(lab):
    assert unseen(lab, judge_of(lab, 5), random_log(lab, 60_000, 5))["share"] > 0.1


def test_the_lab_tells_what_serving_would(lab, learned):
    visits = draw_visits(lab, 5, 3)
    known, nothing = lay(lab.view, learned), lean(lab.view, np.zeros(0, np.int32), np.zeros(0))
    told = lab.logits(known, visits)
    for n in range(5):
        row = lab.rows[visits.item[n] : visits.item[n] + 1]
        numbers = lab.numbers[visits.item[n]][None]
        served, _ = logits(lab.view, nothing, numbers, row, Learnt(known, lab.basis.tastes[visits.who[n]]))
        drawn = known.pull * lab.draw[visits.who[n], visits.item[n]]
        assert np.allclose(served[0] + drawn, told[n], atol=1e-4)


def test_online_from_nothing_the_regret_is_no_worse_than_that_of_square_cb(lab):
    pytest.importorskip("vowpalwabbit")
    found = online(lab, 4_000, 5, lambda _: None)
    assert found["beyond"] < 0.01 and found["regret"] < found["random_regret"]


@pytest.mark.parametrize("name", ["gallery", "leads", "lures"])
def test_what_choosing_adds_over_the_default_is_found_with_its_sign_and_mostly_within_its_interval(name):
    found = effects_in(build_lab(load(WORLDS / f"{name}.toml"), 9, 400), 50_000, 9, logs=6)
    assert "exploration" in found["without_exploration"]
    assert found["learned"]["planted"] > 0 > found["against"]["planted"]
    rules = found["learned"], found["against"]
    assert sum(rule["sign_right"] for rule in rules) == sum(rule["spoken"] for rule in rules) == 12
    assert sum(rule["interval_holds"] for rule in rules) >= 8
