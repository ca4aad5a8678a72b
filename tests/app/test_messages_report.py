"""What messages brought over the hold-out, from a home's own log; and what changed on its shelf."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.app import members
from matinee.app.home import open_home
from matinee.app.messages import approve, plan_week
from matinee.app.messages_report import calendar, hold_out_report
from matinee.app.messages_send import send
from matinee.app.messages_shelf import look
from matinee.app.report_table import Asked, report
from matinee.app.setup import init_home
from matinee.core.clock import DAY, wall_now
from matinee.core.values import Event, Item, Member
from matinee.messages.caps import held_out
from matinee.storage.messages import MessageRow, PlanRow
from tests.app.messages_home import all_due, make_home


@pytest.fixture
def home(tmp_path):
    init_home(tmp_path)
    (tmp_path / "matinee.toml").write_text("[messages]\nhold_out = 0.3\n")
    opened = open_home(tmp_path)
    yield opened
    opened.close()


def test_the_lift_is_that_of_the_served_over_the_held_out_with_what_it_cost(home):
    now, names = wall_now(), [f"m{n}" for n in range(300)]
    home.put_items([Item(item="i", title="I")])
    home.store.put_members([Member(member=name, message_consent=True) for name in names])
    events = [
        Event(event_id=f"{name}-{day}", kind="play", member=name, item="i", at=now - day * DAY, session=f"{name}-{day}")
        for n, name in enumerate(names)
        for day in (*range(15, 40, 4 + n % 3), *range(1, 14, 4 if held_out(name, 0.3) else 2))
    ]
    sent = [
        Event(event_id=f"s-{name}", kind="message_sent", member=name, item="i", at=now - 14 * DAY, message=name)
        for name in names
        if not held_out(name, 0.3)
    ]
    out = Event(event_id="o", kind="message_opt_out", member=sent[0].member, at=now - DAY, message="x")
    home.append([*events, *sent, out])
    found = hold_out_report(home)
    visits = found["measures"]["visits"]["all"]
    assert visits["low"] > 0.5 and 0.6 < visits["lift"] < 0.9 and found["held_out"] > 60
    assert found["cost"]["messages"] == len(sent) and found["cost"]["opt_outs"] == 1
    assert {"all", "casual", "regular", "daily"} == set(found["measures"]["active_days"])


@pytest.mark.parametrize(("more", "usual"), [(2, 3), (1, 0)])
def test_where_everybody_is_alike_or_the_held_out_did_nothing_the_report_stands(home, more, usual):
    now, names = wall_now(), [f"m{n}" for n in range(120)]
    served = [name for name in names if not held_out(name, 0.3)]
    home.put_items([Item(item="i", title="I")])
    home.store.put_members([Member(member=name, message_consent=True) for name in names])
    days = {name: usual + (more if name in set(served) else 0) for name in names}
    home.append(
        [Event(event_id=f"s-{name}", kind="message_sent", member=name, at=now - 14 * DAY, message=name)
         for name in served]
        + [Event(event_id=f"{name}-{day}", kind="play", member=name, item="i", at=now - (day + 1) * DAY,
                 session=f"{name}-{day}") for name in names for day in range(days[name])]
    )  # fmt: skip
    visits = hold_out_report(home)["measures"]["visits"]["all"]
    if usual:
        assert visits["low"] <= visits["lift"] <= visits["high"] and abs(visits["lift"] - more / usual) < 1e-4
    else:
        assert visits["evidence"] == "nobody who was held out did anything"


def test_before_anything_is_sent_the_report_says_so(home):
    assert hold_out_report(home)["evidence"] == "nothing was sent yet"


def test_a_price_that_fell_and_what_came_back_are_news_for_a_week(home):
    def put(price: float, stock: int) -> None:
        home.put_items([Item(item="p", title="P", price=price, stock=stock, kind="product")])

    now = home.now()
    put(20.0, 0)
    assert look(home, now).fell == {} and look(home, now).back == {}
    put(15.0, 3)
    row = home.row_of("p")
    assert look(home, now + DAY).fell == {row: (20.0, now + DAY)} and look(home, now + DAY).back == {row: now + DAY}
    assert look(home, now + 5 * DAY).fell == {row: (20.0, now + DAY)}
    assert look(home, now + 9 * DAY).fell == {} and look(home, now + 9 * DAY).back == {}


def test_the_calendar_counts_each_day_by_state_and_kind(home):
    now = home.now()
    rows = [
        MessageRow(key="a", plan="p", member="m", channel="email", at=now + DAY),
        MessageRow(key="b", plan="p", member="m", channel="email", at=now - DAY, state="sent", kind="resume"),
    ]
    assert home.store.put_plan(PlanRow("p", now, 0, b'{"kind":"week","begin":0,"end":1}'), rows) == 2
    assert home.store.put_plan(PlanRow("p", now, 0, b"{}"), rows) == 0
    found = calendar(home)
    assert sum(day["planned"] for day in found["days"]) == sum(day["sent"] for day in found["days"]) == 1
    assert [day["kinds"] for day in found["days"] if day["sent"]] == [{"resume": 1}]
    assert found["plans"][0]["plan"] == "p" and not found["plans"][0]["approved"]


def test_who_is_forgotten_is_in_no_message_no_plan_and_no_file_any_more(tmp_path):
    home = make_home(tmp_path / "home", 'channels = ["file"]\ngap_hours = 0')
    plan_week(home)
    approve(home, "")
    all_due(home)
    send(home, lambda _: None)
    file = tmp_path / "home" / "outbox" / "messages.jsonl"
    told = sorted({m.member for m in home.store.messages_between(0, 2**62) if m.state == "sent"})
    gone, stays = told[0], told[-1]
    assert gone != stays and members.export(home, gone)["messages"] and f'"{gone}"' in file.read_text()
    members.forget(home, gone)
    assert home.store.messages_of(gone) == []
    assert f'"{gone}"' not in file.read_text() and f'"{stays}"' in file.read_text()
    home.close()


def test_a_kind_of_message_that_is_clicked_far_less_than_the_others_fails_and_young_ones_are_not_judged(home):
    now, rng = home.now(), np.random.default_rng(3)
    kinds = {"recommendation": 0.3, "arrival": 0.3, "resume": 0.3, "win_back": 0.05}
    rows = [
        MessageRow(key=f"{kind}-{n}", plan="p", member=f"m{n % 200}", channel="email", at=now - 5 * DAY, state="sent",
                   sent_at=now - (5 if n < 600 else 1) * DAY, kind=kind, item="i")
        for kind in kinds for n in range(700)
    ]  # fmt: skip
    home.store.put_plan(PlanRow("p", now, now, b"{}"), rows)
    clicked = [row for row in rows if rng.random() < kinds[row.kind]]
    home.append(
        [Event(event_id=f"c-{row.key}", kind="message_click", member=row.member, item="i", message=row.key,
               at=row.sent_at + 60_000_000) for row in clicked]
    )  # fmt: skip
    found = report("verdicts").make(home, Asked(of="message"))
    words = {one["message"]: one["word"] for one in found["lines"]}
    assert found["exposures"] == 2_400 and words["win_back"] == "fails" and found["words"]["fails"] == 1
    assert all(one["low"] <= one["relative"] <= one["high"] for one in found["lines"])
