"""Delivery over a real mail server: once, with one-click opt-out; refusing, hanging, dying servers; SIGKILL."""

from __future__ import annotations

import msgspec
import pytest

from matinee.app.home import Home, open_home
from matinee.app.messages import approve, plan_week
from matinee.app.messages_send import alone, send
from matinee.core.errors import TooBusy
from tests.app.messages_home import Box, Post, all_due, make_home, smtp


def quiet(_: str) -> None:
    """Say nothing."""


def ready(path, port: int, extra: str = "", members: int = 12) -> tuple[Home, int]:
    """A home with an approved plan, all of it due."""
    home = make_home(path, f"gap_hours = 0\n{extra}\n{smtp(port, 1.0)}", members)
    plan_week(home)
    approve(home, "")
    return home, all_due(home)


def states(home: Home) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, _, state, n in home.store.message_counts():
        found[state] = found.get(state, 0) + n
    return found


def test_a_plan_is_made_once_and_nothing_leaves_before_it_is_approved(tmp_path):
    box = Box()
    with Post(box) as port:
        home = make_home(tmp_path, smtp(port))
        first, again = plan_week(home), plan_week(home)
        n = all_due(home)
        assert first["new"] and not again["new"] and first["messages"] == again["messages"] == n > 0
        assert send(home, quiet)["sent"] == 0 and box.mails == []
        approve(home, "")
        found = send(home, quiet)
        home.close()
    assert found["sent"] == len(box.mails) == len(set(box.keys)) > 0
    assert found["sent"] + found["dropped"] == n  # of two that fall on one moment the gap lets one through


def test_a_mail_has_text_html_a_picture_of_the_member_s_own_and_one_click_opt_out(tmp_path):
    box = Box()
    with Post(box) as port:
        home, _ = ready(tmp_path, port)
        send(home, quiet)
        whose = box.mails[0]["To"].partition("@")[0]
        events = [e for _, e in home.store.events_of(whose) if e.kind == "message_sent"]
        home.close()
    mail = box.mails[0]
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"
    ]  # fmt: skip
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].startswith("<http") and mail["List-Unsubscribe"].endswith("/stop>")
    assert mail["X-Matinee-Key"] in mail["Message-ID"]
    assert events and events[0].message in box.keys and events[0].item and events[0].artwork


def test_a_server_that_cannot_be_reached_loses_nothing(tmp_path):
    home, n = ready(tmp_path, 1)
    found = send(home, quiet)
    assert "cannot be used" in found["troubles"]["email"] and "nothing is lost" in found["troubles"]["email"]
    assert found["sent"] == 0 and states(home) == {"planned": n}
    home.close()


def test_an_address_that_the_server_refuses_fails_alone_and_one_put_off_is_tried_again(tmp_path):
    box = Box()
    box.faults = ["refuse", "later"]
    with Post(box) as port:
        home, _ = ready(tmp_path, port)
        first = send(home, quiet)
        assert first["failed"] == 1 and first["later"] == 1 and first["sent"] > 3
        all_due(home)
        second = send(home, quiet)
        home.close()
    assert second["sent"] == 1 and len(box.keys) == len(set(box.keys)) == first["sent"] + 1


@pytest.mark.parametrize("fault", ["die before", "die after", "hang"])
@pytest.mark.slow
def test_a_server_that_dies_or_hangs_midway_gets_a_message_twice_at_most_and_none_is_lost(tmp_path, fault):
    box = Box()
    box.faults = ["", "", fault]
    with Post(box) as port:
        home, n = ready(tmp_path, port)
        first = send(home, quiet)
        assert first["sent"] == 2 and first["uncertain"] == 1 and "did not answer" in first["troubles"]["email"]
        all_due(home)
        second = send(home, quiet)
        assert first["sent"] + second["sent"] + second["dropped"] == n
        home.close()
    twice = [key for key in set(box.keys) if box.keys.count(key) > 1]
    assert len(twice) == (0 if fault == "die before" else 1)
    assert all(box.keys.count(key) <= 2 for key in box.keys)


@pytest.mark.slow
def test_a_message_that_never_gets_an_answer_is_sent_twice_and_then_named_not_sent_for_ever(tmp_path):
    box = Box()
    with Post(box) as port:
        home, _ = ready(tmp_path, port, members=8)
        for _ in range(4):
            box.faults = ["die after"]
            all_due(home)
            send(home, quiet)
        assert max(box.keys.count(key) for key in box.keys) == 2
        assert states(home)["uncertain"] >= 1
        box.faults = []
        again = send(home, quiet, again=True)
        home.close()
    assert again["sent"] >= 1


def test_who_opts_out_after_the_plan_gets_nothing_and_doubled_addresses_get_one(tmp_path):
    box = Box()
    with Post(box) as port:
        home = make_home(tmp_path, smtp(port))
        members = home.store.members()
        odd = [
            msgspec.structs.replace(members[0], addresses={"email": "M1@example.org"}),
            msgspec.structs.replace(members[2], addresses={"email": "not an address"}),
            msgspec.structs.replace(members[3], time_zone="Mars/Base"),
        ]
        home.store.put_members(odd)
        plan = plan_week(home)
        approve(home, "")
        all_due(home)
        home.put_member(msgspec.structs.replace(home.member("m5"), message_consent=False))
        send(home, quiet)
        refused = plan["refused_members"]
        home.close()
    told = [mail["To"] for mail in box.mails]
    assert "m5@example.org" not in told and "not an address" not in told
    assert "has the same email address" in refused[members[1].member]
    assert "is no mail address" in refused[members[2].member]
    assert "time zone 'Mars/Base' does not exist" in refused[members[3].member]


def test_two_senders_do_not_send_at_once(tmp_path):
    home = make_home(tmp_path)
    with alone(home):
        other = open_home(tmp_path)
        with pytest.raises(TooBusy, match="another process is sending"):
            send(other, quiet)
        other.close()
    home.close()
