"""Messages reported: a home in; what they brought over the permanent hold-out and cost, and the calendar, out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.messages import body_of
from matinee.core.clock import DAY, day_of, to_iso
from matinee.core.errors import InvalidInput
from matinee.messages.caps import held_out
from matinee.verdict.experiments.increment import increment

BEFORE: Final = 28 * DAY
"""Days before the first message whose doings even out what members differ in anyway."""
MEASURES: Final = {
    "visits": "count(DISTINCT coalesce(nullif(session, ''), CAST(\"at\" // 1800000000 AS VARCHAR)))",
    "active_days": "count(DISTINCT \"at\" // 86400000000)",
    "purchases": "count(*) FILTER (WHERE kind = 'purchase')",
    "purchase_days": "count(DISTINCT CASE WHEN kind = 'purchase' THEN \"at\" // 86400000000 END)",
}  # fmt: skip


def hold_out_report(home: Home) -> dict[str, Any]:
    """By measure what members who may be written to do more than the permanent hold-out, with a 95 % interval, by how
    active they were before; and what it cost in messages, opt-outs and discounts."""
    log = home.store.duck()
    try:
        first = log.execute("SELECT min(\"at\") FROM events WHERE kind = 'message_sent'").fetchone()
        cost = dict(log.execute("SELECT kind, count(*) FROM events WHERE kind LIKE 'message%' GROUP BY 1").fetchall())
        if not first or first[0] is None:
            return {"evidence": "nothing was sent yet", "measures": {}, "cost": {}}
        begin = int(first[0])
        members = [m.member for m in home.store.members() if m.consent and m.message_consent]
        columns = {when: _columns(log, members, span) for when, span in
                   {"after": (begin, 2**62), "before": (begin - BEFORE, begin)}.items()}  # fmt: skip
    finally:
        log.close()
    held = np.array([held_out(member, home.settings.messages.hold_out) for member in members], bool)
    usual = columns["before"]["active_days"]
    groups = {"all": np.ones(len(held), bool), "casual": usual <= 4, "regular": (usual > 4) & (usual <= 14),
              "daily": usual > 14}  # fmt: skip
    measures = {
        name: {group: _lift(columns, name, held, inside) for group, inside in groups.items()} for name in MEASURES
    }
    discounts = sum(float(body_of(p).campaign.get("at_most", 0.0)) for p in home.store.message_plans() if p.approved_at)
    return {
        "evidence": "",
        "since": to_iso(begin),
        "members": len(members),
        "held_out": int(held.sum()),
        "measures": measures,
        "cost": {
            "messages": int(cost.get("message_sent", 0)),
            "opens": int(cost.get("message_open", 0)),
            "clicks": int(cost.get("message_click", 0)),
            "opt_outs": int(cost.get("message_opt_out", 0)),
            "discounts_at_most": round(discounts, 2),
        },
    }


def _columns(log: Any, members: list[str], span: tuple[int, int]) -> dict[str, NDArray[np.float64]]:
    """By measure one total (m,) a member within a span of time."""
    place = {member: n for n, member in enumerate(members)}
    sums = ", ".join(f"{sql} AS {name}" for name, sql in MEASURES.items())
    rows = log.execute(
        f'SELECT who, {sums} FROM events WHERE kind NOT LIKE \'message%\' AND "at" >= ? AND "at" < ? GROUP BY who',
        list(span),
    ).fetchall()
    found = {name: np.zeros(len(members)) for name in MEASURES}
    for who, *values in rows:
        if who in place:
            for name, value in zip(MEASURES, values, strict=True):
                found[name][place[who]] = float(value)
    return found


def _lift(
    columns: dict[str, dict[str, NDArray[np.float64]]], name: str, held: NDArray[np.bool_], inside: NDArray[np.bool_]
) -> dict[str, Any]:
    """Served against held out in one measure, one group."""
    after, before = columns["after"][name], columns["before"][name]
    some, rest = inside & ~held, inside & held
    try:
        found = increment(after[some], after[rest], before[some], before[rest])
    except InvalidInput as error:
        return {"members": int(inside.sum()), "evidence": error.message}
    if found.held_out <= 0:
        return {"members": int(inside.sum()), "evidence": "nobody who was held out did anything"}
    more = found.lost_share / max(1 - found.lost_share, 1e-9)
    ends = [share / max(1 - share, 1e-9) for share in (found.low, found.high)]
    return {
        "members": int(inside.sum()), "served": round(found.served, 4), "held_out": round(found.held_out, 4),
        "lift": round(more, 4), "low": round(ends[0], 4), "high": round(ends[1], 4),
    }  # fmt: skip


def calendar(home: Home, days: int = 28) -> dict[str, Any]:
    """Messages by day, a week back and the rest ahead, with their kinds and states; all plans."""
    now = home.now()
    begin = now // DAY * DAY - 7 * DAY
    lines: dict[str, dict[str, Any]] = {
        day_of(begin + n * DAY): {"planned": 0, "sent": 0, "other": 0, "kinds": {}} for n in range(days)
    }
    for message in home.store.messages_between(begin, begin + days * DAY):
        line = lines[day_of(message.at)]
        line[message.state if message.state in ("planned", "sent") else "other"] += 1
        if message.kind:
            line["kinds"][message.kind] = line["kinds"].get(message.kind, 0) + 1
    plans = [
        {"plan": p.plan, "kind": body_of(p).kind, "approved": p.approved_at > 0, "from": to_iso(body_of(p).begin),
         "until": to_iso(body_of(p).end)}
        for p in home.store.message_plans()
    ]  # fmt: skip
    return {"now": to_iso(now), "days": [{"day": day} | line for day, line in lines.items()], "plans": plans}
