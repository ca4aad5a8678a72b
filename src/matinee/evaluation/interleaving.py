"""Interleaving beside A/B on one world: two rankings of known quality in, members that each test needs out."""

from __future__ import annotations

import msgspec
import numpy as np

from matinee.verdict.experiments.interleaving import credit, draft_page, preference
from matinee.verdict.experiments.intervals import Floats
from matinee.verdict.experiments.power import members_for_means


class Needs(msgspec.Struct, frozen=True):
    """Members for 80 % power at alpha .05: A/B in both arms together, interleaving in all; and what they rest on."""

    ab: float
    interleaved: float
    fewer: float
    mean_first: float
    mean_second: float
    preferred_second: float


class Page(msgspec.Struct, frozen=True):
    """The world's page: rows, columns, and the items that compete for each row."""

    rows: int = 3
    columns: int = 8
    items: int = 24


def _rank(score: Floats, row: int, page: Page) -> list[str]:
    order = np.argsort(-score[row * page.items : (row + 1) * page.items], kind="stable")
    return [str(row * page.items + int(i)) for i in order]


def _plays(
    items: list[list[str]], truth: Floats, habit: float, rng: np.random.Generator
) -> list[tuple[int, int, float]]:
    """Plays of a page: attention falls with row and column; the member's habit raises or lowers all of it."""
    played = []
    for row, shelf in enumerate(items):
        for column, item in enumerate(shelf):
            attention = 0.8**row * 0.85**column
            if rng.random() < min(habit * attention * truth[int(item)], 1.0):
                played.append((row, column, 1.0))
    return played


def compare_needs(n_members: int, better: float, seed: int, page: Page | None = None) -> Needs:
    """Members who see ranking A, ranking B, and a team draft of both; B sees the truth `better` times as clearly.

    Assumed: one page a member and experiment; rows are the same, their rankings differ; members differ in how much they
    play at all (a gamma of shape .6, as plays a week do), which A/B must average out and interleaving compares within
    a member; a reward depends on the item and its place alone, not on what stands beside it.
    """
    page = page or Page()
    rng = np.random.default_rng(seed)
    lengths = [page.columns] * page.rows
    values: tuple[list[float], list[float]] = ([], [])
    earned = []
    for member in range(n_members):
        truth = rng.beta(0.5, 6.0, page.rows * page.items)
        habit = float(rng.gamma(0.6, 1 / 0.6))
        scores = [truth + rng.normal(0, 0.1 / clear, truth.shape) for clear in (1.0, better)]
        full = [[_rank(score, row, page) for row in range(page.rows)] for score in scores]
        for arm in (0, 1):
            shown = [row[: page.columns] for row in full[arm]]
            values[arm].append(float(len(_plays(shown, truth, habit, rng))))
        drafts = draft_page(full[0], full[1], lengths, seed * 1_000_003 + member * page.rows)
        earned.append(credit(drafts, _plays([list(d.items) for d in drafts], truth, habit, rng)))
    first, second = np.array(values[0]), np.array(values[1])
    deviation = float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2))
    ab = 2 * members_for_means(deviation, float(second.mean() - first.mean()))
    signs = np.sign(np.array([b - a for a, b in earned]))
    interleaved = members_for_means(float(signs.std(ddof=1)), float(signs.mean())) / 2
    return Needs(
        ab, interleaved, ab / interleaved, float(first.mean()), float(second.mean()), preference(earned).share_second
    )
