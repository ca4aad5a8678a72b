"""Artwork cases: a file of catalogues, histories, pictures and expected choices in, the share chosen right out."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import build_view
from matinee.core.errors import InvalidInput
from matinee.core.ids import seed_of
from matinee.core.values import Artwork, Item
from matinee.picture.artwork.choose import Chosen, Learnt, Viewer, choose
from matinee.picture.artwork.leaning import Leaning, lean, strongest
from matinee.picture.artwork.outcomes import Outcomes, quality, standing
from matinee.picture.artwork.view import ArtworkView, view_of


class Met(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a member did with an item: `liking` says it outright; else kind and value do, as in docs."""

    member: str
    item: str
    kind: str = "play"
    value: float | None = None
    liking: float | None = None


class Followed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What followed a picture, over all members: of its impressions so many plays, each with this completion (a mean),
    so many thumbs up and down among them, and so many more that were opened and left."""

    artwork: str
    impressions: int
    plays: int = 0
    completion: float = 1.0
    thumbs_up: int = 0
    thumbs_down: int = 0
    abandoned: int = 0


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One case. `expected` is an artwork id, several of which each is right, or "" where nothing may be shown."""

    name: str
    items: tuple[Item, ...]
    pictures: tuple[Artwork, ...]
    member: str
    item: str
    expected: str | tuple[str, ...]
    history: tuple[Met, ...] = ()
    outcomes: tuple[Followed, ...] = ()
    maturity: int = 100
    language: str = ""
    canvas: str = ""


class Cases(msgspec.Struct, frozen=True, kw_only=True):
    """A file of cases."""

    cases: tuple[Case, ...]


def judge_cases(path: Path) -> dict[str, Any]:
    """Choose for every case of a file, without exploration, and compare.

    Raises:
        InvalidInput: the file cannot be read or is not of the documented form.
    """
    try:
        cases = msgspec.json.decode(path.read_bytes(), type=Cases).cases
    except (OSError, msgspec.MsgspecError) as error:
        raise InvalidInput(f"{path}: {error}", "see docs/reference/artwork-cases.md for the form") from error
    lines = [judge(case) for case in cases]
    right = sum(line["right"] for line in lines)
    return {"cases": len(lines), "right": right, "share": right / len(lines) if lines else 0.0, "lines": lines}


def judge(case: Case) -> dict[str, Any]:
    """The choice of one case beside what was expected, with what of the picture draws the member."""
    expected = (case.expected,) if isinstance(case.expected, str) else case.expected
    view, leaning, made = decide(case)
    number = int(made.pictures[0])
    chosen = view.ids[number] if number >= 0 else ""
    kind, name, _ = strongest(view, leaning, number, view.catalog.row_of[case.item]) if chosen else ("", "", 0.0)
    return {"name": case.name, "chosen": chosen, "expected": expected, "right": chosen in expected,
            "draws": f"{kind} {name}".strip()}  # fmt: skip


def decide(case: Case) -> tuple[ArtworkView, Leaning, Chosen]:
    """The view, the member's leaning and the choice of a case.

    Raises:
        InvalidInput: it speaks of an item or a picture that it does not hold.
    """
    of_item: dict[str, list[Artwork]] = defaultdict(list)
    for one in case.pictures:
        of_item[one.item or case.item].append(one)
    catalog = build_view(list(enumerate(case.items)))
    view = view_of(catalog, lambda item: tuple(of_item[item.item]) or item.artwork)
    named = {case.item, *(met.item for met in case.history), *of_item}
    if missing := sorted(named - set(catalog.row_of)):
        raise InvalidInput(f"case '{case.name}': no item '{missing[0]}'", "list every item in its items")
    matrix, mine = _liking(case, view)
    liked = matrix[mine]
    rows = np.flatnonzero(liked).astype(np.int32)
    leaning = lean(view, rows, liked[rows], near=_near(np.maximum(matrix, 0.0), mine))
    viewer = Viewer(seed_of(case.member), case.maturity, case.language, case.canvas)
    place = np.array([catalog.row_of[case.item]], np.int32)
    return view, leaning, choose(view, leaning, place, np.zeros(1, np.int64), viewer, _standing(case, view))


def liking_of(met: Met) -> float:
    """How much one line of history says of liking, in [-2, 2].

    Raises:
        InvalidInput: an unknown kind.
    """
    value = met.value
    told = {
        "play": 1.0 if value is None else (-0.5 if value < 0.1 else value),
        "rate": 0.0 if value is None else (value - 3.0) / 1.5 + 0.1,
        "thumb": value or 0.0, "list_add": 0.5, "purchase": 1.0, "cart_add": 0.5, "open": 0.2, "dismiss": -2.0,
        "return": -1.0, "impression": 0.0,
    }  # fmt: skip
    if met.kind not in told:
        raise InvalidInput(f"history of kind '{met.kind}'", f"kinds are {', '.join(told)}")
    return float(np.clip(told[met.kind] if met.liking is None else met.liking, -2.0, 2.0))


def _liking(case: Case, view: ArtworkView) -> tuple[NDArray[np.float64], int]:
    """(members, items) summed liking, and the line of the case's member."""
    members = {name: n for n, name in enumerate(dict.fromkeys([case.member, *(m.member for m in case.history)]))}
    matrix = np.zeros((len(members), len(view.catalog)))
    for met in case.history:
        matrix[members[met.member], view.catalog.row_of[met.item]] += liking_of(met)
    return matrix, members[case.member]


def _near(liked: NDArray[np.float64], mine: int) -> NDArray[np.float64]:
    """(items,) a mean of cosines with what the member liked, over the other members; 0 where nobody else is known."""
    others = np.delete(liked > 0, mine, axis=0).astype(np.float64)
    counts = np.maximum(others.sum(axis=0), 1.0)
    alike = others.T @ others / np.sqrt(np.outer(counts, counts))
    np.fill_diagonal(alike, 0.0)
    weight = liked[mine]
    return np.asarray(alike @ weight / max(float(weight.sum()), 1.0))


def _standing(case: Case, view: ArtworkView) -> Learnt | None:
    if not case.outcomes:
        return None
    number = {name: n for n, name in enumerate(view.ids)}
    impressions, rewards = np.zeros(len(number)), np.zeros(len(number))
    for one in case.outcomes:
        if one.artwork not in number:
            raise InvalidInput(f"case '{case.name}': no picture '{one.artwork}'", "list every picture")
        plain = max(0, one.plays - one.thumbs_up - one.thumbs_down)
        won = plain * quality(one.completion) + one.thumbs_up * quality(one.completion, 1.0)
        won += one.thumbs_down * quality(one.completion, -1.0) + one.abandoned * quality(0.0, abandoned=True)
        impressions[number[one.artwork]] += one.impressions
        rewards[number[one.artwork]] += won
    return Learnt(standing(view, Outcomes(impressions, rewards)))
