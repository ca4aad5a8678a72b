"""What the repeat-purchase models promise on any histories."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import hyp2f1

from matinee.learning.repeat.coming import due_after, none_until
from matinee.learning.repeat.geometric import fit_geometric, geometric_active, geometric_expected
from matinee.learning.repeat.histories import bought, by_day, histories, resampled
from matinee.learning.repeat.lapse import Lapse, fit_lapse, lapse_active, lapse_draws, lapse_expected
from matinee.learning.repeat.ours import fit_returning, returning_expected
from matinee.learning.repeat.pareto import fit_pareto, pareto_active, pareto_expected
from matinee.learning.repeat.spend import fit_spend, spend_expected
from tests.learning.repeat.cases import drawn_purchases


@pytest.fixture(scope="module")
def purchases():
    return drawn_purchases(2000, 60, seed=1)


@pytest.fixture(scope="module")
def known(purchases):
    return histories(purchases, 7 * 30 - 1)


def test_two_lines_of_one_customer_on_one_day_are_one_purchase():
    found = by_day(np.array(["a", "b", "a"]), np.array([5, 5, 5]), np.array([1.0, 2.0, 3.0]))
    assert found.days.tolist() == [5, 5]
    assert found.amounts.tolist() == [4.0, 2.0]


def test_a_history_counts_in_weeks_from_the_first_purchase():
    purchases = by_day(np.array(["a"] * 4), np.array([10, 17, 38, 99]), np.array([9.0, 2.0, 4.0, 8.0]))
    known = histories(purchases, 45)
    assert (known.repeats[0], known.last[0], known.age[0], known.amount[0]) == (2, 4.0, 5.0, 3.0)
    assert bought(purchases, known.customers, 45, 10).tolist() == [1]


def test_planted_parameters_come_back(known):
    fitted = fit_pareto(histories(drawn_purchases(8000, 40, seed=3), 279))
    assert fitted.r == pytest.approx(0.8, rel=0.15)
    assert fitted.alpha == pytest.approx(8.0, rel=0.2)
    assert fitted.s == pytest.approx(0.6, rel=0.35)


def test_a_lapse_without_return_is_pareto_nbd(known):
    ours, theirs = fit_lapse(known, 0.0), fit_pareto(known)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, rel=1e-4)
    np.testing.assert_allclose(lapse_expected(ours, known, 20), pareto_expected(theirs, known, 20), rtol=0.1, atol=0.01)


def test_returning_customers_are_told_from_lost_ones():
    known = histories(drawn_purchases(2000, 40, seed=5, returning=0.2), 279)
    assert fit_lapse(known, 0.2).log_likelihood > fit_lapse(known, 0.0).log_likelihood + 10


def test_the_likelihood_is_the_integral_over_the_time_of_lapsing():
    known = histories(by_day(np.array(["a"] * 3), np.array([0, 14, 70]), np.ones(3)), 140)
    model = Lapse(0.8, 8.0, 0.6, 8.0, 0.1, 0.0)
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta

    def gone(t):
        after = (t < 2) + (t < 10)
        return 0.1**after * (alpha + t + 0.1 * (20 - t)) ** -(r + 2) * s / beta * (1 + t / beta) ** -(s + 1)

    kept = (alpha + 20) ** -(r + 2) * (1 + 20 / beta) ** -s
    lapsed = sum(quad(gone, low, high)[0] for low, high in ((0, 2), (2, 10), (10, 20)))
    assert lapse_active(model, known)[0] == pytest.approx(kept / (kept + lapsed), rel=1e-4)


def test_draws_have_the_expected_mean(known):
    model = Lapse(0.8, 8.0, 0.6, 8.0, 0.1, 0.0)
    rng = np.random.default_rng(0)
    drawn = np.mean([lapse_draws(model, known, 20, rng).sum() for _ in range(50)])
    assert drawn == pytest.approx(lapse_expected(model, known, 20).sum(), rel=0.03)


def test_the_order_of_ours_is_one_fits_and_its_sum_the_others(known):
    model = fit_returning(known)
    expected = returning_expected(model, known, 13)
    ordered = lapse_expected(model.order, known, 13)
    np.testing.assert_allclose(expected / ordered, expected[0] / ordered[0])
    assert expected.sum() == pytest.approx(lapse_expected(model.level, known, 13).sum())


def test_resampled_histories_keep_each_customers_purchases(known):
    again = resampled(known, np.random.default_rng(0))
    assert len(again) == len(known)
    last = np.zeros(len(again))
    np.maximum.at(last, again.of, again.times)
    np.testing.assert_allclose(last, again.last)


def test_expected_purchases_are_the_papers_hypergeometric_function(known):
    model = fit_geometric(known)
    r, alpha, a, b, x, age, h = model.r, model.alpha, model.a, model.b, known.repeats, known.age, 13.0
    series = hyp2f1(r + x, b + x, a + b + x - 1, h / (alpha + age + h))
    ahead = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + h)) ** (r + x) * series)
    paper = ahead * geometric_active(model, known)
    np.testing.assert_allclose(geometric_expected(model, known, h), paper, rtol=1e-9)


lines = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 200)), min_size=1, max_size=40)


@settings(max_examples=6, deadline=None)
@given(lines)
def test_any_file_gives_finite_expectations_and_chances_between_none_and_one(drawn):
    who, days = zip(*drawn, strict=True)
    purchases = by_day(np.array(who).astype(str), np.array(days), np.ones(len(days)))
    known = histories(purchases, int(min(days)) + 60)
    for fitted, expected, active in (
        (fit_geometric(known), geometric_expected, geometric_active),
        (fit_geometric(known, modified=True), geometric_expected, geometric_active),
        (fit_pareto(known), pareto_expected, pareto_active),
        (fit_lapse(known, 0.1), lapse_expected, lapse_active),
    ):
        ahead = expected(fitted, known, 13.0)
        assert np.isfinite(ahead).all()
        assert (ahead >= -1e-9).all()
        alive = active(fitted, known)
        assert ((alive >= 0) & (alive <= 1)).all()


def test_who_spent_more_is_expected_to_spend_more(known):
    model = fit_spend(known)
    value = spend_expected(model, known)
    often = known.repeats == 3
    assert np.corrcoef(value[often], known.amount[often])[0, 1] > 0.999
    assert (value > 0).all()


def test_the_next_purchase_is_due_as_often_as_drawn(known):
    model = Lapse(0.8, 8.0, 0.6, 8.0, 0.1, 0.0)
    none = none_until(model, known, 26)
    assert (np.diff(none, axis=1) <= 1e-12).all()
    rng = np.random.default_rng(1)
    drawn = np.mean([lapse_draws(model, known, 26.0, rng) == 0 for _ in range(60)])
    assert none[:, -1].mean() == pytest.approx(drawn, abs=0.01)
    early, middle, late = (due_after(none, chance) for chance in (0.1, 0.5, 0.9))
    assert ((early <= middle) & (middle <= late)).all()
