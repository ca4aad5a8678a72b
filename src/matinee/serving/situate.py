"""Situating: a member's profile and the circumstances in, one situation for all stages of the table out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from matinee.catalog.view import CatalogView
from matinee.core.profile import Profile
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Member
from matinee.members.touches import merge_touches
from matinee.table.ranking.taste import finished, share_watched, taste_of
from matinee.table.situation import Situation, Taste


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for every request until something is published: catalogue, snapshot, near-line, settings."""

    catalog: CatalogView
    snapshot: Snapshot
    nearline: Nearline
    settings: Settings


def situate(member: Member, profile: Profile, context: Context, world: World) -> Situation:
    """One request as a value. Touches of episodes and variants count for the family that stands on the page."""
    catalog, snapshot, settings = world.catalog, world.snapshot, world.settings
    known = profile.touches["row"] < len(catalog)
    profile = profile if known.all() else replace(profile, touches=profile.touches[known])
    rows = profile.touches["row"]
    if (catalog.family[rows] != rows).any():
        profile, taste = roll_up(profile, context, world)
    else:
        taste = taste_of(profile, catalog, snapshot, context, settings)
    return Situation(member, profile, taste, context, catalog, snapshot, world.nearline, settings)


def roll_up(profile: Profile, context: Context, world: World) -> tuple[Profile, Taste]:
    """The profile by family: touches of parts merged into their family, done only when every part is done."""
    families, rows = world.catalog.families, profile.touches["row"]
    done = finished(profile.touches, share_watched(world.catalog, profile.touches), world.settings)
    ended = np.bincount(families.family[rows[done]], minlength=len(world.catalog))
    touches = profile.touches.copy()
    touches["row"] = families.family[rows]
    merged = merge_touches(np.zeros(len(touches), np.int64), touches)[1]
    rolled = replace(profile, touches=merged)
    whole = taste_of(rolled, world.catalog, world.snapshot, context, world.settings)
    wanted = np.maximum(families.starts[merged["row"] + 1] - families.starts[merged["row"]], 1)
    over = (ended[merged["row"]] >= wanted) | np.isfinite(merged["rating"]) | (merged["purchases"] > 0)
    progress = np.where(over, 1.0, np.where(whole.progress > 0, np.clip(whole.progress, 0.03, 0.99), 0.0))
    return rolled, replace(whole, done=over, progress=progress)


def next_to_play(catalog: CatalogView, profile: Profile, taste: Taste, row: int) -> int:
    """What plays when this item is chosen: the item itself, or the next unfinished part of its family."""
    from_profile = profile.touches["row"][taste.done]
    parts = catalog.families.parts_of(row)
    waiting = [int(part) for part in parts if part not in from_profile]
    return waiting[0] if waiting else (int(parts[0]) if len(parts) else row)
