"""Uplift: a panel in, what a message brings each member, in visits, and how soon further ones tire, out.

The week of a message is decided by the plan and its day by lot, so that days with and without one differ, within a
member's week, by the message alone. The residuals of visits and of messages within each such week are regressed on
each other, with an effect that is linear in what was known at the week's beginning and falls by a factor with each
message of the seven days before.

Source: Robinson (1988), Root-N-consistent semiparametric regression, Econometrica 56(4); Nie and Wager (2021),
Quasi-oracle estimation of heterogeneous treatment effects, Biometrika 108(2) (the R-learner), here with fixed effects
of member and week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matinee.messages.panel import Floats, Grid, Panel
from matinee.messages.traits import features

WEEK: Final = 7
PRIOR: Final = np.array([0.0, 0.2, 0.2, 0.5, 0.3, -0.1, 0.05])
"""Effects believed before anything was sent: more for who came because of earlier ones."""
STRENGTH: Final = np.array([400.0, 60.0, 60.0, 100.0, 60.0, 100.0, 100.0])
"""How many messages' worth of belief stands behind each."""
TIRING: Final = (0.3, 0.15)
"""How much sooner a message tires with each of the week before, in logarithms: mean and spread believed."""
TRIED: Final = np.arange(0.0, 0.8, 0.05)
OPT_OUT_PRIOR: Final = (0.5, 100.0)
"""Opt-outs and messages believed before anything was sent."""


@dataclass(frozen=True, slots=True)
class Uplift:
    """Effects (f,) by feature of a message after none in a week, by which logarithm each of the week before makes it
    less, and on how many messages this rests."""

    effects: Floats
    tiring: float
    messages: int


@dataclass(frozen=True, slots=True)
class Week:
    """Members of a week with and without messages on its days (n, 7): features (n, f), messages by day and in the seven
    days before each, visits, days that count (before an opt-out), and each member's weight (n,)."""

    x: Floats
    sent: Floats
    recent: Floats
    visits: Floats
    counts: Floats
    weight: Floats

    def residual(self, values: Floats) -> Floats:
        """(n, 7) values less the member's mean over the days that count, 0 on the others."""
        mean = (values * self.counts).sum(1, keepdims=True) / self.counts.sum(1, keepdims=True)
        return np.asarray((values - mean) * self.counts, np.float64)


def fit_uplift(panel: Panel, weeks: int = 12) -> Uplift:
    """Effects from the last `weeks` whole weeks of a panel, each week explained by what was known before it; averaged
    over how soon messages may tire by how well each explains what was seen."""
    whole = (panel.days - 1) // WEEK
    begins = [panel.days - (whole - number) * WEEK for number in range(max(1, whole - weeks), whole)]
    seen = [_week(panel, begin) for begin in begins]
    found = [_ridge(seen, float(tiring)) for tiring in TRIED]
    belief = np.array([log for _, log in found]) - 0.5 * ((TRIED - TIRING[0]) / TIRING[1]) ** 2
    weight = np.exp(belief - belief.max())
    weight /= weight.sum()
    effects = np.stack([effect for effect, _ in found])
    return Uplift(weight @ effects, float(weight @ TRIED), sum(int(week.sent.sum()) for week in seen))


def _ridge(seen: list[Week], tiring: float) -> tuple[Floats, float]:
    """(effects (f,), log evidence up to a constant) where messages tire like this."""
    gram, moment, total, days = np.diag(STRENGTH), STRENGTH * PRIOR, 0.0, 1.0
    for week in seen:
        given, gained = week.residual(week.sent * np.exp(-tiring * week.recent)), week.residual(week.visits)
        gram = gram + week.x.T @ (week.x * ((given**2).sum(1) * week.weight)[:, None])
        moment = moment + week.x.T @ ((given * gained).sum(1) * week.weight)
        total += float(((gained**2).sum(1) * week.weight).sum())
        days += float(week.counts.sum())
    effects = np.linalg.solve(gram, moment)
    noise = max(total / days, 1e-6)
    return effects, float(moment @ effects) / (2.0 * noise) - float(np.linalg.slogdet(gram)[1]) / 2.0


def _week(panel: Panel, begin: int) -> Week:
    """A week of the panel: of the members whose days are with and without a message."""
    days = slice(begin, begin + WEEK)
    sent = np.minimum(panel.sent[:, days], 1.0).astype(np.float64)
    left = np.cumsum(panel.left[:, days], axis=1)
    counts = (np.pad(left, ((0, 0), (1, 0)))[:, :WEEK] == 0).astype(np.float64)  # the day of an opt-out still does
    inside = (sent * counts).sum(1)
    varied = (inside > 0) & (inside < counts.sum(1))
    weight = 1.0 / (panel.visits[varied, :begin].mean(1) + 0.2) * WEEK / (WEEK - 1)
    return Week(
        features(panel.until(begin))[varied],
        sent[varied],
        _recent(panel.sent, begin)[varied],
        panel.visits[varied, days].astype(np.float64),
        counts[varied],
        weight.astype(np.float64),
    )


def _recent(sent: Grid, begin: int) -> Floats:
    """(m, 7) messages of the seven days before each day of the week."""
    total = np.pad(np.cumsum(sent, axis=1), ((0, 0), (1, 0)))
    days = np.arange(begin, begin + WEEK)
    return np.asarray(total[:, days] - total[:, np.maximum(days - WEEK, 0)], np.float64)


def gains(uplift: Uplift, known: Floats) -> Floats:
    """(m,) visits that a message is expected to bring after a week without any."""
    return np.asarray(known @ uplift.effects, np.float64)


def opt_out_chance(panel: Panel) -> Floats:
    """(m,) chance that a message makes a member opt out: what all show."""
    outs, messages = OPT_OUT_PRIOR
    sent = panel.sent.sum(1)
    overall = (float(panel.left.sum()) + outs) / (float(sent.sum()) + messages)
    return np.full(len(sent), overall)
