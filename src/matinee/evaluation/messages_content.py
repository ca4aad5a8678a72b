"""Volume and content apart: a world's members in; mean quality and number of messages under half the volume and under
another content model out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.messaging import MessageSettings
from matinee.evaluation.messages_policy import Mailer
from matinee.messages.candidates import NEARLY
from matinee.messages.panel import Floats, Ints, Panel
from matinee.messages.traits import features
from matinee.messages.uplift import fit_uplift, gains, opt_out_chance
from matinee.messages.volume import Budget, thinned, weekly_number
from matinee.worlds.items import stream

DRAWS: Final = 16
"""Weeks thinned by other lots, so that what is measured is the thinning and not one draw of members."""


def numbers(mailer: Mailer, panel: Panel, settings: MessageSettings) -> Ints:
    """(m,) messages of a week at full volume."""
    budget = Budget(settings.cost, settings.opt_out_visits, settings.cap, 0.0)
    uplift = fit_uplift(panel)
    number = weekly_number(gains(uplift, features(panel)), uplift.tiring, opt_out_chance(panel), budget)
    return np.where(mailer.reachable & ~mailer.held & ~mailer.out, number, 0)


def personal(mailer: Mailer) -> Floats:
    """(m, n) chance of welcome by a content model: how much each member leans to the genre, and popularity."""
    genres = mailer.stage.world.truth.items.shown_genres[: mailer.stage.n_pages, 0]
    had = np.zeros((len(mailer.out), int(genres.max()) + 1))
    who, item = np.nonzero(mailer.played)
    np.add.at(had, (who, genres[item]), 1.0)
    leaning = np.log((had + 0.5) / (had + 0.5).mean(1, keepdims=True))
    return np.asarray(1.0 / (1.0 + np.exp(1.0 - 0.7 * leaning[:, genres] - 0.3 * popular(mailer))), np.float64)


def popular(mailer: Mailer) -> Floats:
    """(1, n) another content model: what most had, as standard scores."""
    counts = np.log1p(mailer.played.sum(0, keepdims=True))
    return np.asarray((counts - counts.mean()) / max(float(counts.std()), 1e-9), np.float64)


def said(mailer: Mailer, scores: Floats) -> Floats:
    """(m, cap) scores of what each member's messages of the week are about: things nearly as good as the best that they
    do not have yet, by lot; again from the first where there are fewer. -inf where there is nothing to say."""
    scores = np.where(mailer.played, -np.inf, np.broadcast_to(scores, mailer.played.shape))
    nearly = scores >= NEARLY * scores.max(1, keepdims=True)
    lot = stream(mailer.seed, "which of the nearly best").random(scores.shape)
    order = np.argsort(-np.where(nearly, lot, -1.0), axis=1)[:, : mailer.settings.cap]
    turn = np.arange(mailer.settings.cap) % np.maximum(nearly.sum(1), 1)[:, None]
    return np.asarray(np.take_along_axis(scores, np.take_along_axis(order, turn, 1), 1), np.float64)


def quality(scores: Floats, number: Ints) -> tuple[float, int]:
    """(mean score of what is sent, how many are sent)."""
    sent: NDArray[np.bool_] = (np.arange(scores.shape[1]) < number[:, None]) & np.isfinite(scores)
    return float(scores[sent].mean()), int(sent.sum())


def apart(mailer: Mailer, day: int, settings: MessageSettings) -> dict[str, Any]:
    """How far mean quality moves when the volume is halved, and the volume when the content model is swapped."""
    panel = mailer.panel(day)
    whole, by_rate = numbers(mailer, panel, settings), panel.visits.mean(1).astype(np.float64)
    ours, theirs = said(mailer, personal(mailer)), said(mailer, 1.0 / (1.0 + np.exp(1.0 - popular(mailer))))
    of_whole, n_whole = quality(ours, whole)
    lots = [thinned(whole, 0.5, by_rate, stream(mailer.seed, "thinned", n)) for n in range(DRAWS)]
    halves = [quality(ours, number) for number in lots]
    return {
        "messages": n_whole, "halved": float(np.mean([n for _, n in halves])) / max(n_whole, 1),
        "quality_moves_by": float(np.mean([score for score, _ in halves])) / of_whole - 1.0,
        "volume_moves_by": quality(theirs, whole)[1] / max(n_whole, 1) - 1.0,
    }  # fmt: skip
