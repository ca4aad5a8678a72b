"""Attention is recovered from what came into view, whatever form the world's curve has."""

import numpy as np
import pytest

from matinee.core.settings import Devices, DeviceSettings
from matinee.learning.attention import SentSlots, learn_attention, learn_curve
from matinee.table.page.attention import attention_of, prior
from matinee.worlds.attention import attention as planted
from matinee.worlds.looking import look
from matinee.worlds.params import ATTENTION, parse
from matinee.worlds.policy import Pages
from matinee.worlds.sessions import Sessions
from matinee.worlds.state import LoopState
from matinee.worlds.world import make_world

TV = Devices().tv
FORMS = ("folded", "diagonal", "power", "stripes")
OTHER_PARAMETERS = ("", "first = 0.7\nrows = 5.0\ncolumns = 2.5\nview_columns = 3")


def slots_of(seen, score=None, chosen=None, propensity=None):
    """(pages, rows, columns) of what was seen -> columns of slots."""
    page, row, column = (index.ravel() for index in np.indices(seen.shape))
    none = np.zeros(seen.size, bool)
    return SentSlots(
        page, row, column, seen.ravel(),
        none if chosen is None else chosen.ravel(),
        np.full(seen.size, 0.1) if score is None else score.ravel(),
        np.ones(seen.size) if propensity is None else propensity.ravel(),
    )  # fmt: skip


def looked_at(form, more, n_sessions):
    """What members of a world look at on random pages: (seen (n, 8, 12), mean patience)."""
    world = make_world(parse(f'[items]\nn = 300\n[members]\nn = 400\n[attention.tv]\nform = "{form}"\n{more}'), 3)
    rng = np.random.default_rng(4)
    who = rng.integers(0, 400, n_sessions).astype(np.int32)
    items = rng.integers(0, world.truth.items.pages, (n_sessions, 8, 12)).astype(np.int32)
    zeros = np.zeros(n_sessions, np.int64)
    sessions = Sessions(who, zeros, zeros.astype(np.int8), zeros.astype(np.int8), np.arange(n_sessions))
    found = look(world, LoopState.fresh(world), sessions, Pages(items), 10_000, rng)
    seen = np.zeros(items.shape, bool)
    seen[found.of, found.row, found.column] = True
    return seen, float(world.truth.members.patience[who].mean()), planted(world.params.attention["tv"], 8, 12)


@pytest.mark.slow
@pytest.mark.parametrize("more", OTHER_PARAMETERS)
@pytest.mark.parametrize("form", FORMS)
def test_where_there_were_ten_thousand_impressions_the_planted_curve_is_recovered_within_a_tenth(form, more):
    seen, patience, truth = looked_at(form, more, 30_000)
    truth = truth * patience
    curve = learn_curve(slots_of(seen), TV)
    enough = curve.seen >= 10_000
    assert enough.sum() >= 5 and curve.how == "impressions"
    assert np.abs(curve.attention[enough] / truth[enough] - 1.0).max() < 0.1


def test_until_there_is_data_the_stated_prior_serves():
    found = learn_attention(slots_of(np.zeros((3, 4, 5), bool)), np.full(60, "tv", object), {"tv": TV})
    assert found["tv"].how == "prior"
    assert (attention_of({}, "tv", TV) == prior(TV, TV.rows, TV.columns)).all()


def test_pages_whose_tracker_was_silent_do_not_count():
    rng = np.random.default_rng(0)
    told = rng.random((1_000, 3, 4)) < 0.3
    silent = np.ones((4_000, 3, 4), bool)
    curve = learn_curve(
        slots_of(np.concatenate([told, silent])), DeviceSettings(rows=3, columns=4, view_rows=2, view_columns=3)
    )
    assert curve.how == "impressions" and abs(curve.attention.mean() - 0.3) < 0.02


def test_a_device_without_impressions_learns_from_choices_corrected_for_what_was_shown():
    """The best items stand first, and are chosen more for that; the curve is not fooled by it."""
    device, rng = DeviceSettings(rows=4, columns=6, view_rows=2, view_columns=4), np.random.default_rng(1)
    truth = np.outer([1.0, 0.5, 0.6, 0.2], [1.0, 0.9, 0.8, 0.5, 0.1, 0.1])
    score = np.sort(rng.random((30_000, 24)) * 0.4, axis=1)[:, ::-1].reshape(-1, 4, 6)
    chosen = rng.random(score.shape) < truth * score
    curve = learn_curve(slots_of(np.ones(score.shape, bool), score, chosen), device)
    assert curve.how == "choices"
    likely = curve.seen >= 300
    assert np.abs(curve.attention[likely] / truth[likely] - 1.0).max() < 0.15


def test_beyond_what_was_learned_the_prior_goes_on_from_its_edge():
    learned = {"attention.tv": np.full((3, 4), 0.5)}
    found = attention_of(learned, "tv", TV)
    assert found.shape == (TV.rows, TV.columns) and (found[:3, :4] == 0.5).all()
    assert (found[3:, 0] < 0.5).all() and (np.diff(found[2:, 0]) < 0).all() and found.min() > 0


def test_an_unknown_device_counts_as_a_desktop():
    seen = np.random.default_rng(0).random((500, 3, 4)) < 0.5
    devices = np.full(seen.size, "fridge", object)
    found = learn_attention(slots_of(seen), devices, {"tv": TV, "desktop": Devices().desktop})
    assert found["desktop"].how == "impressions" and found["tv"].how == "prior"


def test_the_worlds_curves_are_of_forms_that_the_prior_does_not_assume():
    for name, told in ATTENTION.items():
        device = getattr(Devices(), name)
        curve, assumed = planted(told, 8, 12), prior(device, 8, 12)
        assert np.abs(curve / curve.max() - assumed).max() > 0.15
