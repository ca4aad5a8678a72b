"""Bench of the choice of pictures: sizes in; milliseconds a page and decisions a second beside Vowpal Wabbit out."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from matinee.catalog.view import build_view
from matinee.core.errors import MissingExtra
from matinee.core.values import Artwork, Item
from matinee.learning.artwork.tastes import TASTES
from matinee.picture.artwork.choose import Learnt, Viewer, choose
from matinee.picture.artwork.leaning import lean
from matinee.picture.artwork.learned import Learned, lay, taste_from
from matinee.picture.artwork.view import ArtworkView, view_of

ROWS, COLUMNS, PICTURES = 40, 75, 8


def bench_artwork(items: int, pages: int, peer_decisions: int, seed: int = 0) -> dict[str, Any]:
    """Times pages of 40 x 75 places with eight pictures each, and the peer's predictions of the same shape, in one run
    on one core; seconds are of the processor.

    Raises:
        MissingExtra: the peer is not installed.
    """
    rng = np.random.default_rng(seed)
    view = view_of(build_view([(n, _item(rng, n)) for n in range(items)]), lambda item: item.artwork)
    places = [rng.permutation(items)[: ROWS * COLUMNS].astype(np.int32) for _ in range(pages)]
    met = [np.sort(rng.choice(items, 60, replace=False)).astype(np.int32) for _ in range(pages)]
    learned = _learned(view, rng)
    known, columns = lay(view, learned), np.tile(np.arange(COLUMNS), ROWS)

    def page(k: int) -> None:
        liking = np.ones(60)
        learnt = Learnt(known, taste_from(learned, met[k], liking))
        choose(view, lean(view, met[k], liking), places[k], columns, Viewer(k, exploration=0.05), learnt)

    took = _seconds(page, pages)
    predicted, parsed = _peer(view, rng, peer_decisions)
    ours = ROWS * COLUMNS / float(np.median(took))
    quantiles = {name: 1e3 * float(np.quantile(took, q)) for name, q in (("best", 0.0), ("p50", 0.5), ("p95", 0.95))}
    return {
        "items": items, "pages": pages, "places": ROWS * COLUMNS, "pictures": PICTURES, "page_ms": quantiles,
        "decisions_per_second": ours, "vowpal_wabbit_decisions_per_second": parsed, "ratio": ours / parsed,
        "vowpal_wabbit_without_parsing": predicted, "ratio_without_parsing": ours / predicted,
    }  # fmt: skip


def _learned(view: ArtworkView, rng: np.random.Generator) -> Learned:
    """Everything that a night would have learned of every picture, drawn at random."""
    p, k = len(view.ids), TASTES
    factors = rng.standard_normal((len(view.catalog), k)).astype(np.float32)
    return Learned(
        factors / np.linalg.norm(factors, axis=1, keepdims=True), np.zeros(k), np.full(k, 0.2), np.ones(1),
        rng.standard_normal(k + 2), np.array([0.0, -0.5]), np.array(view.ids),
        0.2 * rng.standard_normal((p, k + 1)).astype(np.float32),
        0.2 * rng.standard_normal(p).astype(np.float32), np.full((p + 1, 2), 0.1, np.float32),
    )  # fmt: skip


def _item(rng: np.random.Generator, n: int) -> Item:
    genres = tuple(f"g{g}" for g in rng.choice(20, 3, replace=False))
    people = tuple(f"p{p}" for p in rng.choice(2_000, 5, replace=False))
    pictures = tuple(
        Artwork(
            artwork=f"{n}-{k}", genres=(genres[k % 3],), people=(people[k % 5],),
            themes=(f"t{k}", f"u{int(rng.integers(50))}"),
        )
        for k in range(PICTURES)
    )  # fmt: skip
    return Item(item=str(n), title=str(n), genres=genres, people=people, artwork=pictures)


def _seconds(act: Callable[[int], object], n: int) -> list[float]:
    act(0)
    took = []
    for k in range(n):
        start = time.process_time()
        act(k)
        took.append(time.process_time() - start)
    return took


def _peer(view: ArtworkView, rng: np.random.Generator, n: int) -> tuple[float, float]:
    """Decisions a second of SquareCB with the member's features, the pictures' labels and their interactions: the
    prediction alone, and with the reading of its text; the texts are made before the clock starts."""
    try:
        import vowpalwabbit
    except ImportError as error:
        raise MissingExtra.named("bench") from error
    model = vowpalwabbit.Workspace("--cb_explore_adf --squarecb --quiet -q ma")
    member = "shared |m " + " ".join(f"g{g}" for g in rng.choice(20, 5, replace=False))
    texts = []
    for row in rng.integers(0, len(view.catalog), n):
        pictures = range(int(view.indptr[row]), int(view.indptr[row + 1]))
        shows = ("|a " + " ".join(f"l{c}" for c in view.code[k] if c < view.n_labels) for k in pictures)
        texts.append([member, *shows])
    read = time.process_time()
    parsed = [model.parse(text) for text in texts]
    start = time.process_time()
    for examples in parsed:
        model.predict(examples)
    end = time.process_time()
    for examples in parsed:
        model.finish_example(examples)
    model.finish()
    return n / (end - start), n / (end - read)
