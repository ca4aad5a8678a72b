"""Coming back: purchases and a day in, each model's parameters and its errors on the weeks after that day out."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.importers.cdnow import read_purchases
from matinee.catalog.importers.rows import Rejected
from matinee.core.errors import InvalidInput
from matinee.learning.repeat.geometric import fit_geometric, geometric_expected
from matinee.learning.repeat.histories import Histories, Purchases, bought, by_day, histories, resampled
from matinee.learning.repeat.lapse import fit_lapse, lapse_draws
from matinee.learning.repeat.ours import RETURNING_OF_LEVEL, fit_returning, returning_expected
from matinee.learning.repeat.pareto import fit_pareto, pareto_expected
from matinee.learning.repeat.spend import fit_spend

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WEEKS = 39.0
"""How far ahead is judged, at most; the file's end may come earlier."""
ORIGINS = (20, 26, 32, 39)
"""Weeks after the file's first day from which the total is forecast as well."""
CHOSEN = "Lapse/NBD"
RESAMPLES = 1000
REFITS = 20
DRAWS = 10
DRIFT_ORIGINS = (1 / 2, 2 / 3, 5 / 6)
"""Shares of the time to learn from at which earlier forecasts are made, to see how far totals drift."""


class Model(NamedTuple):
    """How a model is fitted to histories, and what it expects of them in the weeks to come."""

    fit: Callable[[Histories], Any]
    expected: Callable[[Any, Histories, float], Floats]


MODELS = {
    "BG/NBD": Model(fit_geometric, geometric_expected),
    "MBG/NBD": Model(lambda known: fit_geometric(known, modified=True), geometric_expected),
    "Pareto/NBD": Model(fit_pareto, pareto_expected),
    CHOSEN: Model(fit_returning, returning_expected),
}


def read_file(path: Path) -> tuple[Purchases, list[Rejected]]:
    """The purchases of a file by customer and day (days count from year 1), and the lines that were left out."""
    kept, rejected = [], []
    for line in read_purchases(path):
        if isinstance(line, Rejected):
            rejected.append(line)
        else:
            kept.append((line.customer, line.day.toordinal(), line.money))
    if not kept:
        raise InvalidInput(f"{path.name} holds no purchase", rejected[0].reason if rejected else "the file is empty")
    ids, days, money = zip(*kept, strict=True)
    return by_day(np.array(ids), np.array(days, dtype=np.int64), np.array(money, dtype=np.float64)), rejected


def evaluate_repeat(purchases: Purchases, until: dt.date, weeks: float = WEEKS, seed: int = 0) -> dict[str, Any]:
    """Fit every model to the purchases until the day (that day counts) and judge it on the weeks after.

    Raises:
        InvalidInput: nobody had bought by that day, or nothing is known after it.
    """
    day = until.toordinal()
    ahead = _ahead(purchases, day, weeks)
    known = histories(purchases, day)
    actual = bought(purchases, known.customers, day, ahead)
    rng = np.random.default_rng(seed)
    models: dict[str, Any] = {}
    expected: dict[str, Floats] = {}
    for name, model in MODELS.items():
        begin = time.perf_counter()
        fitted = model.fit(known)
        seconds = time.perf_counter() - begin
        expected[name] = model.expected(fitted, known, ahead)
        models[name] = {**fitted.parameters, "log_likelihood": fitted.log_likelihood, "fit_seconds": seconds}
        models[name] |= errors_of(actual, expected[name]) | _intervals(actual, expected[name], rng)
    models[CHOSEN]["total_interval"] = total_interval(purchases, day, ahead, rng)
    rolling = rolling_totals(purchases, weeks)
    for name, found in rolling["models"].items():
        models[name]["rolling_total_mae"] = found["mean_absolute_error"]
    return {
        "until": until.isoformat(),
        "weeks": ahead,
        "customers": len(known),
        "repeat_purchases": int(known.repeats.sum()),
        "actual_total": int(actual.sum()),
        "chosen": CHOSEN,
        "models": models,
        "spend": _spend(known),
        "beside_pareto": _beside(actual, expected[CHOSEN], expected["Pareto/NBD"], rng),
        "rolling": rolling,
    }


def errors_of(actual: Ints, expected: Floats) -> dict[str, float]:
    """Total, its miss as a share, root mean squared error, mean absolute error and correlation over customers."""
    total, real = float(expected.sum()), float(actual.sum())
    varies = len(actual) > 1 and actual.std() > 0 and expected.std() > 0
    return {
        "total": total,
        "total_miss": total / real - 1 if real else float("nan"),
        "rmse": float(np.sqrt(np.mean((actual - expected) ** 2))),
        "mae": float(np.abs(actual - expected).mean()),
        "correlation": float(np.corrcoef(actual, expected)[0, 1]) if varies else 0.0,
    }


def _ahead(purchases: Purchases, day: int, weeks: float) -> float:
    ahead = min(weeks, float(purchases.days.max() - day) / 7)
    if ahead <= 0:
        last = dt.date.fromordinal(int(purchases.days.max()))
        raise InvalidInput(
            f"the file ends on {last}, nothing is known after the day given", "choose an earlier --until"
        )
    return ahead


def _redrawn(columns: Floats, rng: np.random.Generator) -> Floats:
    """Means (1000, k) of columns (n, k) with customers drawn again."""
    n = len(columns)
    return np.array([columns[rng.integers(0, n, n)].mean(axis=0) for _ in range(RESAMPLES)])


def _intervals(actual: Ints, expected: Floats, rng: np.random.Generator) -> dict[str, list[float]]:
    """95 % intervals of the two errors by drawing customers again."""
    miss = actual - expected
    means = _redrawn(np.column_stack([np.abs(miss), miss**2]), rng)
    return {"mae_interval": _middle(means[:, 0]), "rmse_interval": _middle(np.sqrt(means[:, 1]))}


def _beside(actual: Ints, ours: Floats, theirs: Floats, rng: np.random.Generator) -> dict[str, Any]:
    """How much smaller our error is, paired by customer, with a 95 % interval."""
    squares = np.column_stack([(actual - theirs) ** 2, (actual - ours) ** 2])
    gain = np.sqrt(_redrawn(squares, rng))
    theirs_all, ours_all = np.sqrt(squares.mean(axis=0))
    return {"rmse_gain": float(theirs_all - ours_all), "rmse_gain_interval": _middle(gain[:, 0] - gain[:, 1])}


def total_interval(purchases: Purchases, day: int, weeks: float, rng: np.random.Generator) -> list[float]:
    """Where the total will lie in 95 % of cases.

    Customers are drawn again for the fit; then lapses, rates and counts; then a drift of the level as large as the
    totals missed by at earlier origins within the data, for what no model of single customers knows (seasons, prices,
    fashion).
    """
    known, missed, totals = histories(purchases, day), drift(purchases, day), []
    for _ in range(REFITS):
        fitted = fit_lapse(resampled(known, rng), RETURNING_OF_LEVEL)
        counts = [float(lapse_draws(fitted, known, weeks, rng).sum()) for _ in range(DRAWS)]
        totals += [count * float(np.exp(missed * rng.standard_normal())) for count in counts]
    return _middle(np.array(totals))


def drift(purchases: Purchases, day: int) -> float:
    """Root mean square of log(actual / expected total) from earlier origins to the day; 0 where there is too little."""
    first = int(purchases.days.min())
    found = []
    for share in DRIFT_ORIGINS:
        origin = first + round((day - first) * share)
        known, weeks = histories(purchases, origin), (day - origin) / 7
        actual = int(bought(purchases, known.customers, origin, weeks).sum())
        if known.repeats.sum() >= 10 and actual >= 10:
            fitted = fit_returning(known)
            found.append(float(np.log(actual / returning_expected(fitted, known, weeks).sum())))
    return float(np.sqrt(np.mean(np.square(found)))) if found else 0.0


def rolling_totals(purchases: Purchases, weeks: float, origins: tuple[int, ...] = ORIGINS) -> dict[str, Any]:
    """Each model fitted again at each origin, and how far its total over the weeks after is off, in purchases."""
    first, last = int(purchases.days.min()), int(purchases.days.max())
    days = {origin: first + 7 * origin - 1 for origin in origins if first + 7 * origin - 1 < last}
    misses: dict[str, list[float]] = {name: [] for name in MODELS}
    actual = []
    for day in days.values():
        known, ahead = histories(purchases, day), _ahead(purchases, day, weeks)
        actual.append(int(bought(purchases, known.customers, day, ahead).sum()))
        for name, model in MODELS.items():
            misses[name].append(float(model.expected(model.fit(known), known, ahead).sum()) - actual[-1])
    models = {
        name: {"misses": found, "mean_absolute_error": float(np.abs(found).mean()) if found else None}
        for name, found in misses.items()
    }
    return {"origins": list(days), "actual_totals": actual, "models": models}


def _spend(known: Histories) -> dict[str, float] | None:
    """Gamma-gamma's parameters, or None where too few customers came back."""
    paid = int(((known.repeats > 0) & (known.amount > 0)).sum())
    return fit_spend(known).parameters | {"customers": float(paid)} if paid >= 2 else None


def rejected_by_reason(rejected: list[Rejected]) -> dict[str, Any]:
    """How many lines were left out, and the first of them."""
    reasons = Counter(found.reason.split(";")[0].split(":")[0] for found in rejected)
    return {"lines": len(rejected), "reasons": dict(reasons.most_common(10)), "first": [list(r) for r in rejected[:5]]}


def _middle(values: Floats) -> list[float]:
    return [float(value) for value in np.percentile(values, [2.5, 97.5])]
