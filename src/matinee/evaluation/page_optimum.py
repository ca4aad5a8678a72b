"""How far the stages of composing are from the best page: small pages in, shares of the best reward out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from matinee.core.settings import DeviceSettings, PageSettings
from matinee.table.page.attention import prior
from matinee.table.page.board import SAME_NEIGHBOUR, Board, factor
from matinee.table.page.compose import Layout, compose, layout_of
from matinee.table.page.drafts import Draft, Ranked, ranked_of


def random_table(n_drafts: int, n_items: int, seed: int) -> tuple[list[Draft], Ranked]:
    """Rows over the same items, as alike as rows of a real page: each holds a third of them."""
    chance = np.random.default_rng(seed)
    rows = np.arange(n_items, dtype=np.int32)
    candidates = ranked_of(rows, chance.beta(1.0, 6.0, n_items), np.ones(n_items, bool), rows, np.ones(n_items))
    kinds = ("because", "genre", "person", "gems")
    drafts = []
    for number in range(n_drafts):
        about: dict[str, str | int] = {"genre": f"g{number % 3}"} if number % 4 == 1 else {}
        picks = candidates.best(chance.random(n_items) < 0.35, n_items)
        drafts.append(
            Draft(kinds[number % 4], "top", picks, about, lift=float(chance.uniform(0.8, 1.5)), key=str(number))
        )
    return drafts, candidates


def value(order: Sequence[Draft], ranked: Ranked, layout: Layout) -> float:
    """The objective of a page with these rows from the top, each filled with its best that stand nowhere yet; below 0
    where a row would be short or two neighbours alike."""
    board = Board(ranked, layout.rules, layout.head)
    board.add(list(order))
    hands, total = list(board.hands), 0.0
    for place, hand in enumerate(hands):
        picks = hand.draft.picks
        slots = np.flatnonzero(~board.used[ranked.group[picks]])[: layout.head]
        if len(slots) < layout.rules.min_row or (place and board.alike(hand, hands[place - 1])):
            return -1.0
        fit = SAME_NEIGHBOUR if place and hands[place - 1].kind == hand.kind else 1.0
        for above in hands[:place]:
            fit *= factor(hand, above)
        look = layout.attention[place, : len(slots)]
        total += fit * hand.lift * float(look @ hand.draft.chances_of(ranked, slots))
        board.use(ranked.group[picks[slots]].tolist())
    return total


def gap(seed: int, n_drafts: int = 7, n_rows: int = 4, columns: int = 4) -> tuple[float, float]:
    """(the stages' value, the value of the best of all choices and orders of rows) of one small page."""
    drafts, ranked = random_table(n_drafts, 60, seed)
    device = DeviceSettings(rows=n_rows, columns=columns, view_rows=2, view_columns=columns)
    layout = layout_of(prior(device, n_rows, columns), device, PageSettings(exploration=0.0, min_row=columns))
    page = compose([drafts], ranked, layout, [], seed)
    best = max(value(order, ranked, layout) for order in permutations(drafts, len(page)))
    return value([row.draft for row in page], ranked, layout), best


def distance(n_pages: int, first: int = 1) -> dict[str, Any]:
    """The stages' share of the best expected reward over small pages: mean, worst, and how often it is the best."""
    pairs = np.array([gap(seed) for seed in range(first, first + n_pages)])
    share = pairs[:, 0] / pairs[:, 1]
    return {
        "pages": n_pages,
        "mean_share": round(float(share.mean()), 5),
        "worst_share": round(float(share.min()), 5),
        "best_found": round(float((share > 1.0 - 1e-9).mean()), 4),
    }
