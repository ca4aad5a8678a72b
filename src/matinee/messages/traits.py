"""Members' answers: a panel in; how each came, clicked, changed and whether they are still there, as columns, out."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.messages.panel import Floats, Grid, Panel

FEATURES: Final = ("one", "answered", "clicked", "believed_answered", "changed", "rate_unbelieved", "believed")
GONE_PER_DAY: Final = 0.01
"""Share of members who go for good each day."""
HALF: Final = 5.0
"""Messages after which a member's own answers weigh as much as everybody's."""
HALF_OPENED: Final = 3.0
"""The same for clicks, in messages opened."""
IDLE_CLICKS: Final = 0.05
"""Clicks of whom messages do not help, beside those of whom they do."""
LEAST: Final = 0.03


def features(panel: Panel) -> Floats:
    """(m, f) of what is known at the panel's end, each times the chance that the member is still there. Shares are
    pulled to what all members show."""
    sent = panel.sent.sum(1).astype(np.float64)
    last = np.where(panel.visits > 0, np.arange(panel.days) + 1, 0).max(1, initial=0)
    rate = (panel.visits.sum(1) + 0.5) / (last + 5.0)
    answered = shrunk(panel.soon.sum(1) - panel.usual.sum(1), sent)
    clicked = shrunk(panel.clicked.sum(1), panel.opened.sum(1), HALF_OPENED)
    believed = helped(panel)
    known = [
        np.ones(len(sent)),
        answered,
        clicked,
        believed * answered,
        _changed(panel, rate),
        np.minimum(rate, 5.0) * (1.0 - believed),
        believed,
    ]
    return np.column_stack(known) * still_there(rate, panel.days - last)[:, None]


def helped(panel: Panel) -> Floats:
    """(m,) belief that messages help a member at all, from 1/2 before the first: as likely as the visits soon after
    messages and the clicks are if they help as they do on average, beside what they are if nothing comes of messages.

    Visits soon after k messages are counted as Poisson of k (u + a) beside k u, with the member's usual u; clicks of k
    opened as k draws.
    """
    sent, soon = panel.sent.sum(1).astype(np.float64), panel.soon.sum(1).astype(np.float64)
    opened, clicked = panel.opened.sum(1).astype(np.float64), panel.clicked.sum(1).astype(np.float64)
    gain = 1.5 * max(float((soon - panel.usual.sum(1)).sum()) / max(float(sent.sum()), 1.0), LEAST)
    usual = (panel.usual.sum(1) + 0.1) / (sent + HALF)
    share = min(1.5 * max(float(clicked.sum()) / max(float(opened.sum()), 1.0), LEAST), 0.7)
    log_odds = soon * np.log1p(gain / usual) - gain * sent - clicked * np.log(IDLE_CLICKS)
    log_odds += np.maximum(opened - clicked, 0.0) * np.log(1.0 - share)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -8.0, 8.0))), np.float64)


def open_share(panel: Panel) -> Floats:
    """(m,) share of messages opened, pulled to everybody's."""
    return shrunk(panel.opened.sum(1), panel.sent.sum(1))


def still_there(rate: Floats, silent_days: NDArray[np.integer]) -> Floats:
    """(m,) chance that a member who visits at `rate` a day and was silent for so long has not gone for good.

    Source: Schmittlein, Morrison and Colombo (1987), Counting your customers, Management Science 33(1), for one rate.
    """
    both = rate + GONE_PER_DAY
    return np.asarray(1.0 / (1.0 + GONE_PER_DAY / both * np.expm1(np.minimum(both * silent_days, 50.0))), np.float64)


def shrunk(count: Grid | Floats, of: Grid | Floats, half: float = HALF) -> Floats:
    """(m,) counts by their numbers of tries, pulled to everybody's mean."""
    mean = float(count.sum()) / max(float(of.sum()), 1.0)
    return np.asarray((count + half * mean) / (of + half), np.float64)


def _changed(panel: Panel, rate: Floats) -> Floats:
    """(m,) visits on days with a message less those on the others, pulled to nothing as far as chance could make it:
    effects are believed to spread by a tenth of a visit and a fifth of the member's own rate."""
    with_one = panel.sent > 0
    n_with, n_without = np.maximum(with_one.sum(1), 1e-9), np.maximum((~with_one).sum(1), 1)
    gain = (panel.visits * with_one).sum(1) / n_with - (panel.visits * ~with_one).sum(1) / n_without
    spread = (0.1 + 0.2 * rate) ** 2
    return np.asarray(gain * spread / (spread + rate * (1 / n_with + 1 / n_without)), np.float64)
