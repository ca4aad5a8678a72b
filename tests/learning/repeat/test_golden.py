"""The published numbers on CDNOW's 2,357 customers: Fader, Hardie and Lee (2005), and the figures of the issue."""

import datetime as dt

import pytest

from matinee.evaluation.repeat import CHOSEN, MODELS, errors_of, evaluate_repeat, read_file
from matinee.learning.repeat.histories import bought, histories
from matinee.learning.repeat.spend import fit_spend
from tests.learning.repeat.cases import SAMPLE

pytestmark = [
    pytest.mark.private,
    pytest.mark.skipif(not SAMPLE.exists(), reason="CDNOW_sample.txt is private; set MATINEE_DATA"),
]
UNTIL = dt.date(1997, 9, 30)


@pytest.fixture(scope="module")
def cdnow():
    purchases, rejected = read_file(SAMPLE)
    assert not rejected
    known = histories(purchases, UNTIL.toordinal())
    return known, bought(purchases, known.customers, UNTIL.toordinal(), 39)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BG/NBD", {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}),
        ("MBG/NBD", {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}),
        ("Pareto/NBD", {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}),
    ],
)
def test_the_published_parameters_are_found_to_three_digits(cdnow, name, expected):
    fitted = MODELS[name].fit(cdnow[0])
    assert fitted.parameters == pytest.approx(expected, abs=1e-3)


def test_gamma_gamma_finds_the_parameters_of_the_note(cdnow):
    assert fit_spend(cdnow[0]).parameters == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, abs=0.01)


def test_pareto_errs_as_published_on_the_weeks_after_and_ours_less(cdnow):
    known, actual = cdnow
    found = {name: errors_of(actual, m.expected(m.fit(known), known, 39.0)) for name, m in MODELS.items()}
    published = {"rmse": 1.603, "mae": 0.7545, "correlation": 0.630}
    assert {key: found["Pareto/NBD"][key] for key in published} == pytest.approx(published, abs=6e-4)
    assert found["Pareto/NBD"]["total_miss"] == pytest.approx(-0.12, abs=0.01)
    assert found[CHOSEN]["rmse"] < 1.603
    assert found[CHOSEN]["correlation"] > 0.630


@pytest.mark.slow
def test_the_interval_of_the_total_holds_what_came(cdnow):
    purchases, _ = read_file(SAMPLE)
    result = evaluate_repeat(purchases, UNTIL)
    low, high = result["models"][CHOSEN]["total_interval"]
    assert low < result["actual_total"] < high
    assert result["rolling"]["origins"] == [20, 26, 32, 39]
