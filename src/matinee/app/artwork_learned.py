"""Artwork's lesson: judged slots and who met what in; what each picture did for which taste, for the snapshot, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.artwork import near_to, view_for
from matinee.app.home import Home
from matinee.app.judged import Judged
from matinee.app.vision_learned import learn_vision
from matinee.core.snapshot import Snapshot
from matinee.learning.artwork.fit import Basis, Shown, fit
from matinee.learning.artwork.tastes import Liked, find_factors, tastes
from matinee.learning.touched import Touched
from matinee.picture.artwork.leaning import lean, over_others
from matinee.picture.artwork.outcomes import qualities
from matinee.picture.artwork.view import ArtworkView

if TYPE_CHECKING:
    from matinee.app.learned import Lessons

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST: Final = 3_000_000
"""The latest impressions that are learned from."""
DELAYS: Final = """
SELECT decision, min("at") AS first_at FROM events
WHERE decision <> '' AND kind IN ('open', 'play', 'purchase') GROUP BY decision, item
"""


def learn_artwork(lessons: Lessons) -> dict[str, NDArray[Any]]:
    """What serving reads under "artwork."; nothing where no picture was ever shown."""
    view = view_for(lessons.home.live.world().catalog)
    seen = seen_pictures(lessons.judged, view)
    if not len(seen):
        return {}
    names, basis = learn_basis(view, lessons.touched, learn_vision(lessons.home).get("vectors"))
    return fit(view, shown_of(lessons, view, seen, names), basis).arrays()


def learn_basis(
    view: ArtworkView, touched: Touched, looks: NDArray[np.float32] | None = None
) -> tuple[NDArray[Any], Basis]:
    """Names of members and the tastes that they have; the last line is that of somebody unknown."""
    liked = Liked(touched.who, touched.row.astype(np.int64), np.clip(touched.liking, -2.0, 2.0))
    factors = find_factors(view.catalog, liked, looks)
    of_members, centre, scale = tastes(factors, liked, len(touched.names) + 1)
    return touched.names, Basis(factors, of_members, centre, scale)


def seen_pictures(judged: Judged, view: ArtworkView) -> Ints:
    """Places in the judged slots of pictures that came into view and that the item still has, the latest `MOST`."""
    known = set(view.ids)
    there = np.fromiter((artwork in known for artwork in judged.sent.artwork), bool, len(judged.seen))
    return np.flatnonzero(judged.seen & there)[-MOST:]


def shown_of(lessons: Lessons, view: ArtworkView, seen: Ints, names: NDArray[Any]) -> Shown:
    """The impressions as learning takes them."""
    sent, judged = lessons.judged.sent, lessons.judged
    number = {name: n for n, name in enumerate(view.ids)}
    member = {str(name): n for n, name in enumerate(names)}
    pages = sent.page[seen]
    who = np.array([member.get(str(name), len(names)) for name in sent.who], np.int64)[pages]
    picture = np.array([number[str(name)] for name in sent.artwork[seen]], np.int64)
    owner = np.repeat(np.arange(len(view.indptr) - 1), np.diff(view.indptr))[picture]
    signs = {name: column[seen] for name, column in judged.signs.items()}
    took = (judged.opens[seen] > 0) | (signs["play"] > 0) | (signs["purchase"] > 0)
    drawn = draws(view, lessons.touched, lessons.snapshot, who, picture)
    ripe = ripeness(lessons.home, judged, sent.at[pages])
    return Shown(who, picture, owner, drawn, took.astype(float), rewards(signs), ripe)


def rewards(signs: dict[str, Floats]) -> Floats:
    """(n,) share watched x thumb, less a half for what was left; a purchase that stayed is a play to the end."""
    watched = signs["play"] * qualities(signs["completion"], signs["thumb"], signs["abandonment"])
    bought = signs["purchase"] > 0
    return np.where(bought, signs["purchase"] - signs["return"], watched) - 0.5 * signs["dismissal"]


def draws(view: ArtworkView, touched: Touched, snapshot: Snapshot, who: Ints, picture: Ints) -> Floats:
    """(n,) how much each picture draws its member over the pictures of its item, as serving will tell it."""
    drawn = np.zeros(len(who))
    begins = np.searchsorted(touched.who, np.arange(len(touched.names) + 1))
    order = np.argsort(who, kind="stable")
    members, starts = np.unique(who[order], return_index=True)
    for member, lines in zip(members.tolist(), np.split(order, starts[1:]), strict=True):
        if member < len(touched.names):
            mine = slice(begins[member], begins[member + 1])
            met, liking = touched.row[mine], touched.liking[mine]
            near = near_to(snapshot, met, liking, len(view.catalog))
            leaning = lean(view, met, liking, snapshot.genre_share.astype(np.float64), near)
            drawn[lines] = over_others(view, leaning, picture[lines])
    return drawn


def ripeness(home: Home, judged: Judged, shown_at: Ints) -> Floats:
    """(n,) the share of take-ups that come within the age that each impression has by the home's now; every delay
    between a page and what was taken from it counts, and half a one that is still to come."""
    log = home.store.duck()
    try:
        found = log.execute(DELAYS).fetchnumpy()
    finally:
        log.close()
    made = dict(zip(judged.sent.decision.tolist(), judged.sent.at.tolist(), strict=True))
    pairs = zip(found["decision"], found["first_at"], strict=True)
    delays = np.sort([int(at) - made[str(name)] for name, at in pairs if str(name) in made])
    age = home.now() - shown_at
    return np.asarray((np.searchsorted(delays, age, "right") + 0.5) / (len(delays) + 0.5)).clip(0.02, 1.0)
