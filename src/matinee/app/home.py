"""A home directory opened: what every door calls, and nothing else does I/O for them."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from matinee.app import clock, nearline, pages
from matinee.app.ingest import Ingested, Intake
from matinee.app.live import Live
from matinee.app.pages import Made
from matinee.app.profiles import Profiles
from matinee.app.trials import Trials
from matinee.core import settings as toml
from matinee.core.clock import from_iso, wall_now
from matinee.core.decision import Basis, Decision
from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.profile import Profile
from matinee.core.values import Context, Event, Item, Member, Page, PageRow
from matinee.serving.situate import World
from matinee.storage import Appended, Store
from matinee.verdict.decisions import pack, unpack

COMMIT_WAITS: Final = 10
COMMIT_WAIT_SECONDS: Final = 0.05
"""How often, and how long each time, a decision that is not there is waited for: a commit takes some milliseconds."""
PAGES_KEPT: Final = 500
"""Pages kept in memory for the rows that are loaded later."""


class Home:
    """An open home. Every method may be called from any thread; each takes the world once and works on that value."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings = toml.load(path / "matinee.toml")
        self.store = Store.open(path, self.settings.server.queue_events)
        self.live = Live(self.store, self.settings)
        self.profiles = Profiles(self.store, self.settings.profile.half_life_days)
        self.clock = clock.start(self.settings.clock, self.store.latest_at())
        self.intake = Intake(self.store, self.settings.events, self.known, self.latest, self.clock.settle)
        self._made: OrderedDict[str, Made] = OrderedDict()
        self._lock, self._ticking = threading.Lock(), threading.Lock()
        self.trend = nearline.Trend(self.store)
        self.trials = Trials(self.store)
        self._edge = 0
        self._forgotten = self.live.versions.forgotten
        self._loading = threading.Lock()
        self.decisions_lost = 0

    def close(self) -> None:
        """Write what waits and let go of the files."""
        self.store.close()

    def now(self) -> int:
        """The home's now, UTC microseconds."""
        return self.clock.now()

    def stand_at(self, at: str) -> None:
        """The clock of a home of imported or simulated history (`clock = "data"`) stands at this ISO time from now on.

        Raises:
            InvalidInput: it is no time, or the home's clock is not one that is told.
        """
        if not at:
            return
        if self.settings.clock != "data":
            raise InvalidInput(
                "this home's clock is not told", 'set clock = "data" in matinee.toml, or leave `at` away'
            )
        self.clock = clock.standing_at(_time(at))

    def latest(self) -> int:
        """The later of the wall's and the home's now: no event may lie far ahead of it."""
        return max(wall_now(), self.now())

    def known(self) -> Mapping[str, int]:
        """The items there are: item id -> item row."""
        return self.live.world().catalog.row_of

    # ---- in ----

    def ingest(self, raw: bytes, content_type: str = "") -> Ingested:
        """Take live events that a device or a program sends; durable on return."""
        return self.intake.ingest(raw, content_type)

    def import_events(self, raw: bytes, content_type: str = "") -> Ingested:
        """The same for events of a file. Times of the past stay as they are; in a home whose clock stands at old
        data, a time of today is a live one and is dated by that clock."""
        return self.intake.ingest(raw, content_type)

    def append(self, events: Sequence[Event]) -> Appended:
        """Keep events that are checked already."""
        return self.store.append(events)

    def put_items(self, items: Sequence[Item]) -> int:
        """Add or replace items; in force from the next request on."""
        return self.store.put_items(items)

    def put_member(self, member: Member) -> None:
        """Add or replace a member's record."""
        self.store.put_members([member])

    # ---- known ----

    def row_of(self, item: str) -> int:
        """The row of an item, -1 where there is none."""
        return self.live.world().catalog.row_of.get(item, -1)

    def member(self, member: str) -> Member:
        """The record of a member; somebody without a record has the defaults."""
        return self.store.member(member) or Member(member=member)

    def profile(self, member: str) -> tuple[Profile, int]:
        """(profile, seq of its last event) of a member or guest, every acknowledged event in it.

        Who withdrew consent has the profile of somebody unknown, whatever the log still holds.
        """
        self._let_go()
        profile, seq = self.profiles.of(member, self.row_of)
        return (profile if self.member(member).consent else Profile(profile.who)), seq

    def _let_go(self) -> None:
        """Forget what is kept in memory once any process has forgotten somebody."""
        forgotten = self.live.now()[1].forgotten
        if forgotten != self._forgotten:
            self._forgotten = forgotten
            self.forget_pages()

    def tick(self) -> World:
        """The world of the moment, the near-line state counted anew when its bucket is over.

        One request counts; those that come meanwhile are served from the state before.
        """
        world, edge = self.live.world(), self.now() // nearline.BUCKET
        if edge == self._edge or not self._ticking.acquire(blocking=False):
            return world
        try:
            if edge == self._edge:
                return world
            state = self.trend.state(world.catalog, self.now())
            if len(state.rows):  # of two processes that count at the same time the first one's state holds for both
                kept = self.store.nearline_keep(f"trending:{state.version}", nearline.pack_nearline(state))
                state = nearline.unpack_nearline(kept)
            self.live.set_nearline(state)
            self._edge = edge
        finally:
            self._ticking.release()
        return self.live.world()

    # ---- out ----

    def make(self, member: str, context: Context | None = None) -> Made:
        """A page with everything that explains it; it is not logged."""
        self.tick()
        world, versions = self.live.now()
        profile, seq = self.profile(member)
        whole, guests = self.member(profile.who), self.store.linked(profile.who)
        given = context or Context(at=self.now())
        world, settings = self.trials.world(profile.who, world, versions.settings)
        basis = Basis(seq, versions.catalog, _version(world), settings, whole, guests)
        return pages.make(profile, pages.context_of(whole, profile, given), world, basis)

    def page(self, member: str, context: Context | None = None) -> Page:
        """The member's page, logged with the decision that it is."""
        return self.decided(member, context).page

    def decided(self, member: str, context: Context | None = None) -> Made:
        """The same for a caller who reads the slots and not the words."""
        made = self.make(member, context)
        self._keep(made)
        self._log(made.decision)
        return made

    def row(self, decision: str, row: int, columns: int = 20) -> PageRow:
        """A row of a served page with more columns, appended to its decision.

        Raises:
            UnknownName: no such page, or it has no such row.
        """
        with self._loading:
            self._let_go()
            made = self._made.get(decision)
            if made is None:  # what was sent stays, whatever would be made of it today
                made = replace(self.rebuilt(decision), decision=self.decision(decision))
            elif (logged := self._logged(decision)) and len(logged.loads) > len(made.decision.loads):
                made = replace(made, decision=logged)  # another process has appended to it
            made = pages.longer(made, row, columns)
            self._keep(made)
            self._log(made.decision)
        return made.page.rows[row]

    def _keep(self, made: Made) -> None:
        with self._lock:
            self._made[made.decision.id] = made
            if len(self._made) > PAGES_KEPT:
                self._made.popitem(last=False)

    def forget_pages(self) -> None:
        """Let go of every page and profile that is kept in memory."""
        with self._lock:
            self._made.clear()
        self.profiles.clear()

    def _log(self, decision: Decision) -> None:
        if not decision.basis.member.consent:  # nothing of them is kept
            return
        kept = self.store.put_decisions([(decision.id, decision.at, decision.who, pack(decision))])
        kept.add_done_callback(self._notice)

    def _notice(self, kept: Future[int]) -> None:
        """A page is answered before its decision is durable; one that could not be kept is counted and told."""
        error = kept.exception()
        if error is not None:
            self.decisions_lost += 1
            self.live.trouble = f"{self.decisions_lost} decisions could not be logged: {error}"

    def decision(self, decision: str) -> Decision:
        """A logged decision.

        Raises:
            UnknownName: there is none of that id.
        """
        found = self._logged(decision)
        for _ in range(COMMIT_WAITS):  # another process may have answered the page just now
            if found is not None:
                return found
            time.sleep(COMMIT_WAIT_SECONDS)
            found = self._logged(decision)
        raise UnknownName(f"no decision '{decision}'", "ids stand in the pages that were served")

    def _logged(self, decision: str) -> Decision | None:
        found = self.store.decision(decision)
        return unpack(found[3]) if found else None

    def rebuilt(self, decision: str) -> Made:
        """A served page made again from the log and the snapshot of then."""
        logged = self.decision(decision)
        basis = logged.basis
        profile = Profile(logged.who)
        if basis.member.consent:
            profile = self.profiles.as_of(logged.who, basis.seq, basis.guests, self.row_of)
        world, versions = self.live.now()
        return pages.rebuild(logged, profile, pages.world_of(self.store, logged, world, versions.catalog))

    def made(self, decision: str) -> Made:
        """A page with everything that explains it: from memory, else made again from the log."""
        self._let_go()
        return self._made.get(decision) or self.rebuilt(decision)

    def known_items(self, items: Sequence[str]) -> list[int]:
        """Rows of these items.

        Raises:
            UnknownName: one of them is not in the catalogue.
        """
        rows = [self.row_of(item) for item in items]
        for item, row in zip(items, rows, strict=True):
            if row < 0:
                raise UnknownName(f"no item '{item}'", "'matinee search' finds items by their words")
        return rows

    def similar(self, item: str, limit: int = 20) -> list[int]:
        """Item rows most like an item: what its viewers liked too, then what shares its genres and people."""
        world = self.live.world()
        row = int(world.catalog.family[self.known_items([item])[0]])
        rows, values = world.snapshot.linear.of(row)
        near, both = world.snapshot.together.of(row)
        score = np.zeros(len(world.catalog))
        score[near] += both / max(float(both.max(initial=1.0)), 1.0)
        score[rows] += np.maximum(values, 0.0) / max(float(values.max(initial=1e-9)), 1e-9)
        score += 0.2 * likeness(world, row)
        score[row] = 0.0
        score[~world.catalog.available[: len(score)]] = 0.0
        best = np.argsort(-score, kind="stable")[:limit]
        return [int(r) for r in best if score[r] > 0]


def likeness(world: World, row: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(n,) share of genres and people that each item has in common with one, in [0, 1]."""
    shared = np.zeros(len(world.catalog))
    for labels in (world.catalog.genres, world.catalog.people, world.catalog.tags):
        mine = labels.of(row)
        if len(mine):
            hit = np.isin(labels.indices, mine)
            shared += np.bincount(labels.rows()[hit], minlength=len(shared)) / len(mine) / 3.0
    return shared


def _time(text: str) -> int:
    """ISO 8601 -> UTC microseconds.

    Raises:
        InvalidInput: it is no time.
    """
    try:
        return from_iso(text)
    except ValueError as error:
        raise InvalidInput(f"{text!r} is no time", "write it like 2026-01-05T20:00:00Z") from error


def _version(world: World) -> int:
    return world.nearline.version if len(world.nearline.rows) else 0


def open_home(path: Path | str) -> Home:
    """Open a home directory; one that is not there is made by 'matinee init'.

    Raises:
        UnknownName: there is no such directory.
    """
    found = Path(path)
    if not found.is_dir():
        raise UnknownName(f"no home at {found}", f"make one: matinee init {found}")
    return Home(found)
