"""The CRM sheet of a home: its log and records in; a row a customer out: alive, due, worth what, won when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.learn import place_items
from matinee.app.shop_lessons import calendar
from matinee.catalog.seasons import won_in
from matinee.core.clock import DAY, HOUR, WEEK, local
from matinee.core.errors import InvalidInput
from matinee.core.values import Context, Member
from matinee.learning.basket.lines import Lines, read_lines
from matinee.learning.repeat.coming import due_after, none_until
from matinee.learning.repeat.histories import Histories, by_day, histories
from matinee.learning.repeat.ours import fit_returning, returning_active, returning_expected
from matinee.learning.repeat.spend import fit_spend, spend_expected
from matinee.messages.caps import held_out
from matinee.serving.situate import situate
from matinee.table.candidates.filters import DISCOVERY, HOUSE, apply
from matinee.table.habits import due
from matinee.table.page.shop_kinds import LEAST_DUE
from matinee.table.situation import Situation
from matinee.verdict.reports.customers import Customers, Row, customer_rows

Tell = Callable[[str], None]
Floats = NDArray[np.float64]
AHEAD_WEEKS: Final = 26
"""Weeks that expected purchases and value speak of."""
LEAST: Final = 10
"""Customers who came back below which nothing is said of coming back."""
EARLY, LATE = 0.1, 0.9
"""The chances between which the next purchase falls in four of five cases."""
MESSAGE_DAYS: Final = 14
USUAL_HOUR: Final = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows, most valuable first; the currency of value; purchase lines left out because they were in another one."""

    rows: list[Row]
    currency: str
    foreign_lines: int
    weeks: int = AHEAD_WEEKS


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to offer a customer, by which message, and when (UTC microseconds, 0 for not at all)."""

    product: str = ""
    message: str = ""
    send_at: int = 0


def customers(home: Home, tell: Tell, limit: int = 0) -> Sheet:
    """The sheet of everybody who ever bought, most valuable first; `limit` 0 gives all.

    Raises:
        InvalidInput: too few customers came back to say anything.
    """
    tell("reading purchases")
    lines, now = _lines(home), home.now()
    if not len(lines):
        raise InvalidInput("this home's log holds no purchase", "import baskets or send events of kind 'purchase'")
    tell("fitting")
    known = _histories(lines, now)
    found = _foretold(known)
    records = {member.member: member for member in home.store.members()}
    who = [str(lines.names[number]) for number in known.customers]
    first = np.full(len(lines.names), np.iinfo(np.int64).max)
    np.minimum.at(first, lines.who, lines.at)
    kept = np.argsort(-found.expected * found.spend, kind="stable")[: limit or None]
    tell(f"suggestions for {len(kept):,} customers")
    planned = {row.member: row for row in reversed(home.store.messages_between(now, now + MESSAGE_DAYS * DAY))}
    told = {int(n): _suggestion(home, who[n], planned.get(who[n]), found.due[n], now) for n in kept}
    people = [records.get(who[n], Member(member=who[n])) for n in kept]
    columns = Customers(
        member=[who[n] for n in kept],
        alive=found.alive[kept],
        due_weeks=found.due[kept],
        earliest_weeks=found.earliest[kept],
        latest_weeks=found.latest[kept],
        expected=found.expected[kept],
        spend=found.spend[kept],
        season=won_in(first[known.customers[kept]], calendar(home.path)),
        product=[told[int(n)].product for n in kept],
        message=[told[int(n)].message for n in kept],
        send_at=[told[int(n)].send_at for n in kept],
        hold_out=[held_out(who[n], home.settings.messages.hold_out) for n in kept],
        consent=[person.consent and person.message_consent for person in people],
    )
    return Sheet(list(customer_rows(columns, now, lines.currency)), lines.currency, lines.foreign)


def _lines(home: Home) -> Lines:
    log = home.store.duck()
    try:
        with home.store.reading() as reader:
            links = reader.execute("SELECT anonymous, member FROM links").fetchall()
        place_items(log, home.live.world().catalog, links)
        return read_lines(log, home.now() + DAY)
    finally:
        log.close()


def _histories(lines: Lines, now: int) -> Histories:
    ids = np.char.zfill(lines.who.astype(str), 12)  # so that their order is that of the numbers
    purchases = by_day(ids, lines.at // DAY, np.nan_to_num(lines.money))
    known = histories(purchases, now // DAY)
    came_back = int((known.repeats > 0).sum())
    if came_back < LEAST:
        raise InvalidInput(
            f"only {came_back} customers ever came back", f"with {LEAST} of them a sheet can say who will"
        )
    return known


@dataclass(frozen=True, slots=True)
class _Foretold:
    alive: Floats
    expected: Floats
    due: Floats
    earliest: Floats
    latest: Floats
    spend: Floats


def _foretold(known: Histories) -> _Foretold:
    model = fit_returning(known)
    none = none_until(model.order, known, 2 * AHEAD_WEEKS)
    paid = int(((known.repeats > 0) & (known.amount > 0)).sum())
    return _Foretold(
        alive=returning_active(model, known),
        expected=returning_expected(model, known, float(AHEAD_WEEKS)),
        due=due_after(none, 0.5),
        earliest=due_after(none, EARLY),
        latest=due_after(none, LATE),
        spend=spend_expected(fit_spend(known), known) if paid >= 2 else known.amount,
    )


def _suggestion(home: Home, who: str, planned: object, due_weeks: float, now: int) -> Suggestion:
    """The planned message where there is one; else what is due, at the customer's usual hour before it is."""
    if planned is not None:
        item, kind, at = getattr(planned, "item", ""), getattr(planned, "kind", ""), int(getattr(planned, "at", 0))
        return Suggestion(title_of(home, item), kind, at)
    profile, _ = home.profile(who)
    s = situate(home.member(who), profile, Context(at=now), home.live.world())
    row, words = best_product(s)
    if row < 0:
        return Suggestion()
    return Suggestion(s.catalog.titles[row], words, before_due(s, due_weeks, now))


def best_product(s: Situation) -> tuple[int, str]:
    """(the item row to offer, the kind of message): what is due again, else what most like and they have not met."""
    found = due(s)
    order = found.at[np.argsort(-found.chance, kind="stable")[:20]] if len(found.at) else found.at
    if len(order) and float(found.chance.max()) >= LEAST_DUE:
        rows = s.profile.touches["row"][order]
        kept = apply(HOUSE, s, rows).kept
        if len(kept):
            return int(rows[kept[0]]), "due_again"
    head = s.snapshot.recent_rows[:100]
    kept = apply((*HOUSE, *DISCOVERY), s, head).kept
    return (int(head[kept[0]]), "popular") if len(kept) else (-1, "")


def before_due(s: Situation, due_weeks: float, now: int) -> int:
    """A day before the next purchase is due, or tomorrow, at the hour at which the customer is there most."""
    hours = s.profile.hours.reshape(7, 24).sum(axis=0)
    hour = int(hours[8:21].argmax()) + 8 if hours[8:21].any() else USUAL_HOUR
    at = now + max(DAY, round(due_weeks * WEEK) - DAY) if np.isfinite(due_weeks) else now + DAY
    zone = s.member.time_zone
    ahead = local(at, zone) - at
    return int((at + ahead) // DAY * DAY + hour * HOUR - ahead)


def title_of(home: Home, item: str) -> str:
    """The title of an item, its id where it is not in the catalogue."""
    row = home.row_of(item)
    return home.live.world().catalog.titles[row] if row >= 0 else item
