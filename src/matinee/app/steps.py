"""Steps down: a member's page in whatever is left to make it from; never no page at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final, Literal

import msgspec
import structlog

from matinee.app import pages
from matinee.app.home import Home
from matinee.core.clock import to_iso
from matinee.core.decision import Basis
from matinee.core.errors import InvalidInput, StoreError, UnknownName
from matinee.core.ids import new_id
from matinee.core.profile import Profile
from matinee.core.settings import RankingSettings
from matinee.core.values import Context, Member, Page

log = structlog.get_logger("matinee.pages")

Step = Literal["live", "last-good", "popular", "static"]
STEPS: Final[tuple[Step, ...]] = ("live", "last-good", "popular", "static")
"""From whole to least: everything works; the current snapshot cannot be read and an older one serves; the page is made
for somebody unknown (nothing learned yet, or this member's cannot be made); the last page made for anybody."""


ANYBODY: Final = Member(member="", maturity=0, kids=True)
"""What a child may see, anybody may."""


class Steps:
    """Pages of a home that go down step by step, and say on which they stand.

    Args:
        home: the open home.
        noted: called with the step of each page, for a metric.
    """

    def __init__(self, home: Home, noted: Callable[[Step], None] = lambda step: None) -> None:
        self._home = home
        self._noted = noted
        self._kept: Page | None = None
        self._kept_of = ""

    def page(self, member: str, context: Context) -> tuple[Page, Step]:
        """The member's page and the step it stands on.

        Raises:
            InvalidInput, UnknownName: the request is at fault, not the home.
        """
        page, step = self._best(member, context)
        self._noted(step)
        return page, step

    def _best(self, member: str, context: Context) -> tuple[Page, Step]:
        try:
            page, step = self._home.page(member, context), self._whole()
            self._keep(context)
            return page, step
        except (InvalidInput, UnknownName):
            raise
        except Exception as error:
            log.error("page failed", step="live", exc_info=error)
        try:
            return self._plain(self._record(member), context), "popular"
        except Exception as error:
            log.error("page failed", step="popular", exc_info=error)
        at, rows = to_iso(context.at), self._kept.rows if self._kept else ()
        return Page(decision=new_id(), member=member, at=at, snapshot="none", policy="static", rows=rows), "static"

    def _whole(self) -> Step:
        """What a page that was made as it should be rests on."""
        named, used = self._home.live.versions.snapshot, self._home.live.shown().snapshot.version
        if used == "none":
            return "popular"
        return "live" if named == used else "last-good"

    def _keep(self, context: Context) -> None:
        """Make the page for the last step ahead of need, once a snapshot."""
        version = self._home.live.shown().snapshot.version
        if version != self._kept_of:
            self._kept_of = version
            self._kept = self._plain(ANYBODY, context)

    def _record(self, member: str) -> Member:
        """The member's record, or that of a child where it cannot be read."""
        try:
            return self._home.member(member)
        except StoreError:
            return msgspec.structs.replace(ANYBODY, member=member)

    def _plain(self, member: Member, context: Context) -> Page:
        """A page that asks nothing of profile, log or a scorer of one's own; it is not logged."""
        world = self._home.live.shown()
        settings = msgspec.structs.replace(world.settings, ranking=RankingSettings())
        profile = Profile(member.member)
        given = pages.context_of(member, profile, context)
        return pages.make(profile, given, replace(world, settings=settings), Basis(member=member)).page
