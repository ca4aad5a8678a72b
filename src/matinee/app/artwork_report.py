"""What pictures did: an open home in; per item each picture's outcomes by taste, and what pictures add, out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.artwork import leaning_of, pictures_of, view_for
from matinee.app.artwork_learned import rewards, seen_pictures
from matinee.app.home import Home
from matinee.app.judged import judged
from matinee.app.pages import artwork_url
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.values import Artwork, Context, Item
from matinee.learning.artwork.effect import LEAST, Logged, Refusal, contrast, over_default, within_items
from matinee.picture.artwork.learned import lay, learned_of
from matinee.picture.artwork.view import ArtworkView
from matinee.serving.situate import situate

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ACTIONS: Final = ("approve", "pin", "unpin", "retire")
MOST_TASTES: Final = 6
MOST_PROPERTIES: Final = 40
EXPLORED: Final = 0.5
"""A choice of less than this probability was made to explore."""


def logged(home: Home) -> tuple[ArtworkView, Logged, NDArray[Any]]:
    """The pictures of the catalogue, every impression of one of them, and the members' names by number."""
    view = view_for(home.live.world().catalog)
    told = judged(home)
    seen = seen_pictures(told, view)
    number = {name: n for n, name in enumerate(view.ids)}
    picture = np.array([number[str(name)] for name in told.sent.artwork[seen]], np.int64)
    row = np.searchsorted(view.indptr, picture, "right") - 1
    names, who = np.unique(told.sent.who[told.sent.page[seen]].astype(str), return_inverse=True)
    propensity = np.clip(told.sent.artwork_propensity[seen].astype(np.float64), 1e-6, 1.0)
    default = picture == view.indptr[row]
    reward = rewards({name: column[seen] for name, column in told.signs.items()})
    return view, Logged(who.astype(np.int64), row, picture, default, propensity, reward), names


def effects(home: Home) -> dict[str, Any]:
    """What pictures add over the items' defaults, and which properties of pictures help whom; where the log holds too
    little exploration, why nothing is said."""
    view, log, names = logged(home)
    several = np.diff(view.indptr)[log.row] > 1
    log = log.take(several)
    found = over_default(log)
    told: dict[str, Any] = {"impressions": len(log), "explored_share": _share(log.propensity < EXPLORED)}
    if isinstance(found, Refusal):
        return {**told, "refused": found.reason, "over_default": None, "properties": []}
    return {**told, "refused": "", "over_default": asdict(found), "properties": properties(home, view, log, names)}


def properties(home: Home, view: ArtworkView, log: Logged, names: NDArray[Any]) -> list[dict[str, Any]]:
    """Within items, pictures that show something beside those that do not: the difference of mean rewards with members
    who lean to it and with the others; the surest first."""
    leans = leanings(home, view, names)
    shown = np.unique(view.code[np.unique(log.picture)])
    lines = []
    for code in shown[shown < view.n_labels].tolist():
        has = (view.code[log.picture] == code).any(axis=1)
        kept = within_items(log, has)
        has = (view.code[kept.picture] == code).any(axis=1) if len(kept) else np.zeros(0, bool)
        kind, name = view.label(code)
        for whom, group in (("who lean to it", leans[kept.who, code] > 0), ("others", leans[kept.who, code] <= 0)):
            if min((group & has).sum(), (group & ~has).sum()) >= LEAST:
                found = contrast(kept, group & has, group & ~has)
                lines.append({"kind": kind, "name": name, "with": whom, **asdict(found)})
    return sorted(lines, key=lambda one: -_sureness(one))[:MOST_PROPERTIES]


def _sureness(line: dict[str, Any]) -> float:
    return abs(float(line["effect"])) / max(float(line["high"]) - float(line["low"]), 1e-9)


def leanings(home: Home, view: ArtworkView, names: NDArray[Any]) -> Floats:
    """(members, labels + 1) what draws each of them, by label."""
    world, found = home.live.world(), np.zeros((len(names), view.n_labels + 1), np.float32)
    for n, name in enumerate(names.tolist()):
        profile, _ = home.profile(name)
        found[n] = leaning_of(situate(home.member(name), profile, Context(at=home.now()), world), view).direct
    return np.asarray(found, np.float64)


def item_pictures(home: Home, item: str) -> dict[str, Any]:
    """An item's pictures with what each did: for everybody, by the genre that the member leans to most, and as learned.

    Raises:
        UnknownName: there is no such item.
    """
    held = _held(home, item)
    view, log, names = logged(home)
    row = view.catalog.row_of[item]
    log = log.take(log.row == row)
    mine, who = np.unique(log.who, return_inverse=True)
    genres = leanings(home, view, names[mine])[:, : view.offsets[1]]
    taste = np.where(genres.max(axis=1, initial=0.0) > 0, genres.argmax(axis=1) if genres.shape[1] else 0, -1)
    learned = learned_of(home.live.world().snapshot.learned)
    known = lay(view, learned) if learned else None
    lines = []
    for n, picture in enumerate(pictures_of(held)):
        number = int(view.indptr[row]) + n
        here = log.picture == number
        told: dict[str, float | None] = {"above": None, "low": None, "high": None}
        if known is not None and known.seen[number]:
            above, doubt = float(known.always[number]), float(np.sqrt(known.spread[number, 0]))
            told = {"above": above, "low": above - 1.96 * doubt, "high": above + 1.96 * doubt}
        lines.append({
            **_record(picture), **_did(log.reward[here]), "explored_share": _share(log.propensity[here] < EXPLORED),
            "learned": told, "tastes": _tastes(view, log.reward[here], taste[who[here]]),
        })  # fmt: skip
    return {
        "item": item, "title": held.title, "impressions": len(log), "pictures": lines,
        "explored_share": _share(log.propensity < EXPLORED), "exploration": home.settings.artwork.exploration,
    }  # fmt: skip


def _tastes(view: ArtworkView, reward: Floats, taste: Ints) -> list[dict[str, Any]]:
    groups, sizes = np.unique(taste, return_counts=True)
    order = np.argsort(-sizes, kind="stable")[:MOST_TASTES]
    return [
        {"taste": view.label(int(groups[n]))[1] if groups[n] >= 0 else "", **_did(reward[taste == groups[n]])}
        for n in order
    ]


def _did(reward: Floats) -> dict[str, Any]:
    """Impressions, their mean reward and its 95 % interval."""
    n = len(reward)
    if n < 2:
        return {"impressions": n, "reward": float(reward.mean()) if n else None, "low": None, "high": None}
    mean, error = float(reward.mean()), float(np.sqrt((reward.var(ddof=1) + 1.0 / n) / n))
    return {"impressions": n, "reward": mean, "low": mean - 1.96 * error, "high": mean + 1.96 * error}


def _share(mask: NDArray[np.bool_]) -> float:
    return float(mask.mean()) if len(mask) else 0.0


def _record(picture: Artwork) -> dict[str, Any]:
    shows = (*picture.people, *picture.genres, *picture.themes)
    return {
        "artwork": picture.artwork, "url": artwork_url(picture.artwork), "kind": picture.kind,
        "canvas": picture.canvas, "shows": shows, "approved": picture.approved, "pinned": picture.pinned,
    }  # fmt: skip


def _held(home: Home, item: str) -> Item:
    found = home.store.item(item)
    if found is None:
        raise UnknownName(f"no item '{item}'", "'matinee search' finds items by their words")
    return found[1]


def act_on_picture(home: Home, item: str, artwork: str, action: str) -> dict[str, Any]:
    """Approve, pin, unpin or retire a picture of an item; in force from the next page on.

    Raises:
        UnknownName: no such item, or it has no such picture.
        InvalidInput: no such action, or the last picture that may be shown would go.
    """
    held = _held(home, item)
    pictures = tuple(pictures_of(held))
    if artwork not in {one.artwork for one in pictures}:
        raise UnknownName(f"'{held.title}' has no picture '{artwork}'", "GET /v1/items/ITEM/artwork lists them")
    if action not in ACTIONS:
        raise InvalidInput(f"action '{action}'", f"there are {', '.join(ACTIONS)}")
    given = {"approve": {"approved": True}, "retire": {"approved": False, "pinned": False},
             "pin": {"approved": True, "pinned": True}, "unpin": {"pinned": False}}[action]  # fmt: skip
    changed = tuple(
        msgspec.structs.replace(one, item=item, **given) if one.artwork == artwork else one for one in pictures
    )
    if not any(one.approved for one in changed):
        raise InvalidInput(f"'{artwork}' is the last picture of '{held.title}'", "approve another one first")
    home.put_items([msgspec.structs.replace(held, artwork=changed)])
    return {"item": item, "pictures": [_record(one) for one in changed]}
