"""Publishing: a home in; learned from its log, promoted, its profiles packed and its full days sealed, out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import msgspec

from matinee.app import promotion
from matinee.app.given import read_given
from matinee.app.home import Home
from matinee.app.judged import judged as judged_slots
from matinee.app.learn import Learned, Material, Tell, learn, place_items
from matinee.app.learned import LEARNERS, Lessons, learn_from_log, learn_parts
from matinee.app.shop_lessons import in_season_order
from matinee.app.slots import in_columns
from matinee.core.clock import DAY

LOOK_BACK: Final = 28 * DAY
"""Pages of these last days teach."""
KEEP_OPEN = 14 * DAY
"""Days this near to the home's now stay in SQLite: the near-line counts read them there."""


def learn_and_publish(home: Home, tell: Tell, *, judged: bool = True) -> Learned:
    """Fit from the log of everybody who consents and make the result current; serving takes it up at once.

    judged: measure quality on a time split as well.
    """
    world = home.live.world()
    with home.store.reading() as reader:
        links = reader.execute("SELECT anonymous, member FROM links").fetchall()
    log = home.store.duck()
    silent = [member.member for member in home.store.members() if not member.consent]
    if silent:
        log.execute("ALTER VIEW events RENAME TO all_events")
        log.execute("CREATE TABLE silent AS SELECT unnest($1) AS member", [silent])
        log.execute("CREATE VIEW events AS SELECT * FROM all_events WHERE who NOT IN (SELECT member FROM silent)")
    try:
        place_items(log, world.catalog, links)
        learned = learn(Material(log, world.catalog, home.settings), tell, judged=judged)
        parts = {**learn_from_log(home, log), **read_given(home, log)}
        if LEARNERS and home.store.n_decisions():
            tell("learning from what was shown")
            seen = judged_slots(home, home.now() - LOOK_BACK, log)
            parts |= learn_parts(Lessons(home, seen, learned.touched, learned.snapshot))
        ordered = in_season_order(learned.snapshot, parts.get("shop.season"))
        candidate = replace(ordered, learned={**ordered.learned, **parts})
        tell("judging it against the one in use")
        material = Material(log, world.catalog, home.settings)
        said = promotion.gate(home, material, candidate, learned.touched) if judged else promotion.UNJUDGED
    finally:
        log.close()
    tell("publishing")
    if judged:
        promotion.settle(home)
        said = promotion.canary_first(home, said)
    version = promotion.publish(home, candidate, said)
    told = {"snapshot": version, **msgspec.structs.asdict(said)}
    return replace(learned, snapshot=replace(candidate, version=version), said=told)


def seal(home: Home, tell: Tell) -> int:
    """Pack the profiles of members with unsealed events, then seal full days older than two weeks; rows sealed."""
    tell("packing profiles")
    before, up_to = home.now() - KEEP_OPEN, home.store.last_seq()  # what comes later is in no packed profile yet
    pack_before(home, before)
    tell("sealing full days")
    home.store.pack_slots(in_columns(home))
    return sum(segment.n_rows for segment in home.store.seal(up_to, before=before))


def pack_before(home: Home, before: int) -> None:
    """Pack the profile of everybody with an event before a time (UTC microseconds) that is not sealed yet."""
    with home.store.reading() as reader:
        whose = [row[0] for row in reader.execute("SELECT DISTINCT who FROM events WHERE at < ?", (before,))]
    home.profiles.pack_all(whose, home.row_of)


def summary(learned: Learned, version: str) -> dict[str, Any]:
    """What `matinee learn --json` prints."""
    quality = learned.quality
    return {
        "snapshot": version,
        "learn_seconds": round(learned.seconds, 3),
        "evidence": dict(learned.snapshot.evidence),
        "quality": {"split": "time", "n_members": quality.n_members, **quality.rules},
        "promotion": learned.said,
    }
