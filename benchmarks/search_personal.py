"""Whether search in a member's own order finds what they went on to play sooner; the argument is how many worlds."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.catalog.content import build_content, likeness_to, taste_of
from matinee.catalog.view import CatalogView, build_view
from matinee.core.values import Event
from matinee.learning.linear.dense import fit_edlae
from matinee.table.search.find import search
from matinee.table.search.found import Found, blend
from matinee.table.search.index import SearchIndex, build_index
from matinee.worlds.exports import events_of, items_of
from matinee.worlds.open_loop import daily
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import make_world

ORDERS = ("as found", "popular", "by content", "member's")
Plays = dict[str, list[tuple[int, float]]]


def plays_of(events: Sequence[Event], view: CatalogView) -> tuple[Plays, Plays, NDArray[np.float32]]:
    """Plays in the first seven tenths of the log and after, by member: (family row, seconds); and how often each."""
    parts: tuple[Plays, Plays] = ({}, {})
    counts = np.zeros(len(view), np.float32)
    cut = len(events) * 7 // 10
    for number, event in enumerate(events):
        if event.kind == "play" and event.seconds and event.item in view.row_of:
            row = int(view.family[view.row_of[event.item]])
            parts[number >= cut].setdefault(event.who, []).append((row, event.seconds))
            counts[row] += number < cut
    return *parts, counts


def place_of(found: Found, row: int) -> float:
    """The reciprocal of the place where a row stands, 0 where it is not found."""
    at = np.flatnonzero(found.rows == row)
    return 1 / (1 + int(at[0])) if len(at) else 0.0


def ranks(seed: int, typed: int) -> NDArray[np.float64]:
    """(queries, orders) reciprocal ranks in one world, for titles typed so many signs far, the article left out."""
    world = make_world(with_sizes(preset("stream"), 600, 1_000), seed)
    view = build_view(list(enumerate(items_of(world))))
    events = [event for day in daily(world, 60_000, 40) for event in events_of(world, day)]
    before, after, counts = plays_of(events, view)
    content, weights = build_content(view), _linear(before, len(view))
    rows: list[list[float]] = []
    with tempfile.TemporaryDirectory() as place:
        build_index(Path(place) / "s.sqlite", [(r, i) for r, i in enumerate(view.items) if not i.parent])
        index = SearchIndex(Path(place) / "s.sqlite")
        for member, later in after.items():
            known = dict(before.get(member, []))
            if len(known) < 5:
                continue
            seconds = np.sqrt(np.array(list(known.values()), np.float32))
            tastes = (
                likeness_to(content, taste_of(content, list(known), seconds)),
                weights[list(known)].sum(0),
                counts,
            )
            for row in {row for row, _ in later} - set(known):
                rows.append(
                    _places(search(index, view.titles[row].removeprefix("The ")[:typed], limit=1_000), row, tastes)
                )
        index.close()
    return np.array(rows)


def _linear(before: Plays, n: int) -> NDArray[np.float32]:
    """(rows, rows) weights of the linear model over who played what."""
    members = np.concatenate([np.full(len(plays), m) for m, plays in enumerate(before.values())])
    rows = np.array([row for plays in before.values() for row, _ in plays])
    played = sparse.csr_matrix((np.ones(len(rows), np.float32), (members, rows)), (len(before), n))
    played.data[:] = 1
    return fit_edlae(played, 0.5, 20.0)


def _places(found: Found, row: int, tastes: tuple[NDArray[np.float32], ...]) -> list[float]:
    content, linear, counts = (taste[found.rows] for taste in tastes)
    popular = np.log1p(counts)
    mine = sum(
        weight * part / (part.std() or 1)
        for weight, part in zip((0.3, 0.3, 1), (content, linear, popular), strict=True)
    )
    orders = (found, *(blend(found, np.asarray(taste, np.float32)) for taste in (popular, content, mine)))
    return [place_of(order, row) for order in orders]


def main() -> None:
    """Print the mean reciprocal rank of each order, and what the member's order adds with its standard error."""
    worlds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    for typed in (2, 3, 4):
        found = np.concatenate([ranks(seed, typed) for seed in range(10, 10 + worlds)])
        gain = found[:, 3] - found[:, 1]
        means = ", ".join(f"{name} {mean:.3f}" for name, mean in zip(ORDERS, found.mean(0), strict=True))
        error = gain.std() / np.sqrt(len(gain))
        told = f"over popular {gain.mean():+.4f} +- {error:.4f}"
        print(f"{typed} signs, {len(found):,} queries in {worlds} worlds: {means}; {told}", flush=True)


if __name__ == "__main__":
    main()
