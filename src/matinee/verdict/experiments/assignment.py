"""Assignment: a member and an experiment's salt in, the arm out; the same answer everywhere and for ever."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from matinee.core.errors import InvalidInput
from matinee.core.ids import seed_of


class Arm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One arm: its name, its share of members, and what it changes (the first arm is control).

    settings: setting by its dotted name -> value, as "page.exploration"; "snapshot" names a published version.
    """

    name: str
    share: float
    settings: dict[str, str | float | int | bool | list[str]] = {}


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An experiment as stored. Times are UTC microseconds, 0 means not yet; guardrails: metric -> margin (share)."""

    experiment: str
    salt: str
    arms: tuple[Arm, ...]
    metric: str
    guardrails: dict[str, float] = {}
    started_at: int = 0
    stopped_at: int = 0
    winner: str = ""
    planned: float = 0.0  # members an arm at the planned end
    kind: str = "ab"  # or "hold-out": permanent; "canary": a new snapshot's first members; "interleave"
    default: bool = False  # the winner's settings hold for everybody

    def __post_init__(self) -> None:
        total = sum(arm.share for arm in self.arms)
        names = {arm.name for arm in self.arms}
        if len(self.arms) < 2 or len(names) < len(self.arms):
            raise InvalidInput(f"experiment '{self.experiment}' needs two or more arms of different names", "add one")
        if any(arm.share <= 0 for arm in self.arms) or total > 1 + 1e-9:
            raise InvalidInput(f"the arms' shares sum to {total:g}", "give shares above 0 that sum to at most 1")


def place(salt: str, member: str) -> float:
    """Where the member stands in [0, 1) under this salt; independent between salts.

    Source: Tang, Agarwal, O'Brien and Meyer (2010), Overlapping Experiment Infrastructure, KDD.
    """
    return seed_of(salt, member) / 2.0**63


def assign(experiment: Experiment, member: str) -> str:
    """The name of the member's arm, '' for members outside (shares that sum to less than 1).

    Example:
        >>> arms = (Arm(name="now", share=0.5), Arm(name="new", share=0.5))
        >>> test = Experiment(experiment="rows", salt="rows-1", arms=arms, metric="plays")
        >>> assign(test, "17") == assign(test, "17")
        True
    """
    at, reached = place(experiment.salt, member), 0.0
    for arm in experiment.arms:
        reached += arm.share
        if at < reached:
            return arm.name
    return ""


def assign_all(experiment: Experiment, members: Sequence[str]) -> list[str]:
    """The arm of each member, in order."""
    return [assign(experiment, member) for member in members]
