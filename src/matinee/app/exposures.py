"""A home in; every slot that came into view and is old enough to be judged, in columns of numbers, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.log import NUMBERS, reading
from matinee.core.clock import DAY, HOUR
from matinee.verdict.feedback.attribution import CODED
from matinee.verdict.feedback.expected import bins, expected_success
from matinee.verdict.feedback.rewards import SIGNS, by_margin, reward

if TYPE_CHECKING:
    import duckdb

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

OFTEN: Final = 15
"""Times shown before beyond which no difference is made."""


@dataclass(frozen=True, slots=True)
class Exposures:
    """Columns (n,): codes of member, item, artwork, kind (the row's), device, policy, why; row, column, before (times
    the member had the item in view earlier), seen_at (UTC microseconds), score, propensity (NaN unknown); success in
    [0, 1] and what was to be expected; signs by name. texts: name -> the text of each code; rows: the item row of each
    item code, -1 unknown."""

    code: dict[str, Codes]
    score: Floats
    propensity: Floats
    success: Floats
    expected: Floats
    signs: dict[str, Floats]
    texts: dict[str, list[str]]
    rows: Codes

    def __len__(self) -> int:
        return len(self.success)


def since_of(home: Home) -> int:
    """Where the reports begin, by the settings; 0 is the whole log."""
    days = home.settings.verdict.days
    return home.now() - days * DAY if days else 0


def exposures(home: Home, log: duckdb.DuckDBPyConnection | None = None) -> Exposures:
    """Every judged exposure of a home. `log`: a connection of `log.reading`."""
    if log is None:
        with reading(home, since_of(home)) as own:
            return exposures(home, own)
    settled = home.now() - round(home.settings.verdict.settle_hours * HOUR)
    found = log.execute("SELECT * EXCLUDE (opens) FROM exposures WHERE seen_at <= $1", [settled]).fetchnumpy()
    texts = {
        name: [line[0] for line in log.execute(f"SELECT text FROM codes_{name} ORDER BY code").fetchall()]
        for name, _ in CODED
    }
    return judged_exposures(home, found, texts)


def judged_exposures(home: Home, found: dict[str, Any], texts: dict[str, list[str]]) -> Exposures:
    """Columns as the log has them -> with success and expectation."""
    code: dict[str, Codes] = {name: np.ma.filled(found.pop(name), 0) for name in NUMBERS}
    signs: dict[str, Floats] = {sign: np.ma.filled(found.pop(sign), np.nan) for sign in SIGNS}
    score: Floats = np.ma.filled(found.pop("score"), np.nan)
    propensity: Floats = np.ma.filled(found.pop("propensity"), np.nan)
    rows, weights = np.array([home.row_of(item) for item in texts["item"]], np.int64), home.settings.feedback.rewards
    worth = signs | {"purchase": by_margin(signs["purchase"], earned_on(home, rows)[code["item"]], weights.margin)}
    success = reward(worth, weights) if len(score) else np.zeros(0)
    expected = expected_success(success, factors(code, score)) if len(success) else success
    return Exposures(code, score, propensity, success, expected, signs, texts, rows)


def earned_on(home: Home, rows: Codes) -> Floats:
    """Margin of these item rows (m,) as a share of the price, NaN where the catalogue tells none; -1 is no item."""
    catalog = home.live.world().catalog
    if not len(rows) or not len(catalog):
        return np.full(len(rows), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = catalog.margin[rows] / catalog.price[rows]
    return np.where((rows >= 0) & np.isfinite(share), share, np.nan)


def factors(code: dict[str, Codes], score: Floats) -> tuple[Codes, ...]:
    """The circumstances that success is expected from: place by device, member, times seen before, what was thought."""
    device, before = code["device"], np.minimum(code["before"], OFTEN)
    row, column = np.minimum(code["row"], 63), np.minimum(code["column"], 255)
    return device * 64 + row, device * 256 + column, code["member"], before, bins(score)
