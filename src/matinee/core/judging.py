"""Settings of the verdict: what a success is worth, when a word is sure, when an alarm is raised, what is promoted."""

from __future__ import annotations

from typing import Annotated

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, msgspec.Meta(gt=0.0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class RewardWeights(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"give_back": "return"}
):
    """What each sign adds to the reward of a slot; a sign that is 0 is only reported. Penalties are negative. margin:
    the share of a purchase's worth that goes by what is earned on it; 0 counts every purchase alike."""

    play: float = 0.3
    completion: float = 0.5
    thumb: float = 0.2
    rating: float = 0.2
    purchase: float = 1.0
    give_back: float = -0.8
    abandonment: float = -0.2
    dismissal: float = -1.0
    margin: Share = 0.0

    def of(self, sign: str) -> float:
        """The weight of a sign by its name, as "return"."""
        return float(getattr(self, "give_back" if sign == "return" else sign))


class VerdictTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where failing begins at the latest (relative success), how sure a word must be, and how far healthy things stray.

    Where healthy groups differ much by themselves (no score was logged, so that to whom it was shown is known poorly),
    failing begins lower: `stray` of their standard deviations below their median.
    """

    fails_below: Positive = 0.8
    surely: Share = 0.8
    stray: Positive = 1.1


class HealthTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When an alarm is raised.

    surprise: chance of a false alarm in one run over all items; ratio: and at most this share of what was foreseen;
    drift: standard deviation by which a healthy item's success moves from day to day, at least (the days before may
    say more); swing: likewise a device's odds in the feed; recent: days that a device is held against; feed_ratio: as
    ratio; repeats: share of repeated events that is still ordinary; learn_seconds: the oldest a snapshot may be.
    """

    surprise: Positive = 3e-3
    ratio: Share = 0.5
    drift: Positive = 0.1
    swing: Positive = 0.08
    recent: Count = 7
    feed_ratio: Share = 0.75
    repeats: Share = 0.01
    learn_seconds: Positive = 2 * 86_400.0


class VisibilityTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is enough: members reached, a new title's days of grace, how far right, and its audience's share."""

    reached: Count = 20
    grace_days: Positive = 3.0
    new_days: Positive = 28.0
    low_column: Positive = 8.0
    audience_lift: Share = 0.8


class VerdictSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words and alarms. settle_hours: how old a slot must be before it may be called a failure; segments: how many
    groups of members by taste are told apart; days: how far back the reports look (0: the whole log); webhook: where
    alarms are sent as JSON ("" for nowhere)."""

    words: VerdictTerms = VerdictTerms()
    health: HealthTerms = HealthTerms()
    visibility: VisibilityTerms = VisibilityTerms()
    settle_hours: Annotated[float, msgspec.Meta(ge=0.0)] = 24.0
    segments: Count = 6
    days: Count = 0
    webhook: str = ""


class PromotionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When what was learned is served. margin: the share of the current snapshot's quality that may be lost at most;
    least: members below whom a time split proves nothing; canary_share of members get a new snapshot first, for
    canary_hours, where at least canary_members saw a page in the week before."""

    gate: bool = True
    margin: Share = 0.1
    least: Count = 50
    canary_share: Annotated[float, msgspec.Meta(ge=0.0, le=0.5)] = 0.1
    canary_hours: Positive = 24.0
    canary_members: Count = 1_000
