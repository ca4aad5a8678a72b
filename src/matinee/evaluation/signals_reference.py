"""A plain ranker that uses every signal: a log and questions in, item numbers out; it shows what the worlds hold.

Each signal gives every member a taste: a sum over the exported genres, tags and people of what the signal speaks of.
How much each of these tastes counts is learned: a ridge regression of what was opened, among what was looked at in the
last third of the log, on the tastes of the first two thirds. A signal that tells nothing thus gets no weight.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.clock import DAY
from matinee.evaluation.signals_log import History
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.policy import Asked, Stage

Matrix = NDArray[np.float64]
ROWS: Final = 80_000
"""Impressions that weights are learned from, at most."""

L2: Final = 300.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is exported of n items: tags (n, d) with rows of length 1, seconds (n,), and the words of the tags."""

    tags: Matrix
    seconds: Matrix
    words: list[str]


def rank(log: History, asked: Asked, k: int) -> NDArray[np.int32]:
    """Item numbers (q, k), best first, for each question."""
    known, happened = catalogue(log.stage), log.happened
    cut = int(np.quantile(happened.at, 0.67))
    weights = _fit(log.stage, known, happened.take(happened.at < cut), happened.take(happened.at >= cut))
    tastes = Tastes(log.stage, known, happened)
    every = np.arange(log.stage.n_pages)
    score = np.stack([
        tastes.features(np.full(len(every), who), every, np.full(len(every), at), np.full(len(every), device)) @ weights
        for who, at, device in zip(asked.who, asked.at, asked.device, strict=True)
    ])  # fmt: skip
    score[log.played()[asked.who]] -= 1e6
    return np.asarray(np.argsort(-score, axis=1, kind="stable")[:, :k], dtype=np.int32)


def catalogue(stage: Stage) -> Catalogue:
    """Genres, tags and people as columns, the rarer the heavier."""
    items = stage.items()[: stage.n_pages]
    texts = [(*item.genres, *item.tags, *item.people) for item in items]
    words = sorted({word for text in texts for word in text})
    place = {word: number for number, word in enumerate(words)}
    tags = np.zeros((len(items), len(words)))
    for row, text in enumerate(texts):
        tags[row, [place[word] for word in text]] = 1.0
    tags *= np.sqrt(np.log(len(items) / np.maximum(tags.sum(0), 1.0)).clip(0.1))
    tags /= np.maximum(np.linalg.norm(tags, axis=1, keepdims=True), 1e-9)
    return Catalogue(tags, np.array([item.seconds or 1.0 for item in items]), words)


class Tastes:
    """What each signal of a log says of each member and item."""

    def __init__(self, stage: Stage, known: Catalogue, log: Happened) -> None:
        self.stage, self.known, self.log = stage, known, log
        self.m, self.n = len(stage.member_ids), stage.n_pages
        opened = _of(log, "open", "play")
        one = np.ones(len(opened))
        self.scores = [self._taste(events, value) for events, value in _channels(log, known.seconds)]
        self.scores.append(self._searched(stage.world.words))
        self.by_context = [
            [
                self._taste(opened.take(part == number), one[part == number])
                for number in range(int(part.max(initial=0)) + 1)
            ]
            for part in (context(opened.at, opened.device) for context in CONTEXTS)
        ]
        self.items = np.stack(
            [self._popular(), *(self._mean(*channel) for channel in _channels(log, known.seconds))], 1
        )

    def features(self, who: NDArray[np.integer], item: NDArray[np.integer], at: NDArray[np.int64],
                 device: NDArray[np.integer]) -> Matrix:  # fmt: skip
        """(n, f) of n members and items at these times on these devices."""
        columns = [score[who, item] for score in self.scores]
        for context, tastes in zip(CONTEXTS, self.by_context, strict=True):
            part = np.minimum(context(at, device), len(tastes) - 1)
            columns.append(np.stack(tastes)[part, who, item])
        return np.concatenate([np.stack(columns, 1), self.items[item], np.ones((len(item), 1))], 1)

    def _taste(self, events: Happened, value: Matrix) -> Matrix:
        """(m, n): how well each item suits what this signal spoke of."""
        weight = np.zeros((self.m, self.n))
        np.add.at(weight, (events.member, events.item), value)
        taste = weight @ self.known.tags
        taste /= np.sqrt((weight**2).sum(1, keepdims=True) + 1.0)
        return np.asarray(taste @ self.known.tags.T)

    def _searched(self, words: tuple[str, ...]) -> Matrix:
        """(m, n): how many words that were searched for an item carries."""
        place = {word: number for number, word in enumerate(self.known.words)}
        of = np.array([place.get(word, -1) for word in words])
        asked = _of(self.log, "search")
        tag = of[asked.query]
        taste = np.zeros((self.m, len(self.known.words)))
        np.add.at(taste, (asked.member[tag >= 0], tag[tag >= 0]), 1.0)
        taste /= np.sqrt((taste**2).sum(1, keepdims=True) + 1.0)
        return np.asarray(taste @ self.known.tags.T)

    def _popular(self) -> Matrix:
        return np.log1p(np.bincount(_of(self.log, "play").item, minlength=self.n)[: self.n])

    def _mean(self, events: Happened, value: Matrix) -> Matrix:
        """(n,): the mean of a signal over all members, shrunk to none."""
        total = np.bincount(events.item, weights=value, minlength=self.n)
        return np.asarray(total / (np.bincount(events.item, minlength=self.n) + 5.0))


def _channels(log: Happened, seconds: Matrix) -> list[tuple[Happened, Matrix]]:
    """Events that speak of single items, each with what it says: more or less than usual."""
    opened, played, rested, rated = (_of(log, *kinds) for kinds in (("open", "play"), ("play",), ("dwell",), ("rate",)))
    thumbs, past, ranked = _of(log, "thumb"), _spread(_of(log, "scroll")), _spread(_of(log, "rank"))
    share = np.nan_to_num(played.seconds.astype(np.float64), nan=-1.0) / seconds[played.item]
    share = np.where(np.isnan(played.seconds), 0.0, share - share.mean() if len(share) else 0.0)
    dwelt = np.log1p(np.nan_to_num(rested.seconds.astype(np.float64)))
    own = np.concatenate([np.zeros(0), *([_falling(ranked)] if len(ranked) else [])])
    return [
        (opened, np.ones(len(opened))),
        (played, share),
        (rested, dwelt - dwelt.mean() if len(dwelt) else dwelt),
        (past, -np.ones(len(past))),
        (ranked, own),
        (rated, rated.value.astype(np.float64) - 3.0),
        (thumbs, thumbs.value.astype(np.float64)),
    ]


def _of(log: Happened, *kinds: str) -> Happened:
    return log.take(np.isin(log.kind, [KIND[kind] for kind in kinds]))


def _spread(lists: Happened) -> Happened:
    """Events that name several items -> one line for each of them; `row` becomes its place in the list."""
    line, place = np.nonzero(lists.items >= 0)
    told = {name: getattr(lists, name)[line] for name in lists.__slots__}
    return Happened(**{**told, "item": lists.items[line, place], "row": place.astype(np.int16)})


def _falling(ranked: Happened) -> Matrix:
    """What the place in an own ranking says: the first most."""
    return 1.0 - ranked.row / 8.0


def _daypart(at: NDArray[np.int64], device: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.asarray(at % DAY * 8 // DAY)


def _weekend(at: NDArray[np.int64], device: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.asarray((at // DAY + 3) % 7 >= 5, dtype=np.int64)


def _device(at: NDArray[np.int64], device: NDArray[np.integer]) -> NDArray[np.int64]:
    return np.asarray(np.maximum(device, 0), dtype=np.int64)


CONTEXTS: Final[tuple[Callable[[NDArray[np.int64], NDArray[np.integer]], NDArray[np.int64]], ...]] = (
    _daypart, _weekend, _device,
)  # fmt: skip


def _fit(stage: Stage, known: Catalogue, before: Happened, after: Happened) -> Matrix:
    """Weights (f,) of the features: ridge on what was opened of what was looked at later."""
    tastes, looked = Tastes(stage, known, before), _of(after, "impression")
    looked = looked.take(slice(0, ROWS))
    x = tastes.features(looked.member, looked.item, looked.at, looked.device)
    opened = _of(after, "open")
    key = np.int64(stage.n_pages)
    y = np.isin(looked.session * key + looked.item, opened.session * key + opened.item).astype(np.float64)
    scale = x.std(0) + 1e-6
    scale[-1] = 1.0
    x = x / scale
    return np.asarray(np.linalg.solve(x.T @ x + L2 * np.eye(x.shape[1]), x.T @ y) / scale)
