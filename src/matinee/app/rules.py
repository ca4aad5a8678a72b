"""What a rule of the house costs: a pin, boost or exclusion in; what it would change and who is displaced out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.judged import Judged, judged
from matinee.app.page_replay import remade, sample
from matinee.app.pages import Made
from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput, SnapshotError, UnknownName
from matinee.core.kinds import ROW_KINDS
from matinee.serving.plan import geometry
from matinee.table.page.attention import attention_of
from matinee.verdict.metrics.intervals import mean_interval

LOOK_BACK: Final = 28 * DAY
PAGES: Final = 200
"""Logged pages that are made again with and without the rule."""
LEAST_PAGES: Final = 30
LEAST_CHOICES: Final = 20
LEAST_SEEN: Final = 30
"""Evidence below which the log cannot say: pages, choices on pages, and times that a promoted item came into view."""
UNKNOWN: Final = "the log cannot say"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rule of the house: items pinned to a column, chances multiplied, items excluded, kinds of rows pinned to a
    place."""

    pin: dict[str, int] = {}
    boost: dict[str, float] = {}
    exclude: tuple[str, ...] = ()
    pin_row: dict[str, int] = {}

    def as_toml(self) -> str:
        """What stands in matinee.toml when the rule is saved, beside what stands there."""
        lines = [f"page.pinned_items.{_key(item)} = {column}" for item, column in self.pin.items()]
        lines += [f"page.boosts.{_key(item)} = {float(factor)}" for item, factor in self.boost.items()]
        lines += [f"page.pinned_rows.{_key(kind)} = {place}" for kind, place in self.pin_row.items()]
        return "\n".join(lines)


def _key(name: str) -> str:
    return msgspec.json.encode(name).decode()


@dataclass(frozen=True, slots=True)
class Success:
    """What the log says of seen slots: chosen per chance that was given, and how often each item row was seen."""

    rate: float
    choices: int
    seen: NDArray[np.int64]


def check(home: Home, rule: Rule) -> None:
    """Say what of a rule cannot be.

    Raises:
        InvalidInput: it is empty, a boost is not above 0, or a row kind or column cannot be.
        UnknownName: an item is not in the catalogue.
    """
    if not (rule.pin or rule.boost or rule.exclude or rule.pin_row):
        raise InvalidInput("the rule says nothing", "name an item to pin, boost or exclude, or a row to pin")
    home.known_items([*rule.pin, *rule.boost, *rule.exclude])
    for item, factor in rule.boost.items():
        if not 0.0 < factor <= 1_000.0:
            raise InvalidInput(f"{item} cannot be boosted by {factor:g}", "give a factor above 0, 1 changes nothing")
    for name, place in (*rule.pin.items(), *rule.pin_row.items()):
        if not 0 <= place < 100:
            raise InvalidInput(f"{name} cannot be pinned to {place}", "places count from 0 to 99")
    for kind in rule.pin_row:
        if kind not in ROW_KINDS:
            raise InvalidInput(f"there is no kind of row '{kind}'", f"there are: {', '.join(ROW_KINDS)}")


def success(found: Judged, n_items: int) -> Success:
    """Of the slots that came into view."""
    slot = found.sent.slot[found.seen]
    chosen = ((found.opens > 0) | (found.signs["play"] > 0) | (found.signs["purchase"] > 0))[found.seen]
    expected = float(slot["score"].sum())
    seen = np.bincount(slot["item"], minlength=n_items)
    return Success(float(chosen.sum()) / max(expected, 1e-9), int(chosen.sum()), seen)


def worth(made: Made, rate: float) -> float:
    """What a page is expected to bring in choices: attention x chance x what chances of this log came to."""
    s, slots = made.situation, made.decision.table()
    device = geometry(s)
    look = attention_of(s.snapshot.learned, s.context.device, device)
    inside = (slots["row"] < look.shape[0]) & (slots["column"] < look.shape[1])
    kept = slots[inside]
    return rate * float((look[kept["row"], kept["column"]] * _plain(made, kept)).sum())


def _plain(made: Made, slots: NDArray[Any]) -> NDArray[np.float64]:
    """The chances of slots without the boosts of the house: a boost does not make anything more welcome."""
    ids, boosts = made.situation.catalog.ids, made.situation.settings.page.boosts
    factor = np.array([boosts.get(ids[item], 1.0) for item in slots["item"]])
    return np.asarray(slots["score"] / factor, np.float64)


def cost(home: Home, rule: Rule, most: int = PAGES) -> dict[str, Any]:
    """The change that a rule is expected to bring, by making logged pages of the last four weeks again with and without
    it: in choices per page with a 95 % interval over members, which items are displaced and which come instead.

    Raises:
        InvalidInput, UnknownName: the rule cannot be.
    """
    check(home, rule)
    known = success(judged(home, home.now() - LOOK_BACK), len(home.live.world().catalog))
    decisions = [d for d in sample(home, most) if d.at >= home.now() - LOOK_BACK]
    lacking = _lacking(home, rule, known, len(decisions))
    told: dict[str, Any] = {"rule": rule, "source": home.live.world().snapshot.source, "pages": len(decisions)}
    if lacking:
        return {**told, "answer": UNKNOWN, "because": lacking}
    text = rule.as_toml()
    by_member: dict[str, list[float]] = {}
    base: list[float] = []
    gone: Counter[int] = Counter()
    come: Counter[int] = Counter()
    for decision in decisions:
        try:
            now, then = remade(home, decision), remade(home, decision, _with_exclusions(home, rule, text))
        except (UnknownName, SnapshotError):
            continue
        before, after = (set(made.decision.table()["item"].tolist()) for made in (now, then))
        gone.update(before - after)
        come.update(after - before)
        base.append(worth(now, known.rate))
        by_member.setdefault(decision.who, []).append(worth(then, known.rate) - base[-1])
    if len(base) < LEAST_PAGES:
        return {**told, "answer": UNKNOWN, "because": f"only {len(base)} pages can be made again"}
    change = mean_interval(np.array([np.mean(values) for values in by_member.values()]))
    mean = float(np.mean(base))
    return {
        **told,
        "answer": "expected",
        "choices_per_page": round(mean, 5),
        "change": round(change.mean, 5),
        "low": round(change.low, 5),
        "high": round(change.high, 5),
        "change_share": round(change.mean / mean, 5) if mean > 0 else None,
        "members": len(by_member),
        "displaced": _named(home, gone, len(base)),
        "instead": _named(home, come, len(base)),
    }


def _with_exclusions(home: Home, rule: Rule, text: str) -> str:
    """The rule as settings; exclusions join those that there are."""
    if not rule.exclude:
        return text
    gone = [*home.settings.page.excluded, *rule.exclude]
    return f"{text}\npage.excluded = {msgspec.json.encode(gone).decode()}"


def _lacking(home: Home, rule: Rule, known: Success, pages: int) -> str:
    """What the log lacks to tell, "" where it can."""
    if pages < LEAST_PAGES:
        return f"it holds {pages} pages of the last four weeks, {LEAST_PAGES} are needed"
    if known.choices < LEAST_CHOICES:
        return f"{known.choices} slots that came into view were chosen, {LEAST_CHOICES} are needed"
    for item in (*rule.pin, *rule.boost):
        seen = int(known.seen[home.row_of(item)])
        if seen < LEAST_SEEN:
            return f"{item} came into view {seen} times, {LEAST_SEEN} are needed"
    return ""


def _named(home: Home, items: Counter[int], pages: int) -> list[dict[str, Any]]:
    catalog = home.live.world().catalog
    return [
        {"item": catalog.ids[row], "title": catalog.titles[row], "page_share": round(n / pages, 4)}
        for row, n in items.most_common(10)
    ]
