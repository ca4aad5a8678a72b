"""What messages bring, learned from a panel in which it is planted: who gains, how soon they tire, who has left."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.messages.panel import Panel
from matinee.messages.traits import FEATURES, features, helped
from matinee.messages.uplift import Uplift, fit_uplift, gains

TIRING = 0.4


def a_panel(seed: int, leaves: float = 0.0, members: int = 4_000, days: int = 63) -> tuple[Panel, np.ndarray]:
    """Messages by lot; half of the members come because of them, less with each of the week before. Each day some opt
    out, get no more messages and come no more."""
    rng = np.random.default_rng(seed)
    effect = np.where(np.arange(members) % 2 == 0, 0.4, 0.0)
    here = rng.geometric(leaves, members) if leaves else np.full(members, days + 1)
    grids = {name: np.zeros((members, days), np.float32) for name in ("visits", "sent", "clicked", "left", "soon")}
    for day in range(days):
        asked = (rng.random(members) < 0.25) & (here > day)
        recent = grids["sent"][:, max(day - 7, 0) : day].sum(1)
        comes = asked & (rng.random(members) < effect * np.exp(-TIRING * recent))
        grids["sent"][:, day], grids["soon"][:, day] = asked, comes
        grids["clicked"][:, day] = comes & (rng.random(members) < 0.4)
        grids["visits"][:, day] = 1.0 * ((rng.random(members) < 0.3) & (here > day)) + comes
        grids["left"][:, day] = here == day
    opened = np.maximum(grids["clicked"], grids["sent"] * (rng.random((members, days)) < 0.2))
    usual = grids["sent"] * np.float32(0.02)
    return Panel(
        0, grids["visits"], grids["sent"], opened, grids["clicked"], grids["left"], grids["soon"], usual
    ), effect


@pytest.mark.parametrize("leaves", [0.0, 0.02])
def test_the_effect_and_how_soon_it_tires_are_found_also_where_members_leave_in_the_middle_of_a_week(leaves):
    panel, effect = a_panel(3, leaves)
    uplift = fit_uplift(panel)
    here = panel.left.sum(1) == 0
    gain = gains(uplift, features(panel))
    assert abs(float(gain[here & (effect > 0)].mean()) - 0.4) < 0.08
    assert abs(float(gain[here & (effect == 0)].mean())) < 0.06
    assert abs(uplift.tiring - TIRING) < 0.12


def test_who_comes_soon_after_messages_and_clicks_is_believed_to_be_helped():
    panel, effect = a_panel(5)
    believed = helped(panel)
    assert believed[effect > 0].mean() > 0.9 > 0.2 > believed[effect == 0].mean()


def test_before_the_first_message_nothing_is_believed_of_anybody_and_effects_are_those_expected():
    panel, _ = a_panel(7, days=21)
    silent = Panel(0, panel.visits, *(np.zeros_like(panel.visits) for _ in range(6)))
    assert np.allclose(helped(silent), 0.5)
    uplift = fit_uplift(silent)
    assert isinstance(uplift, Uplift) and uplift.messages == 0 and len(uplift.effects) == len(FEATURES)
    assert 0.2 < uplift.tiring < 0.4
