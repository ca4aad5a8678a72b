"""Cold start, proved: trials in; recall of items that no event speaks of, and for guests with three picks, out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.proofs.trial import Floats, Trial, told
from matinee.core.clock import DAY
from matinee.core.profile import Profile
from matinee.core.values import Context, Member
from matinee.evaluation.cases import candidates_of
from matinee.learning.histories import Histories, profiles_at
from matinee.members.columns import KIND_CODE, from_lists
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate
from matinee.table.ranking.blend import score

AT: Final = 20
HELD: Final = 0.2
"""Share of the items held out whole."""
PICKS: Final = 3


def judge_cold(found: Iterable[Trial], seed: int = 0) -> dict[str, Any]:
    """Items held out whole, then guests with three picks, over all trials."""
    items: list[tuple[float, float, float]] = []
    guests: list[tuple[float, float]] = []
    for number, trial in enumerate(found):
        rng = np.random.default_rng([seed, number])
        items += _items(trial, rng)
        guests += _guests(trial, rng)
    cold, picks = np.array(items).reshape(-1, 3), np.array(guests).reshape(-1, 2)
    against_chance, against_known = told(cold[:, 0], cold[:, 1]), told(cold[:, 0], cold[:, 2])
    three = told(picks[:, 0], picks[:, 1])
    times = against_chance["ours"] / against_chance["other"]
    return {
        "items": {
            "cases": len(cold), f"recall@{AT}": against_chance["ours"], "random": against_chance["other"],
            "times_random": times, "popularity": against_known["other"], "over_popularity": against_known["difference"],
        },
        "guests": {
            "cases": len(picks), "picks": PICKS, f"recall@{AT}": three["ours"], "popularity": three["other"],
            "over_popularity": three["difference"],
        },
        "passes": bool(times >= 3.0 and against_known["difference"]["low"] > 0 and three["difference"]["low"] > 0),
    }  # fmt: skip


def _items(trial: Trial, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """(ours, chance, popularity) of recall among items of which all events were taken out.

    Popularity is what nobody could know of such an item: the mean count of the items of its genres.
    """
    touched = trial.touched
    liked = touched.liked()
    met = np.unique(liked.row)
    cold = np.sort(rng.permutation(met)[: max(AT + 1, int(HELD * len(met)))]).astype(np.int32)
    world = trial.without(~np.isin(touched.row, cold))
    famous = _fame_by_genre(world, cold)
    lines = []
    for who, profile in _profiles(trial, cold):
        wanted = np.intersect1d(liked.row[liked.who == who], cold)
        if not len(wanted) or not len(profile.touches):
            continue
        s = situate(Member(member=profile.who), profile, Context(at=profile.last_at + DAY), world)
        ours = cold[np.lexsort((cold, -score(s, cold)))][:AT]
        known = cold[np.lexsort((rng.permutation(len(cold)), -famous))][:AT]
        hit = [float(np.isin(listed, wanted).sum()) / len(wanted) for listed in (ours, known)]
        lines.append((hit[0], min(1.0, AT / len(cold)), hit[1]))
    return lines


def _fame_by_genre(world: World, rows: NDArray[np.int32]) -> Floats:
    genres, counts = world.catalog.genres, world.snapshot.counts
    owner = genres.rows()
    each = np.bincount(genres.indices, counts[owner], len(genres.names)) / np.maximum(genres.counts(), 1)
    return np.array([float(each[genres.of(int(row))].mean()) if len(genres.of(int(row))) else 0.0 for row in rows])


def _profiles(trial: Trial, cold: NDArray[np.int32]) -> list[tuple[int, Profile]]:
    """Profiles of the members held out, as if the cold items had never been."""
    events = trial.histories.events
    family = trial.material.catalog.family
    gone = np.isin(np.where(events.row >= 0, family[np.maximum(events.row, 0)], -1), cold)
    blank = replace(events, row=np.where(gone, -1, events.row).astype(np.int32))
    histories: Histories = replace(trial.histories, events=blank)
    whose = [(str(name), slice(*histories.span(str(name)))) for name in histories.names]
    half_life = trial.material.settings.profile.half_life_days
    numbers = np.searchsorted(trial.touched.names, histories.names)
    return [(int(n), p) for n, p in zip(numbers, profiles_at(histories, whose, half_life), strict=True)]


def _guests(trial: Trial, rng: np.random.Generator) -> list[tuple[float, float]]:
    """(ours, popularity) of recall for somebody of whom three picks are known, put on the list just now."""
    world, liked, lines = trial.without(), trial.touched.liked(), []
    for member in trial.members:
        rows = np.unique(liked.row[liked.who == member])
        if len(rows) < 2 * PICKS:
            continue
        picks = rng.permutation(rows)[:PICKS]
        at = int(trial.snapshot.data_until)
        s = situate(Member(member="guest"), picked("guest", picks, at), Context(at=at + 1, device="tv"), world)
        able = np.setdiff1d(candidates_of(s), picks).astype(np.int32)
        wanted = np.setdiff1d(rows, picks)
        ours = able[np.lexsort((able, -score(s, able)))][:AT]
        known = able[np.lexsort((able, -world.snapshot.counts[able]))][:AT]
        first, second = (float(np.isin(listed, wanted).sum()) / len(wanted) for listed in (ours, known))
        lines.append((first, second))
    return lines


def picked(who: str, rows: NDArray[np.int32], at: int) -> Profile:
    """The profile of somebody who put these items on their list, and did nothing else."""
    n = len(rows)
    nothing = [float("nan")] * n
    lines = [[0] * n, rows.tolist(), [KIND_CODE["list_add"]] * n, [at] * n, [-1] * n, *[nothing] * 4, [0] * n, [-1] * n]
    return profiles_of([who], from_lists([*lines, [True] * n]), {}, 90.0)[0]
