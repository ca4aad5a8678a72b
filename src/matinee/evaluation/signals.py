"""Does every signal count? A ranker in; for each signal its gain in a world where it matters and in one where not, out.

In each world a log is made under a policy that knows little, and the ranker is asked twice: with the log as it is, and
with the signal taken out of it. What it ranks first is judged by the planted truth, so that nothing but taste counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.evaluation.closed_loop import Interval, interval
from matinee.evaluation.signals_log import History, record
from matinee.evaluation.signals_worlds import HIDE, SIGNALS, Hidden, world_of
from matinee.worlds.liking import known_liking
from matinee.worlds.members import mood_weights
from matinee.worlds.policy import Asked
from matinee.worlds.world import make_world

Ranker = Callable[[History, Asked, int], NDArray[np.int32]]
"""(log, q questions, k) -> item numbers (q, k), best first, -1 where it has no more; it may name what was played."""

TOP = 10
ASKED_FOR = 60
MOST_LOSS = 0.005
"""Share that a signal may lose where it tells nothing."""


class SignalLine(msgspec.Struct, frozen=True, kw_only=True):
    """One signal. Gains are relative: true liking of the first ten with the signal over without it, less 1."""

    signal: str
    matters: Interval
    matters_not: Interval
    passes: bool
    with_signal: float  # true liking of the first ten over the oracle's, where it matters
    without_signal: float


class ScrolledApart(msgspec.Struct, frozen=True):
    """Two members alike but for what they scrolled past: the share of the first ten that both were given."""

    shared: float
    different: bool


class SignalReport(msgspec.Struct, frozen=True, kw_only=True):
    """What `matinee evaluate signals` prints."""

    source: str = "simulated"
    ranker: str
    seeds: list[int]
    signals: list[SignalLine]
    passed: int
    scrolled_apart: ScrolledApart


def evaluate(
    ranker: Ranker, name: str, seeds: Sequence[int], wanted: Sequence[str] = SIGNALS,
    tell: Callable[[str], None] = lambda line: None,
) -> SignalReport:  # fmt: skip
    """Judge a ranker on each signal wanted, in two worlds of every seed."""
    lines = []
    for signal in wanted:
        pairs = {matters: [judged(ranker, signal, matters, seed) for seed in seeds] for matters in (True, False)}
        lines.append(_line(signal, pairs[True], pairs[False]))
        tell(f"{signal}: {lines[-1].matters.mean:+.2%} where it matters, {lines[-1].matters_not.mean:+.2%} where not")
    return SignalReport(
        ranker=name,
        seeds=list(seeds),
        signals=lines,
        passed=sum(line.passes for line in lines),
        scrolled_apart=scrolled_apart(ranker, seeds[0]),
    )


def judged(ranker: Ranker, signal: str, matters: bool, seed: int) -> tuple[float, float]:
    """True liking of what is ranked first, with and without a signal, as a share of the oracle's."""
    log = record(make_world(world_of(signal, matters), seed), seed)
    asked = log.questions()
    worth = _worth(log, asked)
    hidden = HIDE[signal](Hidden(log.happened, asked), log.stage.world)
    whole = ranker(log, asked, ASKED_FOR)
    blind = ranker(log.showing(hidden.happened), hidden.asked, ASKED_FOR)
    return _reached(worth, whole), _reached(worth, blind)


def _line(signal: str, matters: list[tuple[float, float]], not_: list[tuple[float, float]]) -> SignalLine:
    gain, loss = (interval([a / max(b, 1e-9) - 1.0 for a, b in pairs]) for pairs in (matters, not_))
    return SignalLine(
        signal=signal,
        matters=gain,
        matters_not=loss,
        passes=gain.low is not None and gain.low > 0 and loss.mean >= -MOST_LOSS,
        with_signal=float(np.mean([a for a, _ in matters])),
        without_signal=float(np.mean([b for _, b in matters])),
    )


def _worth(log: History, asked: Asked) -> NDArray[np.float64]:
    """True liking (q, pages) of each item at each question's time and place; -1 for what was played already."""
    world = log.stage.world
    day = float((asked.at[0] - world.params.start_at) // 86_400_000_000)
    weights = mood_weights(world.truth.members, asked.who, world.when(asked.at, asked.who), asked.device)
    worth = known_liking(world, asked.who, day, weights).astype(np.float64)
    worth[log.played()[asked.who]] = -1.0
    return worth


def _reached(worth: NDArray[np.float64], ranked: NDArray[np.int32]) -> float:
    """Liking of the first ten that are new to the member, over the ten best there are; mean over questions."""
    top = min(TOP, worth.shape[1])
    best = np.sort(worth, axis=1)[:, -top:].clip(0).sum(1)
    given = np.where(ranked >= 0, np.take_along_axis(worth, np.maximum(ranked, 0).astype(np.int64), 1), -1.0)
    new = given >= 0
    first = new & (np.cumsum(new, axis=1) <= top)
    return float((np.where(first, given, 0.0).sum(1) / np.maximum(best, 1e-9)).mean())


def scrolled_apart(ranker: Ranker, seed: int) -> ScrolledApart:
    """Give two members one past, let each scroll past another genre, and compare what they are shown first."""
    log = record(make_world(world_of("scrolling and dwelling", True), seed), seed)
    twins, asked = log.twins_but_for_scrolling()
    one, other = ranker(twins, asked, TOP)
    shared = len(set(one.tolist()) & set(other.tolist())) / max(1, len(one))
    return ScrolledApart(shared, bool(np.any(one != other)))
