"""Taste: a profile's touches in, how much each item was liked and which labels that speaks for out."""

from __future__ import annotations

from functools import lru_cache
from re import escape, finditer
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.core.clock import DAY, MINUTE, SECOND, hour_of_week
from matinee.core.profile import Profile, Touches, device_code
from matinee.core.settings import Settings
from matinee.core.snapshot import Snapshot
from matinee.core.values import Context
from matinee.table.marks import Marked, Marks, by_mark
from matinee.table.situation import Taste

TYPICAL_SECONDS: Final = {"film": 6_000.0, "episode": 2_400.0, "series": 2_400.0}
OTHER_SECONDS: Final = 1_800.0
SHRINK: Final = 5.0
"""Pseudo-weight that pulls affinities of short histories towards nothing."""
SEARCH_DAYS: Final = 7
SESSION_ACTS: Final = 50
"""Acts of a session that are looked at, at the most."""


def known_or_0(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values, 0 in place of NaN."""
    return np.where(values == values, values, 0.0)


def expected_seconds(catalog: CatalogView, rows: NDArray[np.int32]) -> NDArray[np.float64]:
    """How long these items run: their own length, else what is usual for their kind."""
    known = catalog.seconds[rows].astype(np.float64)
    unknown = np.isnan(known)
    if unknown.any():
        kinds = catalog.kinds
        usual = np.array([TYPICAL_SECONDS.get(kind, OTHER_SECONDS) for kind in kinds.names])
        known[unknown] = usual[kinds.indices[kinds.indptr[rows[unknown]]]]
    return np.maximum(known, 1.0)


def share_watched(catalog: CatalogView, touches: Touches) -> NDArray[np.float64]:
    """Part of each touched item that was watched, (t,), from 0; above 1 where it was watched again."""
    most = np.maximum(touches["seconds"], known_or_0(touches["position"]))
    return np.asarray(most / expected_seconds(catalog, touches["row"]), np.float64)


def finished(touches: Touches, share: NDArray[np.float64], settings: Settings) -> NDArray[np.bool_]:
    """(t,) watched to the end, rated or bought."""
    watched = (touches["plays"] > 0) & (share >= settings.feedback.finished_share)
    return np.asarray(watched | np.isfinite(touches["rating"]) | (touches["purchases"] > 0), np.bool_)


def ratings_liking(touches: Touches) -> NDArray[np.float64]:
    """Ratings as liking: distance from the member's own mean, shrunk towards 3.5, in steps of the usual spread."""
    rating = touches["rating"]
    known = np.isfinite(rating)
    mean = (rating[known].sum() + SHRINK * 3.5) / (known.sum() + SHRINK)
    return np.where(known, np.clip((known_or_0(rating) - mean) / 1.5 + 0.3, -2.0, 2.0), 0.0)


def liking_of(touches: Touches, share: NDArray[np.float64], now: int, settings: Settings) -> NDArray[np.float64]:
    """How much each touched item was liked, (t,), about [-2, 2]: explicit words and deeds, weighted by the settings.

    `share` (t,) is the part of the item that was watched. A play left early counts against the item once the session
    is over.
    """
    weigh = settings.profile.weights
    over = now - touches["played_at"] > settings.profile.session_minutes * MINUTE
    early = (
        (touches["plays"] > 0)
        & (touches["seconds"] < settings.feedback.abandoned_seconds)
        & (touches["seconds"] > 0)
        & over
    )
    play = np.where(early, -0.5, np.clip(share, 0.0, 1.0) + 0.2 * (touches["plays"] > 0))
    listed = touches["listed_at"] > touches["unlisted_at"]
    unlisted = (touches["unlisted_at"] > 0) & ~listed
    dismissed = touches["dismissed_at"] > touches["played_at"]
    liking: NDArray[np.float64] = (
        weigh.rate * ratings_liking(touches)
        + weigh.thumb * known_or_0(touches["thumb"])
        + weigh.rank * known_or_0(2 * touches["ranked"] - 0.6)
        + weigh.play * play
        + weigh.list_add * listed
        + weigh.list_remove * unlisted
        + weigh.open * np.minimum(touches["opens"], 2)
        + weigh.dwell * np.minimum(touches["dwell"] / 10.0, 1.0)
        + weigh.purchase * np.log2(1 + touches["bought"])
        + weigh.cart_add * (touches["carted"] > 0)
        + weigh.returned * (touches["returned"] > 0)
        + weigh.scroll * np.minimum(touches["scrolled"], 10)
        + weigh.dismiss * dismissed
    )
    return liking


def alike_now(touches: Touches, context: Context) -> NDArray[np.float64]:
    """How alike the moment of each touch is to now: nearness of daypart, weekend and device, in [0, 1]."""
    here = hour_of_week(context.at, context.time_zone)
    hour = touches["hour"].astype(np.int64)
    apart = np.abs(hour % 24 - here % 24)
    apart = np.minimum(apart, 24 - apart)
    daypart = np.exp(-((apart / 3.0) ** 2))
    weekend = np.where((hour // 24 >= 5) == (here // 24 >= 5), 1.0, 0.6)
    device = np.where(touches["device"] == device_code(context.device), 1.0, 0.5)
    return np.where(hour >= 0, daypart * weekend * device, 0.0)


def session_of(touches: Touches, now: int, minutes: float) -> NDArray[np.bool_]:
    """(t,) acted on in the session so far: acts that follow each other with less than `minutes` between, back from now;
    what was watched in one play takes its seconds."""
    gap = minutes * MINUTE
    acted = touches["acted_at"]
    watched = np.where(touches["plays"] == 1, touches["seconds"], 0.0) * SECOND
    order = np.argsort(-acted, kind="stable")[:SESSION_ACTS]
    starts = acted[order] - np.where(touches["played_at"][order] == acted[order], watched[order], 0.0)
    reached = np.minimum.accumulate(np.r_[float(now), starts[:-1]]) if len(order) else np.zeros(0)
    within = np.logical_and.accumulate((acted[order] > 0) & (reached - acted[order] < gap))
    found = np.zeros(len(touches), np.bool_)
    found[order[within]] = True
    return found


def ignored_of(touches: Touches, now: int, days: float) -> NDArray[np.int64]:
    """Impressions within the last `days` that no deliberate act followed, (t,)."""
    since = np.maximum(touches["acted_at"], int(now - days * DAY))
    return np.asarray((touches["shown"] > since[:, None]).sum(axis=1), dtype=np.int64)


@lru_cache(maxsize=16)
def searchable(names: tuple[str, ...]) -> tuple[str, NDArray[np.int64]]:
    """All names as one folded text, and where each begins in it."""
    folded = [f"{name.casefold()}\n" for name in names]
    return "".join(folded), np.cumsum([0, *map(len, folded)])[:-1]


def asked_codes(labels: Labels, profile: Profile, now: int) -> NDArray[np.int64]:
    """Codes of the labels that the member's searches of the last week named."""
    asked = {query.casefold().strip() for at, query in profile.searches if now - at < SEARCH_DAYS * DAY}
    found: set[int] = set()
    for query in asked:
        if len(query) > 2 and labels.names:
            text, starts = searchable(labels.names)
            found |= {int(np.searchsorted(starts, m.start(), "right")) - 1 for m in finditer(escape(query), text)}
    return np.array(sorted(found), np.int64)


def taste_of(
    profile: Profile, world: tuple[CatalogView, Snapshot, Marks], context: Context, settings: Settings, touched: Marked
) -> Taste:
    """Profile -> Taste at `context.at`; `touched` are the marks of its touches. Affinity to a genre is measured
    against what everyone likes."""
    catalog, snapshot, marks = world
    touches = profile.touches
    share = share_watched(catalog, touches)
    liking = liking_of(touches, share, context.at, settings)
    age_days = (profile.last_at - touches["last_at"]) / DAY
    weight = liking * np.exp2(-age_days / settings.profile.half_life_days)
    total = float(np.abs(weight).sum())
    leaning = by_mark(marks, touched, weight) / (total + SHRINK)
    genres, tags, people = (leaning[marks.first[n] : marks.first[n + 1]] for n in range(3))
    n_shared = min(len(genres), len(snapshot.genre_share))
    genres[:n_shared] -= snapshot.genre_share[:n_shared] * total / (total + SHRINK)
    for labels, vector in ((catalog.genres, genres), (catalog.people, people), (catalog.tags, tags)):
        if profile.searches:
            vector[asked_codes(labels, profile, context.at)] += settings.profile.weights.search
    liked = np.maximum(weight, 0.0)
    alike = weight * alike_now(touches, context)
    return Taste(
        liking=liking,
        weight=weight,
        session=session_of(touches, context.at, settings.profile.session_minutes),
        done=finished(touches, share, settings),
        progress=np.where(touches["plays"] > 0, np.minimum(share, 1.0), 0.0),
        ignored=ignored_of(touches, context.at, settings.page.cap_days),
        listed=touches["listed_at"] > touches["unlisted_at"],
        genres=genres,
        people=people,
        tags=tags,
        here=by_mark(marks, touched, alike)[: marks.first[1]] / (float(np.abs(alike).sum()) + SHRINK),
        year=mean_year(catalog.year.take(touches["row"]), liked),
        ahead=np.ones(len(touches), np.int64),
    )


def mean_year(year: NDArray[np.int16], liked: NDArray[np.float64]) -> float:
    """The mean year (t,) of what was liked, by how much; NaN where none is known."""
    much = np.where(year > 0, liked, 0.0)
    total = float(much.sum())
    return float(much @ year) / total if total > 0 else float("nan")
