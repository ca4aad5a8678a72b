"""The picture of each item for a situation: catalogue, taste and rules in; artwork ids with their propensities out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView
from matinee.core.clock import HOUR, local
from matinee.core.errors import UnknownName
from matinee.core.ids import seed_of
from matinee.core.snapshot import Snapshot
from matinee.core.values import Artwork, Item
from matinee.picture.artwork.choose import Learnt, Viewer, chances_of, choose
from matinee.picture.artwork.leaning import Leaning, lean, strongest
from matinee.picture.artwork.learned import Known, Learned, lay, learned_of, taste_from
from matinee.picture.artwork.view import ArtworkView, view_of
from matinee.picture.drawn import STYLES
from matinee.picture.drawn.shown import shown
from matinee.table.candidates.filters import level_of
from matinee.table.situation import Situation

ANCHORS: Final = 40
PICTURES: Final = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
"""Kinds of picture files that are served; an SVG from outside may carry scripts and is not."""
_KEPT: Final = 3
_HAD: Final = (
    "available", "available_from", "available_until", "countries", "maturity", "price", "margin", "stock", "added_at",
)  # fmt: skip
_making: Final = threading.Lock()
_views: list[ArtworkView] = []
_laid: list[tuple[ArtworkView, Snapshot, Learned, Known]] = []


def pictures_of(item: Item) -> Sequence[Artwork]:
    """An item's own pictures; the drawn ones where it has none, and none for an empty row."""
    return item.artwork or (shown(item) if item.item else ())


def view_for(catalog: CatalogView) -> ArtworkView:
    """The pictures of a catalogue as columns; kept for the latest few catalogues, made anew only where one changed."""
    for view in tuple(_views):
        if view.catalog is catalog:
            return view
    with _making:  # seconds for a large catalogue the first time: once is enough
        if _views and _views[0].catalog is catalog:
            return _views[0]
        last = _views[0] if _views else None
        same = last is not None and same_pictures(catalog, last.catalog)
        view = replace(last, catalog=catalog) if last and same else view_of(catalog, pictures_of, last)
        _views.insert(0, view)
        del _views[_KEPT:]
    return view


def same_pictures(catalog: CatalogView, before: CatalogView) -> bool:
    """Whether nothing has changed since that pictures are made or told by: only where, when and how items are had."""
    if len(catalog) != len(before):
        return False
    changed = (pair for pair in zip(catalog.items, before.items, strict=True) if pair[0] is not pair[1])
    return all(msgspec.structs.replace(then, **{f: getattr(now, f) for f in _HAD}) == now for now, then in changed)


def learnt_of(s: Situation, view: ArtworkView) -> Learnt | None:
    """What the snapshot learned of pictures, with the member's taste in its terms; None before the first log."""
    for of_view, snapshot, learned, known in tuple(_laid):
        if of_view.parts is view.parts and snapshot is s.snapshot:
            return Learnt(known, taste_from(learned, s.profile.touches["row"], s.taste.weight))
    found = learned_of(s.snapshot.learned)
    if found is None:
        return None
    _laid.insert(0, (view, s.snapshot, found, lay(view, found)))
    del _laid[_KEPT:]
    return learnt_of(s, view)


def leaning_of(s: Situation, view: ArtworkView) -> Leaning:
    """What draws the member, as far as the profile says."""
    rows = s.profile.touches["row"]
    return lean(view, rows, s.taste.weight, s.snapshot.genre_share.astype(np.float64), near_of(s))


def near_of(s: Situation) -> NDArray[np.float64]:
    """(rows,) how much those who liked what the member liked most also liked each item: a weighted mean of cosines."""
    return near_to(s.snapshot, s.profile.touches["row"], s.taste.weight, s.n)


def near_to(snapshot: Snapshot, rows: NDArray[np.int32], liking: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """(n,) the same for whoever liked item rows (t,) by `liking` (t,)."""
    weight = np.maximum(liking, 0.0)
    best = np.argsort(-weight, kind="stable")[:ANCHORS]
    inside = best[(weight[best] > 0) & (rows[best] < len(snapshot.counts))]
    if not len(inside):
        return np.zeros(n)
    counts = np.maximum(snapshot.counts, 1)
    carried = snapshot.together.push(rows[inside], weight[inside] / np.sqrt(counts[rows[inside]]), n)
    carried[: len(counts)] /= np.sqrt(counts[:n])
    return np.asarray(carried / weight[inside].sum())


def viewer_of(s: Situation, canvas: str = "") -> Viewer:
    """Who looks: a seed that stays for `artwork.keep_hours` of the member's own clock, and what they may see."""
    window = int(local(s.context.at, s.context.time_zone) // (s.settings.artwork.keep_hours * HOUR))
    seed = seed_of("artwork", s.profile.who or s.member.member, window)
    exploration, country = s.settings.artwork.exploration, s.context.country or s.member.country
    return Viewer(seed, level_of(s.member), s.context.language, canvas, exploration, country, s.context.at)


def choose_artwork(
    s: Situation, rows: Sequence[int], columns: NDArray[Any] | None = None
) -> tuple[list[str], NDArray[np.float32]]:
    """An artwork id for each item row, in the order of the page, and the probability with which it was chosen; the
    drawn scene where no picture of an item may be shown. Without columns the items stand in one line."""
    view, places = view_for(s.catalog), np.asarray(rows, np.int32)
    line = np.arange(len(places)) if columns is None else columns.astype(np.int64)
    made = choose(view, leaning_of(s, view), places, line, viewer_of(s), learnt_of(s, view))
    ids = zip(made.pictures.tolist(), places.tolist(), strict=True)
    return [view.ids[n] if n >= 0 else f"{s.catalog.ids[row]}-{STYLES[0]}" for n, row in ids], made.propensity


def picture_file(catalog: CatalogView, folder: Path, artwork: str) -> Path:
    """The file of an imported picture below the home's `artwork` folder.

    Raises:
        UnknownName: no item has it, it has no file, or its path leads outside the folder.
    """
    found = next((a for item in catalog.items for a in item.artwork if a.artwork == artwork), None)
    path = (folder / found.path).resolve() if found is not None and found.path else folder
    inside = path.is_relative_to(folder.resolve()) and path.suffix.lower() in PICTURES and path.is_file()
    if found is None or not inside:
        raise UnknownName(f"no artwork '{artwork}'", "addresses of pictures stand in the pages that were served")
    return path


def tell_choice(s: Situation, item: str, canvas: str = "") -> dict[str, Any]:
    """The picture of one item for the member, with every picture's probability and what of it draws them.

    Raises:
        UnknownName: there is no such item.
    """
    row = s.catalog.row_of.get(item)
    if row is None:
        raise UnknownName(f"there is no item '{item}'", "matinee search finds items by their titles")
    view = view_for(s.catalog)
    leaning, viewer = leaning_of(s, view), viewer_of(s, canvas)
    learnt = learnt_of(s, view)
    made = choose(view, leaning, np.array([row], np.int32), np.zeros(1, np.int64), viewer, learnt)
    doubt = np.zeros(1) if learnt is None else learnt.known.doubt(made.numbers, learnt.taste)
    chances = chances_of(made.utility, doubt, viewer.exploration)[0]
    chosen = int(made.pictures[0])
    lines = [
        _line(s, view, (leaning, n, row), chances[k])
        for k, n in enumerate(made.numbers[0].tolist()[: int(view.indptr[row + 1] - view.indptr[row])])
    ]
    kind, name, _ = strongest(view, leaning, chosen, row) if chosen >= 0 else ("", "", 0.0)
    return {
        "member": s.profile.who or s.member.member, "item": item, "title": s.catalog.titles[row], "canvas": canvas,
        "artwork": view.ids[chosen] if chosen >= 0 else "", "propensity": float(made.propensity[0]),
        "why": _why(s, kind, name), "pictures": lines,
    }  # fmt: skip


def _line(s: Situation, view: ArtworkView, of: tuple[Leaning, int, int], chance: float) -> dict[str, Any]:
    leaning, picture, row = of
    kind, name, worth = strongest(view, leaning, picture, row)
    codes = view.code[picture][view.code[picture] < view.n_labels]
    return {
        "artwork": view.ids[picture], "probability": float(chance), "shows": [view.label(int(c))[1] for c in codes],
        "draws": {"kind": kind, "name": name, "by": round(worth, 4)} if kind else None,
    }  # fmt: skip


def _why(s: Situation, kind: str, name: str) -> str:
    """What of the picture draws the member most, with the number of liked items that say so."""
    if not kind:
        return "nothing on it is known to draw this member: the default"
    rows = s.profile.touches["row"][s.taste.liking > 0]
    labels = {"genre": s.catalog.genres, "tag": s.catalog.tags, "person": s.catalog.people}.get(kind)
    n = int(np.isin(rows, labels.having(name)).sum()) if labels else 0
    if n:
        return f"{name}: in {n} of {len(rows)} that this member liked"
    return f"{name}: other items with it are like those that this member liked"
