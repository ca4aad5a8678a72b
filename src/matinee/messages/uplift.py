"""Uplift: a panel in, what a message brings each member, in visits, out; how each member answered before tells.

The week of a message is decided by the plan and its day by lot, so that days with and without one differ, within a
member's week, by the message alone. The residuals of visits and of messages within each such week are regressed on
each other, with an effect that is linear in what was known at the week's beginning.

Source: Robinson (1988), Root-N-consistent semiparametric regression, Econometrica 56(4); Nie and Wager (2021),
Quasi-oracle estimation of heterogeneous treatment effects, Biometrika 108(2) (the R-learner), here with fixed effects
of member and week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.messages.panel import Floats, Grid, Panel

WEEK: Final = 7
FEATURES: Final = ("one", "answered", "clicked", "opened", "changed", "rate", "rate_answered", "tired")
PRIOR: Final = np.array([0.05, 0.5, 0.3, 0.0, 0.3, 0.0, 0.0, 0.0])
"""Effects believed before anything was sent: a little for everybody, more for who answered before."""
STRENGTH: Final = np.array([400.0, 60.0, 60.0, 200.0, 60.0, 200.0, 60.0, 200.0])
"""How many messages' worth of belief stands behind each."""
GONE_PER_DAY: Final = 0.01
"""Share of members who go for good each day."""
TIRING: Final = 0.75
HALF: Final = 5.0
"""Messages after which a member's own answers weigh as much as everybody's."""
OPT_OUT_PRIOR: Final = (0.5, 100.0)
"""Opt-outs and messages believed before anything was sent."""


@dataclass(frozen=True, slots=True)
class Uplift:
    """Effects (f,) by feature with their covariance (f, f), and on how many messages they rest."""

    effects: Floats
    covariance: Floats
    messages: int


def features(panel: Panel) -> Floats:
    """(m, f) of what is known at the panel's end, each times the chance that the member is still there. Shares are
    pulled to what all members show."""
    sent = panel.sent.sum(1).astype(np.float64)
    last = np.where(panel.visits > 0, np.arange(panel.days) + 1, 0).max(1, initial=0)
    rate = (panel.visits.sum(1) + 0.5) / (last + 5.0)
    answered, much = _shrunk(panel.soon.sum(1) - panel.usual.sum(1), sent), np.minimum(rate, 5.0)
    known = [
        np.ones(len(sent)),
        answered,
        _shrunk(panel.clicked.sum(1), sent),
        _shrunk(panel.opened.sum(1), sent),
        _changed(panel, rate),
        much,
        much * answered,
        np.zeros(len(sent)),
    ]
    return np.column_stack(known) * still_there(rate, panel.days - last)[:, None]


def still_there(rate: Floats, silent_days: NDArray[np.integer]) -> Floats:
    """(m,) chance that a member who visits at `rate` a day and was silent for so long has not gone for good.

    Source: Schmittlein, Morrison and Colombo (1987), Counting your customers, Management Science 33(1), for one rate.
    """
    both = rate + GONE_PER_DAY
    return np.asarray(1.0 / (1.0 + GONE_PER_DAY / both * np.expm1(np.minimum(both * silent_days, 50.0))), np.float64)


def _shrunk(count: Grid, sent: Floats) -> Floats:
    """Counts per message, pulled to everybody's mean."""
    mean = float(count.sum()) / max(float(sent.sum()), 1.0)
    return np.asarray((count + HALF * mean) / (sent + HALF), np.float64)


def _changed(panel: Panel, rate: Floats) -> Floats:
    """(m,) visits on days with a message less those on the others, pulled to nothing as far as chance could make it:
    effects are believed to spread by a tenth of a visit and a fifth of the member's own rate."""
    with_one = panel.sent > 0
    n_with, n_without = np.maximum(with_one.sum(1), 1e-9), np.maximum((~with_one).sum(1), 1)
    gain = (panel.visits * with_one).sum(1) / n_with - (panel.visits * ~with_one).sum(1) / n_without
    spread = (0.1 + 0.2 * rate) ** 2
    return np.asarray(gain * spread / (spread + rate * (1 / n_with + 1 / n_without)), np.float64)


def fit_uplift(panel: Panel, weeks: int = 12) -> Uplift:
    """Effects from the last `weeks` whole weeks of a panel, each week explained by what was known before it."""
    f = len(FEATURES)
    gram, moment, used, spread = np.diag(STRENGTH), STRENGTH * PRIOR, 0, []
    whole = (panel.days - 1) // WEEK
    for number in range(max(1, whole - weeks), whole):
        begin = panel.days - (whole - number) * WEEK
        x, given, gained, weight = _week(panel, begin)
        design = given[:, None] * x
        gram = gram + design.T @ (design * weight[:, None])
        moment = moment + design.T @ (gained * weight)
        used += int(panel.sent[:, begin : begin + WEEK].sum())
        spread.append(float((gained**2 * weight).mean()) if len(gained) else 1.0)
    covariance = np.linalg.inv(gram) * (float(np.mean(spread)) if spread else 1.0)
    return Uplift(np.linalg.solve(gram, moment), covariance.reshape(f, f), used)


def _week(panel: Panel, begin: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Lines of a week: features, message and visits less the member's mean of the week, and weights."""
    week = slice(begin, begin + WEEK)
    sent = np.minimum(panel.sent[:, week], 1.0).astype(np.float64)
    visits = panel.visits[:, week].astype(np.float64)
    varied = (sent.sum(1) > 0) & (sent.sum(1) < WEEK)
    x = features(panel.until(begin))[varied]
    given = sent[varied] - sent[varied].mean(1, keepdims=True)
    gained = visits[varied] - visits[varied].mean(1, keepdims=True)
    weight = 1.0 / (panel.visits[varied, :begin].mean(1) + 0.2)
    lines = np.repeat(x, WEEK, axis=0)
    lines[:, -1] = _recent(panel.sent, begin)[varied].ravel()
    n = varied.sum() * WEEK
    return lines, given.reshape(n), gained.reshape(n), np.repeat(weight.astype(np.float64), WEEK) * WEEK / (WEEK - 1)


def _recent(sent: Grid, begin: int) -> Floats:
    """(m, 7) messages of the seven days before each day of the week."""
    total = np.pad(np.cumsum(sent, axis=1), ((0, 0), (1, 0)))
    days = np.arange(begin, begin + WEEK)
    return np.asarray(total[:, days] - total[:, np.maximum(days - WEEK, 0)], np.float64)


def gains(uplift: Uplift, known: Floats) -> Floats:
    """(m,) visits that the first message of a week is expected to bring."""
    return np.asarray(known @ uplift.effects, np.float64)


def draw(uplift: Uplift, rng: np.random.Generator) -> Uplift:
    """One draw of the effects, as likely as the data make it."""
    return Uplift(rng.multivariate_normal(uplift.effects, uplift.covariance), uplift.covariance, uplift.messages)


def opt_out_chance(panel: Panel) -> Floats:
    """(m,) chance that a message makes each member opt out: what all show, more for who never answered."""
    outs, messages = OPT_OUT_PRIOR
    sent = panel.sent.sum(1)
    overall = (float(panel.left.sum()) + outs) / (float(sent.sum()) + messages)
    return np.full(len(sent), overall)
