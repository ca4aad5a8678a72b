"""Judged exposures in; a word for each item, row, position, picture, reason and segment, as plain values, out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.exposures import Exposures, exposures
from matinee.app.home import Home
from matinee.app.likeness import Segments, item_vectors, segments
from matinee.core.errors import UnknownName
from matinee.table.page.drafts import WHYS
from matinee.verdict.feedback.expected import expected_success
from matinee.verdict.feedback.rewards import objectives
from matinee.verdict.feedback.verdicts import FAILS, TOO_EARLY, WORKS, Verdicts, judge_groups

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

WORDS: Final = (WORKS, FAILS, TOO_EARLY)


@dataclass(frozen=True)
class Judgement:
    """A home's exposures with what is derived from them once: item vectors and segments."""

    home: Home
    shown: Exposures

    @cached_property
    def vectors(self) -> Floats:
        """(n, d) what each item of the catalogue is."""
        return item_vectors(self.home.live.world().catalog)

    @cached_property
    def segments(self) -> Segments:
        """The members' segments by taste."""
        catalog = self.home.live.world().catalog
        return segments(self.shown, catalog, self.vectors, self.home.settings.verdict.segments)

    def verdicts(self, group: Codes, without: Sequence[str] = ()) -> Verdicts:
        """Judge any grouping (n,) of the exposures; `without` names circumstances that the groups are made of."""
        shown = self.shown
        expected = _expected_without(shown, without) if without else shown.expected
        return judge_groups(shown.success, expected, group, shown.code["member"], self.home.settings.verdict.words)


def _expected_without(shown: Exposures, without: Sequence[str]) -> Floats:
    """Expectation from the circumstances that are not themselves judged."""
    left = [shown.code[name] for name in ("device", "row", "column", "member", "before") if name not in without]
    return expected_success(shown.success, left)


def judgement(home: Home) -> Judgement:
    """Everything that verdicts rest on, read from the log."""
    return Judgement(home, exposures(home))


Grouping = tuple[Codes, list[str], Sequence[str]]
"""(n,) codes, the text of each code, circumstances that must not explain it away"""


def _position(all_of: Judgement) -> Grouping:
    code = all_of.shown.code
    cell = np.minimum(code["row"], 63) * 256 + np.minimum(code["column"], 255)
    cells, group = np.unique(cell, return_inverse=True)
    return np.asarray(group, np.int64), [f"row {c // 256 + 1}, column {c % 256 + 1}" for c in cells], ("row", "column")


def _texts(name: str, without: Sequence[str] = ()) -> Callable[[Judgement], Grouping]:
    return lambda all_of: (all_of.shown.code[name], all_of.shown.texts[name], without)


def _reason(all_of: Judgement) -> Grouping:
    return all_of.shown.code["why"], [*WHYS, "?"], ()


def _segment(all_of: Judgement) -> Grouping:
    found = all_of.segments
    return found.of[all_of.shown.code["member"]], found.names, ("member",)


GROUPINGS: Final[dict[str, Callable[[Judgement], Grouping]]] = {
    "item": _texts("item"),
    "row": _texts("kind", ("row",)),
    "position": _position,
    "picture": _texts("artwork"),
    "reason": _reason,
    "segment": _segment,
    "device": _texts("device", ("device",)),
    "policy": _texts("policy"),
}
"""What can be judged: name -> how exposures are grouped."""


def verdicts(all_of: Judgement, of: str = "item", limit: int = 0) -> dict[str, Any]:
    """A line for each thing of one kind, the most shown first, with totals by word.

    Args:
        all_of: what `judgement` made.
        of: a name of GROUPINGS.
        limit: lines at the most, 0 all.

    Raises:
        UnknownName: nothing of that name is judged.
    """
    if of not in GROUPINGS:
        raise UnknownName(f"nothing called '{of}' is judged", f"choose one of {', '.join(GROUPINGS)}, message")
    group, texts, without = GROUPINGS[of](all_of)
    if not len(group):
        return {"of": of, "exposures": 0, "words": dict.fromkeys(WORDS, 0), "exposure_share": {}, "lines": []}
    found = all_of.verdicts(group, without)
    lines = [line(all_of.home, of, texts[k], found, k) for k in np.argsort(-found.exposures, kind="stable")
             if found.exposures[k]]  # fmt: skip
    total = float(found.exposures.sum())
    return {
        "of": of,
        "exposures": int(total),
        "words": {word: sum(one["word"] == word for one in lines) for word in WORDS},
        "exposure_share": {
            word: round(sum(one["exposures"] for one in lines if one["word"] == word) / total, 4) for word in WORDS
        },
        "objectives": {name: _plain(value) for name, value in objectives(all_of.shown.signs).items()},
        "lines": lines[:limit] if limit else lines,
    }


def line(home: Home, of: str, text: str, found: Verdicts, k: int) -> dict[str, Any]:
    """One verdict as plain values."""
    row = home.row_of(text) if of == "item" else -1
    return {
        of: text,
        **({"title": home.live.world().catalog.titles[row]} if row >= 0 else {}),
        "exposures": int(found.exposures[k]),
        "success": _plain(found.observed[k] / max(found.exposures[k], 1)),
        "expected": _plain(found.expected[k] / max(found.exposures[k], 1)),
        "relative": _plain(found.relative[k]),
        "low": _plain(found.low[k]),
        "high": _plain(found.high[k]),
        "word": found.word[k],
    }


def _plain(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None
