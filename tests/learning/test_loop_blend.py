"""The blend's weights: a case counts for as many as its weight says."""

from dataclasses import replace

import numpy as np

from matinee.learning.blend import Case, fit_blend


def cases(seed, slope, n=6):
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        x = rng.normal(size=(2_000, 2))
        found.append(Case(x, rng.random(2_000) < 1 / (1 + np.exp(3 - slope * x[:, 0]))))
    return found


def test_a_case_of_no_weight_teaches_nothing_and_a_heavier_one_pulls_the_weights_its_way():
    up, down = cases(1, 1.5), cases(2, -1.5)
    learned = [fit_blend(up + [replace(case, weight=w) for case in down])[0] for w in (0.0, 0.5, 1.0, 2.0, 50.0)]
    assert learned == sorted(learned, reverse=True)
    assert abs(learned[0] - 1.5) < 0.25 and abs(learned[2]) < 0.25 and learned[-1] < -1.0


def test_equal_weights_of_one_are_plain_logistic_regression():
    given = cases(3, 1.0)
    weights = fit_blend(given, ridge=0.0)
    assert abs(weights[0] - 1.0) < 0.15 and abs(weights[1]) < 0.1 and abs(weights[-1] + 3.0) < 0.2
