"""No planned message breaks a rule: consent, quiet hours by the wall clock, caps over all channels, zones, hold-out."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import numpy as np
import pytest

from matinee.core.clock import DAY, HOUR
from matinee.core.values import Member
from matinee.messages.addresses import consents, reachable
from matinee.messages.caps import Cap, held_out
from matinee.messages.plan import Person, Rules, weekly
from matinee.messages.timing import Quiet

ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith(("Etc", "posix")))
CHANGES = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01", "2026-06-01")
"""Days about which clocks change somewhere, and one on which they do not."""


def drawn_members(rng: np.random.Generator, n: int) -> list[Member]:
    """Members with and without consent, addresses, doubled addresses, zones, some of which do not exist."""
    made = []
    for k in range(n):
        odd = {0: "", 1: "nonsense", 2: f"shared{k % 7}@example.org"}
        address = odd.get(int(rng.integers(0, 12)), f"m{k}@example.org")
        zone = "Mars/Base" if rng.random() < 0.02 else str(rng.choice(ZONES)) if rng.random() < 0.9 else ""
        told = {"email": address, "push": f"d{k}"} if rng.random() < 0.7 else {"email": address}
        yes, wanted = bool(rng.random() < 0.9), bool(rng.random() < 0.8)
        made.append(Member(member=f"m{k}", time_zone=zone, consent=yes, message_consent=wanted, addresses=told))
    return made


def drawn_person(rng: np.random.Generator, member: Member, ways: tuple[str, ...], begin: int) -> Person:
    """Any hours, devices and number of messages, and some messages already."""
    times = sorted(int(begin + x) for x in rng.integers(-9 * DAY, 9 * DAY, int(rng.integers(0, 4))))
    hours, number = rng.dirichlet(np.ones(168)), int(rng.integers(0, 8))
    return Person(member.member, member.time_zone, ways, hours, rng.random(5), number, times)


def violations(total: int, seed: int) -> tuple[int, list[str]]:
    """(how many messages were planned, what any of them broke), checked from the member's own calendar."""
    rng, n, broken = np.random.default_rng(seed), 0, []
    while n < total:
        quiet = Quiet(int(rng.integers(0, 24)), int(rng.integers(0, 24)))
        cap = Cap(int(rng.integers(0, 6)), int(rng.integers(1, 10)), int(rng.integers(0, 40)))
        members, rules = drawn_members(rng, 300), Rules(quiet, cap, "Europe/Berlin")
        opted = {m.member: 1 for m in members if rng.random() < 0.05}
        asked = [m for m in members if consents(m, opted.get(m.member, 0)) and not held_out(m.member, 0.1)]
        ways, _ = reachable(asked, ("email", "push"))
        begin = int(dt.datetime.fromisoformat(f"{rng.choice(CHANGES)}T00:00:00+00:00").timestamp()) * 1_000_000
        begin += int(rng.integers(-7 * DAY, DAY))
        people = [drawn_person(rng, m, ways[m.member], begin) for m in asked]
        planned = weekly(people, begin, rules, f"{seed}-{n}")
        by_id, before = {m.member: m for m in members}, {p.member: list(p.times) for p in people}
        for slot in planned.slots:
            before[slot.member].append(slot.at)
            broken += broken_by(by_id[slot.member], slot.channel, slot.at, (quiet, opted, begin))
        for person in people:
            broken += cap_broken(person, before[person.member], cap)
        n += max(len(planned.slots), 1)
    return n, broken


def broken_by(member: Member, channel: str, at: int, rules: tuple[Quiet, dict[str, int], int]) -> list[str]:
    """What one message broke; hours are read from the calendar, not with the planner's functions."""
    quiet, opted, begin = rules
    zone = zoneinfo.ZoneInfo(member.time_zone or "Europe/Berlin")
    hour = dt.datetime.fromtimestamp(at / 1e6, zone).hour
    silent = (hour - quiet.begin) % 24 < (quiet.end - quiet.begin) % 24
    wrong = {
        "consent": not (member.consent and member.message_consent) or member.member in opted,
        "hold-out": held_out(member.member, 0.1),
        "address": "@" not in member.addresses["email"] if channel == "email" else "push" not in member.addresses,
        f"quiet hours ({hour}, {quiet})": silent,
        "span": not begin <= at < begin + 7 * DAY,
    }
    return [f"{member.member} {name}" for name, is_so in wrong.items() if is_so]


def cap_broken(person: Person, times: list[int], cap: Cap) -> list[str]:
    """Whether planning added to a window that was full, or set two messages too near each other."""
    new, wrong = set(times) - set(person.times), []
    for at in new:
        for begin in [t for t in times if at - cap.days * DAY < t <= at]:
            inside = [t for t in times if begin <= t < begin + cap.days * DAY]
            wrong += ["cap"] * (len(inside) > cap.most)
        wrong += ["gap"] * any(t != at and abs(t - at) < cap.gap_hours * HOUR for t in times)
        wrong += ["twice at once"] * (times.count(at) > 1 and cap.gap_hours > 0)
    return [f"{person.member} {name}" for name in wrong]


def test_no_planned_message_breaks_a_rule():
    n, broken = violations(3_000, seed=1)
    assert n >= 3_000 and broken == []


@pytest.mark.full
def test_no_message_of_a_million_breaks_a_rule():
    n, broken = violations(1_000_000, seed=2)
    assert n >= 1_000_000 and broken == []


def test_addresses_shared_in_different_capitals_are_one_and_all_quiet_means_nothing_is_planned():
    same = [
        Member(member=f"m{n}", message_consent=True, addresses={"email": a}) for n, a in enumerate(("A@b.c", "a@B.c"))
    ]
    ways, refused = reachable(same, ("email",))
    assert ways["m0"] == ("email",) and "same email address as member 'm0'" in refused["m1"]
    person = Person("m0", "UTC", ("email",), np.full(168, 1 / 168), np.ones(5), 3)
    never = Rules(Quiet(0, 23), Cap(3, 7, 0))
    hours = {slot.at // HOUR % 24 for slot in weekly([person], 0, never, "x").slots}
    assert hours == {23}
