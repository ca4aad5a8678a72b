"""Volume and content apart: a world's members in; mean quality and number of messages under half the volume and under
another content model out."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.messaging import MessageSettings
from matinee.evaluation.messages_policy import WEEK, Mailer
from matinee.messages.panel import Floats, Ints, Panel
from matinee.messages.uplift import TIRING, features, fit_uplift, gains, opt_out_chance
from matinee.messages.volume import Budget, thinned, weekly_number
from matinee.worlds.items import stream


def volumes(mailer: Mailer, panel: Panel, settings: MessageSettings, volume: float) -> Ints:
    """(m,) messages of a week under a volume."""
    budget = Budget(settings.cost, settings.opt_out_visits, settings.cap, 0.0, volume)
    gain = gains(fit_uplift(panel), features(panel))
    number = weekly_number(gain, TIRING, opt_out_chance(panel), budget)
    number = np.where(mailer.reachable & ~mailer.held & ~mailer.out, number, 0)
    order = gain.argsort(kind="stable").argsort(kind="stable").astype(np.float64)
    return thinned(number, volume, order, stream(mailer.seed, "thinned", panel.days))


def personal(mailer: Mailer) -> Floats:
    """(m, n) a content model: the genres of what each member had, times popularity."""
    genres = mailer.stage.world.truth.items.shown_genres[: mailer.stage.n_pages, 0]
    had = np.zeros((len(mailer.out), int(genres.max()) + 1))
    who, item = np.nonzero(mailer.played)
    np.add.at(had, (who, genres[item]), 1.0)
    share = (had + 0.2) / (had + 0.2).sum(1, keepdims=True)
    return np.asarray(share[:, genres] * np.sqrt(1.0 + popular(mailer)), np.float64)


def popular(mailer: Mailer) -> Floats:
    """(1, n) another one: what most had."""
    return np.asarray(mailer.played.sum(0, keepdims=True), np.float64)


def quality(mailer: Mailer, number: Ints, scores: Floats) -> tuple[float, int]:
    """(mean score of what is sent, how many are sent): each member gets the best things that they do not have yet, one
    after the other."""
    scores = np.where(mailer.played, -np.inf, np.broadcast_to(scores, mailer.played.shape))
    best = -np.sort(-scores, axis=1)[:, : int(number.max(initial=1))]
    sent: NDArray[np.bool_] = np.arange(best.shape[1]) < number[:, None]
    sent &= np.isfinite(best)
    return float(best[sent].mean()), int(sent.sum())


def apart(mailer: Mailer, day: int, settings: MessageSettings) -> dict[str, Any]:
    """How far mean quality moves when the volume is halved, and the volume when the content model is swapped."""
    panel = mailer.panel(day // WEEK * WEEK)
    whole = volumes(mailer, panel, settings, 1.0)
    half = volumes(mailer, panel, msgspec.structs.replace(settings, volume=0.5), 0.5)
    of_whole, n_whole = quality(mailer, whole, personal(mailer))
    of_half, n_half = quality(mailer, half, personal(mailer))
    _, n_other = quality(mailer, whole, popular(mailer))
    return {
        "messages": n_whole, "halved": n_half / max(n_whole, 1), "quality_moves_by": of_half / of_whole - 1.0,
        "volume_moves_by": n_other / max(n_whole, 1) - 1.0,
    }  # fmt: skip
