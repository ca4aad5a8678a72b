"""How a page's time grows: sizes of catalogues and pages in; milliseconds of each beside one scan out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from matinee.core.settings import DeviceSettings
from matinee.evaluation.page_bench import FIRST, WHOLE, Crowd, make_crowd, page_ms, scan_ms

ITEMS: Final = (10_000, 30_000, 60_000, 200_000)
ROWS: Final = (6, 12, 20, 40)
BASE: Final = 60_000
"""The catalogue at which the number of rows grows."""


def growth(n_members: int, items: Sequence[int], tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """Lines of (part, at, p50_ms, p99_ms, scan_ms): whole pages and first views by items, pages by rows."""
    lines = []
    for size in items:
        tell(f"{size:,} items")
        crowd = make_crowd(size, n_members)
        scan = round(scan_ms(size), 3)
        lines += [
            line("whole page by items", size, crowd, WHOLE, scan),
            line("first view by items", size, crowd, FIRST, scan),
        ]
        if size == BASE:
            lines += [line("page by rows", rows, crowd, rows_of(rows), None) for rows in ROWS]
    return lines


def rows_of(rows: int) -> DeviceSettings:
    """A page of so many rows of 75 columns."""
    return DeviceSettings(rows=rows, columns=WHOLE.columns, view_rows=WHOLE.view_rows, view_columns=WHOLE.view_columns)


def line(part: str, at: int, crowd: Crowd, device: DeviceSettings, scan: float | None) -> dict[str, Any]:
    """One point of the chart, measured warm."""
    page_ms(Crowd(crowd.world, crowd.profiles[:10]), device)
    took = page_ms(crowd, device)
    return {
        "part": part,
        "at": at,
        "p50_ms": round(float(np.median(took)), 3),
        "p99_ms": round(float(np.quantile(took, 0.99)), 3),
        "scan_ms": scan,
    }
