"""A small shop with planted habits: each household buys its own few products, each in a cycle of its own."""

from __future__ import annotations

import numpy as np

from matinee.learning.basket.history import Baskets


def drawn_baskets(households: int = 60, products: int = 80, weeks: int = 24, seed: int = 0) -> Baskets:
    """Two visits a week; a product of its own is bought when its cycle (1 to 8 weeks, roughly) has passed."""
    rng = np.random.default_rng(seed)
    lines = []
    for who in range(households):
        mine = rng.choice(products, 12, replace=False)
        cycle = rng.integers(7, 56, 12)
        due = rng.uniform(0, cycle)
        for visit in range(2 * weeks):
            day = visit * 3.5 + 0.1
            for nth in np.flatnonzero(due <= day):
                lines.append((who, mine[nth], who * 1000 + visit, int(day // 7) + 1, day))
                due[nth] = day + cycle[nth] * rng.uniform(0.7, 1.4)
            if rng.random() < 0.5:
                lines.append((who, rng.integers(products), who * 1000 + visit, int(day // 7) + 1, day))
    household, product, basket, week, day = (np.array(column) for column in zip(*sorted(set(lines)), strict=True))
    ones = np.ones(len(day))
    return Baskets(
        household=household,
        product=product.astype(np.int64),
        basket=np.unique(basket, return_inverse=True)[1].astype(np.int64),
        week=week,
        day=day,
        pieces=ones,
        money=2 * ones,
        on_offer=0 * ones,
        household_ids=np.arange(households),
        product_ids=np.arange(products),
        kinds=np.arange(products) // 4,
        groups=np.arange(products) // 16,
    )
