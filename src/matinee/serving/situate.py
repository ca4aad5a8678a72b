"""Situating: a member's profile and the circumstances in, one situation for all stages of the table out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.families import next_part
from matinee.catalog.view import CatalogView
from matinee.core.profile import Profile
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Member
from matinee.members.touches import merge_touches
from matinee.table.candidates.filters import HOUSE, apply
from matinee.table.marks import NO_MARKS, Marks, build_marks, marked
from matinee.table.ranking.taste import finished, share_watched, taste_of
from matinee.table.situation import Situation, Taste

PLAYABLE: Final = tuple(rule for rule in HOUSE if rule.name in ("available", "maturity", "country", "stock"))
"""What a part must pass to be played."""


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for every request until something is published: catalogue, snapshot, near-line, settings."""

    catalog: CatalogView
    snapshot: Snapshot
    nearline: Nearline
    settings: Settings
    marks: Marks = NO_MARKS  # of this catalogue

    def __post_init__(self) -> None:
        if self.marks is NO_MARKS:
            object.__setattr__(self, "marks", build_marks(self.catalog))


def situate(member: Member, profile: Profile, context: Context, world: World) -> Situation:
    """One request as a value. Touches of episodes and variants count for the family that stands on the page."""
    catalog, settings, touched = world.catalog, world.settings, None
    known = profile.touches["row"] < len(catalog)
    profile = profile if known.all() else replace(profile, touches=profile.touches[known])
    rows = profile.touches["row"]
    if (catalog.family[rows] != rows).any():
        done = rows[finished(profile.touches, share_watched(catalog, profile.touches), settings)]
        profile, taste = roll_up(profile, context, world, done)
    else:
        touched = marked(world.marks, rows)
        taste = taste_of(profile, (catalog, world.snapshot, world.marks), context, settings, touched)
        done = rows[taste.done]
    parts = (member, profile, taste, context, catalog, world.snapshot, world.nearline, settings, world.marks, done)
    return Situation(*parts, {"marked": touched} if touched is not None else {})


def roll_up(profile: Profile, context: Context, world: World, done: NDArray[np.int32]) -> tuple[Profile, Taste]:
    """The profile by family: touches of parts merged into their family, done only when every part of it is
    `done`; a series that is being watched is not done because a part of it was rated."""
    families = world.catalog.families
    ended = np.bincount(families.family[done], minlength=len(world.catalog))
    touches = profile.touches.copy()
    touches["row"] = families.family[touches["row"]]
    merged = merge_touches(np.zeros(len(touches), np.int64), touches)[1]
    rolled = replace(profile, touches=merged)
    parts = (world.catalog, world.snapshot, world.marks)
    whole = taste_of(rolled, parts, context, world.settings, marked(world.marks, merged["row"]))
    wanted = np.maximum(families.starts[merged["row"] + 1] - families.starts[merged["row"]], 1)
    judged = np.isfinite(merged["rating"]) | (merged["purchases"] > 0)
    over = (ended[merged["row"]] >= wanted) | (judged & ((wanted == 1) | (merged["plays"] == 0)))
    progress = np.where(over, 1.0, np.where(whole.progress > 0, np.clip(whole.progress, 0.03, 0.99), 0.0))
    return rolled, replace(
        whole, done=over, progress=progress, ahead=parts_ahead(profile, world, merged["row"], wanted)
    )


def parts_ahead(
    profile: Profile, world: World, rows: NDArray[np.int32], wanted: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(k,) how many parts of these families, of so many `wanted`, stand behind the part that was played last."""
    families, touches = world.catalog.families, profile.touches
    played = touches[touches["plays"] > 0]
    played = played[np.argsort(played["played_at"], kind="stable")]
    number = np.zeros(len(world.catalog), np.int64)
    number[families.parts] = np.arange(len(families.parts)) - families.starts[families.family[families.parts]]
    reached = np.zeros(len(world.catalog), np.int64)
    reached[families.family[played["row"]]] = number[played["row"]] + 1  # the one played last is written last
    return np.where(wanted > 1, np.maximum(wanted - reached[rows], 0), 1)


def next_to_play(s: Situation, row: int) -> int:
    """What plays when this item is chosen: the next unfinished part of its family, else the item itself."""
    parts = s.catalog.families.parts_of(row)
    if len(parts) == 0 or (len(parts) == 1 and parts[0] == row):
        return row
    playable = np.zeros(s.n, bool)
    playable[parts[apply(PLAYABLE, s, parts).kept]] = True
    following = next_part(parts, s.finished, playable)
    return following if following >= 0 else row
