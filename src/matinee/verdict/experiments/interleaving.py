"""Interleaving: two rankings of one row in, one row drawn from both by team draft, and which of the two won, out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
from scipy.stats import binomtest

FIRST, SECOND = 0, 1
"""Whose pick an item was."""


class Draft(msgspec.Struct, frozen=True):
    """An interleaved row: items in order, and for each whose it is."""

    items: tuple[str, ...]
    teams: tuple[int, ...]


def team_draft(first: Sequence[str], second: Sequence[str], length: int, seed: int) -> Draft:
    """Draw a row of `length` items: in each round a coin says who picks first, each picks its best item not yet taken.

    Each ranking keeps its own order among its picks; no item stands twice.

    Source: Radlinski, Kurup and Joachims (2008), How Does Clickthrough Data Reflect Retrieval Quality, CIKM.
    """
    rng = np.random.default_rng(seed)
    items: list[str] = []
    teams: list[int] = []
    taken: set[str] = set()
    queues = (iter(first), iter(second))
    alive = [True, True]
    while len(items) < length and any(alive):
        opening = int(rng.integers(2))
        for team in (opening, 1 - opening):
            item = next((i for i in queues[team] if i not in taken), None)
            alive[team] = item is not None
            if item is not None and len(items) < length:
                items.append(item)
                teams.append(team)
                taken.add(item)
    return Draft(tuple(items), tuple(teams))


def draft_page(
    first: Sequence[Sequence[str]], second: Sequence[Sequence[str]], lengths: Sequence[int], seed: int
) -> list[Draft]:
    """Draw every row of a page; rows are paired by number, and what one row took is offered in none below.

    lengths (rows,) are the slots of each row; each row has a coin of its own.
    """
    taken: set[str] = set()
    rows = []
    for number, length in enumerate(lengths):
        ours = [i for i in (first[number] if number < len(first) else ()) if i not in taken]
        theirs = [i for i in (second[number] if number < len(second) else ()) if i not in taken]
        row = team_draft(ours, theirs, length, seed + number)
        taken.update(row.items)
        rows.append(row)
    return rows


def credit(rows: Sequence[Draft], rewards: Sequence[tuple[int, int, float]]) -> tuple[float, float]:
    """Rewards of slots (row, column, reward) -> what each ranking earned on this page.

    A reward counts for the team that placed the item, so a reward on an item that both wanted counts for the one whose
    pick it was: the coin makes that even over pages.
    """
    earned = [0.0, 0.0]
    for row, column, reward in rewards:
        earned[rows[row].teams[column]] += reward
    return earned[FIRST], earned[SECOND]


class Preference(msgspec.Struct, frozen=True):
    """Members who preferred each ranking, ties, the share that preferred the second (ties halved), and its test."""

    first: int
    second: int
    ties: int
    share_second: float
    low: float
    high: float
    p_value: float


def preference(earned: Sequence[tuple[float, float]]) -> Preference:
    """One line a member, (first's, second's) -> which ranking members prefer.

    A member counts once however much they play: the sign test on members, exact.

    Source: Chapelle, Joachims, Radlinski and Yue (2012), ACM TOIS 30; interval of Clopper and Pearson (1934) among
    the decided.
    """
    wins = sum(b > a for a, b in earned)
    losses = sum(a > b for a, b in earned)
    ties = len(earned) - wins - losses
    share = (wins + 0.5 * ties) / len(earned) if earned else 0.5
    if wins + losses == 0:
        return Preference(losses, wins, ties, share, 0.0, 1.0, 1.0)
    test = binomtest(wins, wins + losses, 0.5)
    bounds = test.proportion_ci(0.95)
    return Preference(losses, wins, ties, share, float(bounds.low), float(bounds.high), float(test.pvalue))
