"""Telling: what is known of a member, why an item is or is not shown, and one event's whole way, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np

from matinee.app.film import FILM
from matinee.app.home import Home
from matinee.core.clock import DAY, SECOND, hour_of_week, to_iso
from matinee.core.errors import UnknownName
from matinee.core.values import Context, Event, Item
from matinee.serving.plan import plan
from matinee.serving.situate import situate
from matinee.table.candidates.filters import DISCOVERY, HOUSE
from matinee.table.candidates.sources import SOURCES
from matinee.table.page.reasons import tell as tell_reason
from matinee.table.page.taste_kinds import liked_counts, liked_rows
from matinee.table.page.words import load_words
from matinee.table.ranking.features import FEATURES, features
from matinee.table.ranking.taste import SEARCH_DAYS
from matinee.table.situation import Situation

TRAITS: Final = 8
LOOKED_AT: Final = 60
"""Members looked at to find a few of different taste."""
OFTEN: Final = 3
"""Liked titles that carry a genre or a person, and plays, before a taste or a habit is said to be there."""
DECADE: Final = 10
"""Years about the middle of a taste, within which most of what was liked came out where the phrase names it."""
NO_TASTE: Final = frozenset({"IMAX", "(no genres listed)"})
"""What stands among the genres of MovieLens and is none."""


def situation(home: Home, member: str) -> Situation:
    """A member's situation as a request now would find it."""
    profile, _ = home.profile(member)
    return situate(home.member(member), profile, Context(at=home.now()), home.tick())


def traits(home: Home, s: Situation, history: list[Event]) -> list[dict[str, Any]]:
    """What the member leans to, each trait with the events that made it: those that say something of liking."""
    found = []
    telling = _telling(s, history)
    for kind, labels, affinity in (
        ("genre", s.catalog.genres, s.taste.genres),
        ("person", s.catalog.people, s.taste.people),
        ("tag", s.catalog.tags, s.taste.tags),
    ):
        for code in np.argsort(-np.abs(affinity), kind="stable")[:TRAITS]:
            if affinity[code] == 0:
                continue
            name, rows = labels.names[code], set(labels.having(labels.names[code]).tolist())
            events = [e.event_id for e, about, query in telling if about & rows or (query and query in name.casefold())]
            found.append({"kind": kind, "name": name, "weight": round(float(affinity[code]), 4), "events": events})
    return found + _habits(s, history)


def _telling(s: Situation, history: list[Event]) -> list[tuple[Event, set[int], str]]:
    """The events that count for liking: (event, the rows and families that it is about, what it searched for)."""
    weights = s.settings.profile.weights
    found: list[tuple[Event, set[int], str]] = []
    for event in history:
        if not getattr(weights, {"return": "returned"}.get(event.kind, event.kind), 0.0):
            continue
        if event.kind == "search":
            asked = event.query.casefold().strip()
            if len(asked) > 2 and s.context.at - event.at < SEARCH_DAYS * DAY:
                found.append((event, set(), asked))
            continue
        rows = [s.catalog.row_of[item] for item in event.items or (event.item,) if item in s.catalog.row_of]
        found.append((event, {*rows, *(int(s.catalog.family[row]) for row in rows)}, ""))
    return found


def _habits(s: Situation, history: list[Event]) -> list[dict[str, Any]]:
    """The daypart of most plays and purchases, of `OFTEN` at least, with those; ratings keyed in are no habit."""
    parts: list[list[str]] = [[], [], [], []]
    for event in history:
        if event.kind in ("play", "purchase"):
            parts[hour_of_week(event.at, event.time_zone) % 24 // 6].append(event.event_id)
    n = sum(map(len, parts))
    if n < max(OFTEN, s.settings.evidence.resume_plays):
        return []
    best = max(range(4), key=lambda part: len(parts[part]))
    name = ("night", "morning", "afternoon", "evening")[best]
    return [{"kind": "daypart", "name": name, "weight": round(len(parts[best]) / n, 4), "events": parts[best]}]


def profile(home: Home, member: str) -> dict[str, Any]:
    """Everything that is known of a member, in words and ids."""
    s, history = situation(home, member), home.profiles.history(member)
    t, taste = s.profile.touches, s.taste
    return {
        "member": member,
        "n_events": s.profile.n_events,
        "last_at": to_iso(s.profile.last_at) if s.profile.n_events else None,
        "taste": in_words(s),
        "traits": traits(home, s, history),
        "seen": _ids(s, taste.done),
        "in_progress": _ids(s, (taste.progress > 0.02) & ~taste.done),
        "list": _ids(s, taste.listed),
        "dismissed": _ids(s, t["dismissed_at"] > t["played_at"]),
        "scrolled_past": _ids(s, t["scrolled"] > 0),
        "searches": [query for _, query in s.profile.searches],
        "account": home.member(member).account,
        "linked": list(home.store.linked(member)),
    }


def _ids(s: Situation, which: Any) -> list[str]:
    return [s.catalog.ids[row] for row in s.profile.touches["row"][which]]


def in_words(s: Situation) -> str:
    """The member's taste as a short phrase, of what `OFTEN` liked titles carry; says so where too little is known."""
    if s.profile.n_events < 3:
        return "somebody new"
    rows = liked_rows(s)
    names = [s.catalog.genres.names[code] for code in _leading(s)[:2]]
    near = np.abs(s.catalog.year[rows] - s.taste.year) <= DECADE
    years = f", mostly from around {int(s.taste.year)}" if len(rows) and near.mean() > 0.5 else ""
    best = int(np.argmax(s.taste.people)) if len(s.taste.people) else -1
    often = best >= 0 and s.taste.people[best] > 0.02 and liked_counts(s, "people")[best] >= OFTEN
    who = f", often with {s.catalog.people.names[best]}" if often else ""
    return (" and ".join(names) if names else "a bit of everything") + who + years


def _leading(s: Situation) -> list[int]:
    """Codes of the genres that the member leans to and that enough of the liked titles carry, strongest first."""
    counts, names = liked_counts(s, "genres"), s.catalog.genres.names
    order = np.argsort(-s.taste.genres, kind="stable").tolist()
    return [c for c in order if s.taste.genres[c] > 0 and counts[c] >= OFTEN and names[c] not in NO_TASTE]


def _seat(home: Home, who: str) -> tuple[int, dict[str, Any]]:
    """(the code of the leading genre, -1 for none; what a seat says of a member)."""
    s, member = situation(home, who), home.member(who)
    rows, leading = liked_rows(s), next(iter(_leading(s)), -1)
    evidence = ""
    if leading >= 0:
        counts = liked_counts(s, "genres")
        evidence = f"{s.catalog.genres.names[leading]} is in {counts[leading]} of the {len(rows)} they liked"
    return leading, {
        "member": who, "name": member.name, "taste": in_words(s), "evidence": evidence,
        "n_events": s.profile.n_events, "kids": member.kids,
    }  # fmt: skip


def seats(home: Home, n: int) -> list[dict[str, Any]]:
    """Members to choose from, as different in taste as can be: {member, name, taste, evidence, n_events, kids}.

    Of those with 40 to 300 events, so that a page knows them and is no encyclopedia; where there are few such, others.
    """
    found = [_seat(home, who) for who in home.store.lively(40, 300, max(LOOKED_AT, n)) or home.store.active(n)]
    first = {leading: line for leading, line in reversed(found)}  # one of each leading genre before a second one
    chosen = list(first.values())[::-1]
    return (chosen + [line for _, line in found if line not in chosen])[:n]


def explain(home: Home, member: str, item: str) -> dict[str, Any]:
    """Why an item stands on the member's page now, or why not; and which sources and rows are off."""
    row = home.known_items([item])[0]
    made = home.make(member)
    s, page = made.situation, made.page
    slot = next((slot for r in page.rows for slot in r.items if slot.item == item), None)
    refused = [
        {"filter": rule.name, "reason": rule.reason}
        for rule in (*HOUSE, *DISCOVERY)
        if not rule.keeps(s, np.array([row], np.int32))[0]
    ]
    at = np.flatnonzero(made.plan.gathered.rows == row)
    bits = int(made.plan.gathered.sources[at[0]]) if len(at) else 0
    sources = [source.name for number, source in enumerate(SOURCES) if bits >> number & 1]
    why_not = refused if slot is None else []
    if slot is None and not refused:
        why_not = [_why_not(home, made.plan.ranked.rows, made.plan.ranked.chances, row, sources)]
    return {
        "member": member,
        "item": item,
        "title": s.catalog.titles[row],
        "shown": slot is not None,
        "slot": slot,
        "why_not": why_not,
        "sources": sources,
        "features": dict(zip(FEATURES, np.round(features(s, np.array([row], np.int32))[0], 5).tolist(), strict=True)),
        "rows_off": [{"kind": kind, "reason": reason} for kind, reason in sorted(made.plan.off.items())],
    }


def _why_not(home: Home, rows: Any, chances: Any, row: int, sources: list[str]) -> dict[str, str]:
    if not sources:
        return {"filter": "candidates", "reason": "no source named it for this member"}
    place = int((chances > chances[np.flatnonzero(rows == row)]).sum()) + 1
    return {"filter": "ranking", "reason": f"{place} of {len(rows)} candidates by chance; every row filled before it"}


def trace(home: Home, event_id: str) -> dict[str, Any]:
    """One event's way: what it changed in the profile, in the candidates and on the page, and what it was owed to.

    Raises:
        UnknownName: there is no such event.
    """
    found = home.store.event(event_id)
    if found is None:
        raise UnknownName(f"no event '{event_id}'", "'matinee export MEMBER' lists a member's events")
    seq, event = found
    member = home.store.member_of(event.who) or event.who
    before, after = (_page_at(home, member, seq - 1, event.at), _page_at(home, member, seq, event.at))
    return {
        "event": event,
        "at": to_iso(event.at),
        "member": member,
        "trait_change": _trait_change(before[0], after[0]),
        "candidates": _candidate_change(before, after),
        "slots": _slot_change(before, after),
        "decision": _decision_of(home, event),
        "outcome": _outcome(home, event),
    }


def _page_at(home: Home, member: str, seq: int, at: int) -> tuple[Situation, Any]:
    known = home.profiles.as_of(member, seq, home.store.linked(member), home.row_of)
    s = situate(home.member(member), known, Context(at=at), home.live.world())
    return s, plan(s)


def _trait_change(before: Situation, after: Situation) -> list[dict[str, Any]]:
    changes = []
    for kind, labels, old, new in (
        ("genre", after.catalog.genres, before.taste.genres, after.taste.genres),
        ("person", after.catalog.people, before.taste.people, after.taste.people),
        ("tag", after.catalog.tags, before.taste.tags, after.taste.tags),
    ):
        moved = new - old
        for code in np.argsort(-np.abs(moved), kind="stable")[:5]:
            if abs(moved[code]) > 1e-9:
                change = {"before": round(float(old[code]), 4), "after": round(float(new[code]), 4)}
                changes.append({"kind": kind, "name": labels.names[code], **change})
    return changes


def _candidate_change(before: tuple[Situation, Any], after: tuple[Situation, Any]) -> dict[str, Any]:
    old, new, catalog = before[1].ranked, after[1].ranked, after[0].catalog
    chance = dict(zip(old.rows.tolist(), old.chances.tolist(), strict=True))
    moved = [
        (value - chance.get(row, 0.0), row) for row, value in zip(new.rows.tolist(), new.chances.tolist(), strict=True)
    ]
    top = sorted(moved, key=lambda line: -abs(line[0]))[:10]
    return {
        "before": len(old.rows),
        "after": len(new.rows),
        "moved": [
            {"item": catalog.ids[row], "title": catalog.titles[row], "by": round(by, 5)} for by, row in top if by
        ],
    }


def _slot_change(before: tuple[Situation, Any], after: tuple[Situation, Any]) -> list[dict[str, Any]]:
    """Rows that came, went or moved, with the reason that they state."""
    words = load_words("en")
    told = []
    for s, made in (before, after):
        rows = {}
        for place, row in enumerate(made.rows):
            name, reason = (text.format(**row.draft.about) for text in words["rows"][row.draft.words])
            first = made.ranked.rows[row.picks[:3]]
            rows[name] = {"row": place, "reason": reason, "first": [s.catalog.titles[r] for r in first]}
        told.append(rows)
    old, new = told
    changes = [{"row": name, "change": "new", **new[name]} for name in new if name not in old]
    changes += [{"row": name, "change": "gone", "was": old[name]["row"]} for name in old if name not in new]
    changes += [
        {"row": name, "change": "moved", "was": old[name]["row"], **new[name]}
        for name in new
        if name in old and (old[name]["row"] != new[name]["row"] or old[name]["first"] != new[name]["first"])
    ]
    return changes


def _decision_of(home: Home, event: Event) -> dict[str, Any] | None:
    """The slot that the event says it came from."""
    if not event.decision or home.store.decision(event.decision) is None:
        return None
    decision, catalog = home.decision(event.decision), home.live.world().catalog
    slots = decision.table()
    at = np.flatnonzero(slots["item"] == catalog.row_of.get(event.item, -1))
    if not len(at):
        return {"decision": decision.id, "slot": None}
    slot, made = slots[at[0]], decision.rows[int(slots["row"][at[0]])]
    why = tell_reason(
        load_words("en"), situation(home, decision.who), int(slot["why"]), int(slot["ref"]), int(slot["n"])
    )
    return {
        "decision": decision.id, "policy": decision.policy, "snapshot": decision.snapshot, "row_kind": made.kind,
        "row": int(slot["row"]), "column": int(slot["column"]), "score": float(slot["score"]),
        "propensity": float(slot["propensity"]), "artwork": decision.artworks[int(at[0])], "why": why,
    }  # fmt: skip


def _outcome(home: Home, event: Event) -> dict[str, Any] | None:
    from matinee.app.reports import outcomes

    return next((line for line in outcomes(home, event.who) if line["act"] in (event.event_id, event.play)), None)


def _kind(items: Sequence[Item]) -> str:
    """The kind of most items, by which a page chooses its words; "" where no kind is that of more than half."""
    most = Counter(item.kind for item in items).most_common(1)
    return most[0][0] if most and most[0][1] > len(items) / 2 else ""


def about(home: Home) -> dict[str, Any]:
    """What this home is, and what its clock stands on."""
    world, now = home.live.world(), home.now()
    snapshot = world.snapshot
    day = datetime.fromtimestamp(now / SECOND, UTC)
    data = home.clock.kind == "data"
    return {
        "name": home.settings.name,
        "now": to_iso(now),
        "clock": home.clock.kind,
        "data": snapshot.manifest.get("data"),
        "as_of": f"{home.settings.name}, as of {day.day} {day:%B %Y}" if data else "",
        "source": snapshot.source,
        "snapshot": snapshot.version,
        "quality": snapshot.manifest.get("quality"),
        "members": snapshot.evidence.get("members", home.store.n_members()),
        "items": len(world.catalog.row_of),
        "events": home.store.n_events(),
        "shop": bool(np.isfinite(world.catalog.price).sum() > len(world.catalog) / 2),  # most things have a price
        "kind": _kind(world.catalog.items),
        "film": FILM if FILM in world.catalog.row_of else "",
        "simulated_events": snapshot.evidence.get("simulated", 0),
        "simulated_members": snapshot.evidence.get("simulated_members", 0),
    }
