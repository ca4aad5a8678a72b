"""What the model of buying again and the hazard promise, on a shop whose households have planted cycles."""

from dataclasses import replace

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.evaluation.basket import evaluate_due, recalls, task
from matinee.learning.basket.again import fit_again, rank_again
from matinee.learning.basket.due import due_pairs, fit_due, hazards
from matinee.learning.basket.features import pair_features
from matinee.learning.basket.logistic import fit_logistic
from matinee.learning.basket.simple import own_frequent, own_recent
from tests.learning.basket.cases import drawn_baskets


@pytest.fixture(scope="module")
def shop():
    return drawn_baskets()


def test_logistic_regression_finds_planted_weights():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20_000, 3)).astype(np.float32) * [1, 5, 1] + [0, 2, 0]
    y = rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + x @ [1.0, -0.4, 0.0])))
    model = fit_logistic(x.astype(np.float32), y.astype(float), np.ones(len(y)), 0.1)
    assert model.weights / model.scales == pytest.approx([1.0, -0.4, 0.0], abs=0.06)
    assert model.chances(x.astype(np.float32)).mean() == pytest.approx(y.mean(), abs=1e-3)


def test_what_comes_after_a_week_changes_nothing_of_its_features(shop):
    later = shop.week > 12
    other = replace(shop, product=np.where(later, 0, shop.product), day=shop.day + later * 3.0)
    whole, cut = shop.until(12), other.until(12)
    now = float(whole.day.max())
    _, features, names = pair_features(whole, now)
    _, again, _ = pair_features(cut, now)
    np.testing.assert_array_equal(features, again)
    assert len(set(names)) == features.shape[1]
    assert np.isfinite(features).all()


def test_planted_cycles_are_learned_better_than_frequency_and_recency(shop):
    judged = task(shop, 20)
    ours = recalls(judged, rank_again(fit_again(judged.lines, 20), judged.lines, 20)).mean()
    assert ours > recalls(judged, own_frequent(judged.lines)).mean()
    assert ours > recalls(judged, own_recent(judged.lines)).mean()


def test_the_hazard_is_calibrated_on_the_week_after(shop):
    found = evaluate_due(shop, 20)
    assert found["ece"] < 0.06
    assert found["brier"] < found["brier_of_the_mean"]
    assert sum(b["pairs"] for b in found["reliability"]) == found["pairs"]


def test_a_product_of_a_short_cycle_is_due_sooner(shop):
    due = due_pairs(shop, 20)
    hazard = hazards(fit_due(shop, 20), due, 8)
    assert ((hazard > 0) & (hazard < 1)).all()
    weeks = (np.cumprod(1 - hazard, axis=1) > 0.75).sum(axis=1)  # until a purchase has come with a chance of a quarter
    short, long = due.gap < 12, due.gap > 40
    assert np.median(weeks[short]) < np.median(weeks[long])


def test_a_week_before_all_baskets_says_so(shop):
    with pytest.raises(InvalidInput, match="known"):
        task(shop, 0)
    with pytest.raises(InvalidInput, match="until-week"):
        fit_again(shop, 2)
