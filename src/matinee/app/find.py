"""Finding: a query in; matching items in this member's order out, or the nearest where there is no match."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

import numpy as np

from matinee.app.artwork import choose_artwork
from matinee.app.behind import Behind
from matinee.app.home import Home
from matinee.app.pages import artwork_url
from matinee.app.tell import situation
from matinee.catalog.content import build_content
from matinee.catalog.view import CatalogView
from matinee.core.errors import StoreError
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

APART: Final = 5_000
"""Items from which on the index is made in a process of its own."""
KEPT: Final = 2
"""Index files left on the disk, the newest: another process may be serving from the one before."""


def _file(home: Home, version: int) -> Path:
    return home.path / "search" / f"{version}.sqlite"


def _index(home: Home, version: int, catalog: CatalogView) -> SearchIndex:
    path = _file(home, version)
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.tmp")
        draft.unlink(missing_ok=True)
        _build(home, draft, catalog)
        draft.replace(path)
        known = sorted((old for old in path.parent.glob("*.sqlite") if old.stem.isdigit()), key=lambda f: int(f.stem))
        for old in known[:-KEPT]:
            old.unlink(missing_ok=True)
    return SearchIndex(path)


def _build(home: Home, draft: Path, catalog: CatalogView) -> None:
    """Write the index; of a large catalogue in a process of its own, so that requests have this one to themselves."""
    if len(catalog) < APART:
        build_index(draft, [(row, item) for row, item in enumerate(catalog.items) if item.item])
        return
    command = [sys.executable, "-m", "matinee.app.search_file", str(home.path), str(draft)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise StoreError(f"the search index could not be made: {done.stderr[-500:]}", "look at free space and memory")


def _likeness(_home: Home, _version: int, catalog: CatalogView) -> Likeness:
    made = build_content(catalog)
    return likeness(made.indptr, made.indices, made.values, made.n_features)


_INDEXES: Final = Behind(_index, lambda home, version: _file(home, version).exists())
_CONTENT: Final = Behind(_likeness)


def index_of(home: Home, fresh: bool = False) -> SearchIndex:
    """The index of the catalogue, the last one made while a newer is being made; with `fresh` of the catalogue as it is
    now. The index before is let go, and its files closed, once no search reads it any more."""
    return _INDEXES.of(home, fresh)


def content_of(home: Home) -> Likeness:
    """How alike items are by what the catalogue says of them, made anew like the index."""
    return _CONTENT.of(home)


def search(home: Home, query: str, member: str = "", limit: int = 20) -> dict[str, Any]:
    """Items that a query finds: {query, items, neighbours}; what the member may not see is left out.

    What was just written to the catalogue is found a little later, when the next index is made (see `index_of`); an
    item that was taken out of sight is hidden at once.
    """
    home.tick()
    s = situation(home, member) if member else _anybody(home)
    shown = np.zeros(s.n, bool)
    everything = np.arange(s.n, dtype=np.int32)
    shown[apply(HOUSE[:-1], s, everything).kept] = True  # a search may find what was dismissed
    found = search_index(index_of(home), query, shown, limit=1000)
    if found.about >= 0:
        content = content_of(home)  # may be of another version than the index: neither has to know the other's rows
        found = with_neighbours(found, content, np.pad(shown, (0, max(0, len(content) - s.n))))
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
