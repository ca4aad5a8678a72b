"""Finding: a query in; matching items in this member's order out, or the nearest where there is no match."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import numpy as np

from matinee.app.artwork import choose_artwork
from matinee.app.home import Home
from matinee.app.pages import artwork_url
from matinee.app.tell import situation
from matinee.catalog.content import build_content
from matinee.core.values import Context, Member
from matinee.serving.situate import situate
from matinee.table.candidates.filters import HOUSE, apply
from matinee.table.ranking.blend import score
from matinee.table.ranking.features import padded
from matinee.table.search.find import search as search_index
from matinee.table.search.find import with_neighbours
from matinee.table.search.found import MATCHES, blend
from matinee.table.search.index import SearchIndex, build_index
from matinee.table.search.similar import Likeness, likeness
from matinee.table.situation import Situation

_BUILDING = threading.Lock()
_OPEN: dict[Path, SearchIndex] = {}
_CONTENT: dict[Path, tuple[int, Likeness]] = {}


def index_of(home: Home) -> SearchIndex:
    """The index of the catalogue as it is now, built where it is not there yet."""
    version = home.live.versions.catalog
    path = home.path / "search" / f"{version}.sqlite"
    with _BUILDING:
        if path in _OPEN:
            return _OPEN[path]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}.tmp")
            draft.unlink(missing_ok=True)
            build_index(draft, [(row, item) for row, item in enumerate(home.live.world().catalog.items) if item.item])
            draft.replace(path)
            for old in path.parent.glob("*.sqlite"):
                if old != path:
                    old.unlink()
        _OPEN[path] = SearchIndex(path)
        return _OPEN[path]


def content_of(home: Home) -> Likeness:
    """How alike items are by what the catalogue says of them, made once for each version of it."""
    version = home.live.versions.catalog
    with _BUILDING:
        if home.path not in _CONTENT or _CONTENT[home.path][0] != version:
            made = build_content(home.live.world().catalog)
            _CONTENT[home.path] = (version, likeness(made.indptr, made.indices, made.values, made.n_features))
        return _CONTENT[home.path][1]


def search(home: Home, query: str, member: str = "", limit: int = 20) -> dict[str, Any]:
    """Items that a query finds: {query, items, neighbours}; what the member may not see is left out."""
    home.tick()
    s = situation(home, member) if member else _anybody(home)
    shown = np.zeros(s.n, bool)
    everything = np.arange(s.n, dtype=np.int32)
    shown[apply(HOUSE[:-1], s, everything).kept] = True  # a search may find what was dismissed
    found = search_index(index_of(home), query, shown, limit=1000)
    if found.about >= 0:
        found = with_neighbours(found, content_of(home), shown)
    if len(found):
        worth = score(s, found.rows) if member else np.log1p(padded(s.snapshot.counts, found.rows))
        found = blend(found, worth.astype(np.float32))
    best = found.best(limit)
    words = [f"matches by {MATCHES[kind]}" for kind in best.kinds]
    if best.neighbours:
        words = ["not what you asked for, but near it"] * len(best)
    return {"query": query, "neighbours": best.neighbours, "items": _slots(s, best.rows.tolist(), words)}


def _anybody(home: Home) -> Situation:
    from matinee.core.profile import Profile

    return situate(Member(member=""), Profile(""), Context(at=home.now()), home.live.world())


def slots_of(home: Home, rows: list[int], member: str = "") -> list[dict[str, Any]]:
    """Items as cards, with what they share as the reason."""
    s = situation(home, member) if member else _anybody(home)
    kept = np.array(rows, np.int32)[apply(HOUSE[:-1], s, np.array(rows, np.int32)).kept]
    genres = [", ".join(s.catalog.genres.names_of(int(row))) for row in kept]
    return _slots(s, kept.tolist(), genres)


def _slots(s: Situation, rows: list[int], whys: list[str]) -> list[dict[str, Any]]:
    artworks, _ = choose_artwork(s, rows)
    return [
        {
            "item": s.catalog.ids[row], "title": s.catalog.titles[row], "year": s.catalog.items[row].year,
            "artwork": artwork, "artwork_url": artwork_url(artwork), "why": why,
        }
        for row, artwork, why in zip(rows, artworks, whys, strict=True)
    ]  # fmt: skip
