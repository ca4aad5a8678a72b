"""What is known of each pair at the end of a week: lines up to then in, features (m, d) out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matinee.learning.basket.history import Baskets, Floats, Ints, Pairs, pairs_of

HALF_LIVES = (7.0, 14.0, 28.0, 56.0, 112.0)
"""Days after which a purchase counts half."""
LITTLE = 0.02


def pair_features(lines: Baskets, now: float) -> tuple[Pairs, NDArray[np.float32], tuple[str, ...]]:
    """The pairs bought so far, their features (m, d) and the features' names; `now` is the day the week ends."""
    pairs = pairs_of(lines)
    age = np.maximum(now - lines.day, 0.0)
    found = _own(lines, pairs, age) | _household(lines, pairs, age) | _product(lines, pairs)
    found |= _kind(lines, pairs, age, lines.kinds, "kind") | _kind(lines, pairs, age, lines.groups, "group")
    return pairs, np.column_stack(list(found.values())).astype(np.float32), tuple(found)


def _sum(of: Ints, values: Floats, n: int) -> Floats:
    return np.asarray(np.bincount(of, values, minlength=n), dtype=np.float64)


def _flag(is_so: NDArray[np.bool_]) -> Floats:
    return is_so.astype(np.float64)


def _extreme(of: Ints, values: Floats, n: int, largest: bool) -> Floats:
    out = np.full(n, -np.inf if largest else np.inf)
    (np.maximum if largest else np.minimum).at(out, of, values)
    return out


def timing(times: Floats, since: Floats, span: Floats) -> dict[str, Floats]:
    """How a pair stands in its own cycle: logarithms (m,) of days since the last purchase, mean gap, their ratio."""
    gap = np.where(times > 1, (span - since) / np.maximum(times - 1, 1), span + 14.0)
    due = np.clip(np.log((since + 1) / (gap + 1)), -4.0, 4.0)
    return {"since": np.log1p(since), "gap": np.log1p(gap), "due": due, "late": np.maximum(due, 0.0)}


def _own(lines: Baskets, pairs: Pairs, age: Floats) -> dict[str, Floats]:
    of, m = pairs.of_line, len(pairs)
    times = _sum(of, np.ones(len(of)), m)
    since, span = _extreme(of, age, m, largest=False), _extreme(of, age, m, largest=True)
    found = {f"decayed_{half:.0f}": np.log(_sum(of, 0.5 ** (age / half), m) + LITTLE) for half in HALF_LIVES}
    found |= {"times": np.log(times), "once": _flag(times == 1), "first": np.log1p(span)} | timing(times, since, span)
    pieces, money = _sum(of, lines.pieces, m), _sum(of, lines.money, m)
    found["pieces"] = np.log(pieces / times)
    found["price"] = np.log(np.maximum(money, 0) / pieces + 0.1)
    found["on_offer"] = _sum(of, lines.on_offer, m) / times
    return found


def _household(lines: Baskets, pairs: Pairs, age: Floats) -> dict[str, Floats]:
    n = lines.n_households
    _, first = np.unique(lines.basket, return_index=True)
    who, when = lines.household[first], age[first]
    baskets = _sum(who, np.ones(len(who)), n)
    found = {
        f"baskets_{half:.0f}": np.log(_sum(who, 0.5 ** (when / half), n) + LITTLE)[pairs.household]
        for half in HALF_LIVES
    }
    times = _sum(pairs.of_line, np.ones(len(age)), len(pairs))
    found["share"] = np.log(times / baskets[pairs.household])
    found["range"] = np.log(_sum(pairs.household, np.ones(len(pairs)), n)[pairs.household])
    return found


def _product(lines: Baskets, pairs: Pairs) -> dict[str, Floats]:
    n, product = lines.n_products, pairs.product
    times = _sum(pairs.of_line, np.ones(len(pairs.of_line)), len(pairs))
    buyers, again, all_times = (_sum(product, values, n) for values in (np.ones(len(pairs)), _flag(times > 1), times))
    last = int(lines.week.max())
    in_week = [_buyers(lines, last - back) for back in range(8)]
    recent, before = np.array(in_week[:4]).sum(axis=0), np.array(in_week[4:]).sum(axis=0)
    first = _extreme(pairs.of_line, lines.week.astype(np.float64), len(pairs), largest=False)
    latest = _extreme(pairs.of_line, lines.week.astype(np.float64), len(pairs), largest=True)
    older = _flag(first <= last - 4)
    kept = (_sum(product, older * _flag(latest > last - 4), n) + 0.5) / (_sum(product, older, n) + 10)
    found = {
        "repeated": (again + 1) / (buyers + 5),
        "buyers": np.log(np.maximum(buyers, 1)),
        "often": np.log((all_times + 2) / (buyers + 2)),
        "recent_buyers": np.log(recent + 0.5),
        "trend": np.log((recent + 1) / (before + 1)),
        "trend_of_week": np.log((4 * in_week[0] + 1) / (recent + 1)),
        "kept": np.log(kept),
    }
    return {name: values[product] for name, values in found.items()}


def _buyers(lines: Baskets, week: int) -> Floats:
    """Households (products,) that bought each product in a week."""
    inside = lines.week == week
    keys = np.unique(lines.household[inside] * lines.n_products + lines.product[inside])
    return _sum(keys % lines.n_products, np.ones(len(keys)), lines.n_products)


def _kind(lines: Baskets, pairs: Pairs, age: Floats, kinds: Ints, name: str) -> dict[str, Floats]:
    """The same household and any product of this kind: how much, how long ago, and this product's share of it."""
    n = int(kinds.max()) + 1
    keys, of = np.unique(lines.household * n + kinds[lines.product], return_inverse=True)
    much = _sum(of, 0.5 ** (age / 56), len(keys))
    since = _extreme(of, age, len(keys), largest=False)
    place = np.searchsorted(keys, pairs.household * n + kinds[pairs.product])
    own = _sum(pairs.of_line, 0.5 ** (age / 56), len(pairs))
    share = np.log((own + LITTLE) / (much[place] + 0.1))
    return {
        f"{name}_much": np.log(much[place] + LITTLE),
        f"{name}_since": np.log1p(since[place]),
        f"{name}_share": share,
    }
