"""Pages: a member and a context in; the page, its decision for the log, and the same page again from the log out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote

import msgspec

from matinee.app.artwork import choose_artwork
from matinee.app.live import settings_of
from matinee.app.nearline import read_nearline
from matinee.catalog.view import CatalogView, build_view
from matinee.core.clock import DAY, local
from matinee.core.decision import Basis, Decision
from matinee.core.errors import UnknownName
from matinee.core.ids import new_id, seed_of
from matinee.core.profile import Profile
from matinee.core.values import Context, Member, Page
from matinee.serving.extend import extend
from matinee.serving.home import decide, page_of
from matinee.serving.plan import Plan, plan
from matinee.serving.situate import World, situate
from matinee.storage import snapshots
from matinee.storage.store import Store
from matinee.table.situation import Situation


@dataclass(frozen=True)
class Made:
    """A page with everything that explains it; its words are written when they are read."""

    situation: Situation
    plan: Plan
    decision: Decision

    @cached_property
    def page(self) -> Page:
        """The page as the doors answer it."""
        return page_of(self.situation, self.decision, artwork_url)


def artwork_url(artwork: str) -> str:
    """Where a picture lies: a fixed address."""
    return f"/artwork/{quote(artwork, safe='')}"


def context_of(member: Member, profile: Profile, given: Context) -> Context:
    """The context with what the member's record adds: zone, country, language; the seed is the member's day."""
    zone = given.time_zone or member.time_zone
    day = local(given.at, zone) // DAY
    return msgspec.structs.replace(
        given,
        time_zone=zone,
        country=given.country or member.country,
        language=given.language or member.language or "en",
        seed=seed_of(profile.who or member.member, day),
    )


def make(profile: Profile, context: Context, world: World, basis: Basis, decision: str = "") -> Made:
    """A page for the member whose record the basis holds; where nothing is personal, that of somebody unknown."""
    if not world.settings.ranking.personal:
        profile = Profile(profile.who)
    situation = situate(basis.member, profile, context, world)
    made = plan(situation)
    decided = decide(situation, made, basis, decision or new_id(), choose_artwork)
    return Made(situation, made, decided)


@lru_cache(maxsize=4)
def catalog_as_of(store: Store, version: int) -> CatalogView:
    """The catalogue as it was at a version; the latest few that were asked for are kept."""
    return build_view([(row, item) for row, _, item in store.items_as_of(version)])


def world_of(store: Store, decision: Decision, now: World, catalog: int) -> World:
    """The world in which a decision was made, read from the log where it is not that of `now` (catalogue version
    `catalog`).

    Raises:
        UnknownName: its settings were not kept.
        SnapshotError: its snapshot is gone.
    """
    settings = settings_of(store, decision.basis.settings)
    if settings is None:
        raise UnknownName(f"the settings of decision {decision.id} were not kept")
    view = now.catalog
    if decision.basis.catalog != catalog:
        view = catalog_as_of(store, decision.basis.catalog)
    snapshot = now.snapshot
    if snapshot.version != decision.snapshot:
        empty = decision.snapshot == "none"
        snapshot = type(snapshot).empty() if empty else snapshots.read(store.home / "snapshots", decision.snapshot)
    return World(view, snapshot, read_nearline(store, decision.basis.nearline), settings)


def rebuild(decision: Decision, profile: Profile, then: World) -> Made:
    """A served page made again from log and snapshot; it equals the served one in every slot."""
    made = make(profile, decision.context, then, decision.basis, decision.id)
    for row, columns in decision.loads:
        made = longer(made, row, columns)
    return made


def longer(made: Made, row: int, columns: int) -> Made:
    """The page with up to `columns` more in one row; what was sent before keeps its place."""
    decision = extend(made.situation, made.plan, made.decision, row, columns, choose_artwork)
    return Made(made.situation, made.plan, decision)
