"""Messages at the doors: links that come back as events, the webhook's signature, files, campaigns, the commands."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import msgspec
import numpy as np
import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.app.home import open_home
from matinee.app.messages import approve, plan_week
from matinee.app.messages_campaign import plan_campaign
from matinee.app.messages_log import gone
from matinee.app.messages_send import send
from matinee.app.messages_ways import SIGNING
from matinee.app.setup import init_home
from matinee.cli.messages import approve as approve_command
from matinee.cli.messages import plan, preview, report
from matinee.cli.messages import send as send_command
from matinee.core.clock import DAY, day_of, wall_now
from matinee.core.errors import InvalidInput, SettingsError, UnknownName
from matinee.core.settings import parse
from matinee.core.values import Event, Item
from matinee.messages.campaigns import Campaign
from matinee.messages.panel import Seen
from matinee.messages.signing import is_signed
from tests.app.messages_home import Box, Post, all_due, make_home, smtp


def quiet(_: str) -> None:
    """Say nothing."""


class Receiver(BaseHTTPRequestHandler):
    """Takes signed messages, answers as told, drops keys that it knows."""

    taken: ClassVar[list[tuple[str, bytes, str]]] = []
    answers: ClassVar[list[int]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.taken.append((self.headers["Idempotency-Key"], body, self.headers["Matinee-Signature"]))
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def receiver(monkeypatch) -> Iterator[tuple[type[Receiver], int]]:
    monkeypatch.setenv(SIGNING, "our secret")
    Receiver.taken, Receiver.answers = [], []
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Receiver, server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_gets_signed_messages_with_their_keys_and_later_what_it_put_off(tmp_path, receiver):
    taken, port = receiver
    taken.answers[:] = [500, 410]
    home = make_home(
        tmp_path, f'channels = ["push"]\ngap_hours = 0\n[messages.webhook]\nurl = "http://127.0.0.1:{port}/push"'
    )
    plan_week(home)
    approve(home, "")
    n = all_due(home)
    first = send(home, quiet)
    all_due(home)
    second = send(home, quiet)
    home.close()
    assert first["later"] == 1 and first["failed"] == 1 and second["sent"] == 1
    assert len({key for key, _, _ in taken.taken}) == len(taken.taken) == n - 1 - first["dropped"]
    key, body, signed = taken.taken[0]
    assert is_signed(b"our secret", body, signed, wall_now()) and json.loads(body)["key"] == key
    assert json.loads(body)["to"].startswith("device-") and json.loads(body)["artwork"]


def test_a_file_holds_each_message_once_also_after_a_torn_line(tmp_path):
    home = make_home(tmp_path, 'channels = ["file"]\ngap_hours = 0')
    plan_week(home)
    approve(home, "")
    all_due(home)
    file = tmp_path / "outbox" / "messages.jsonl"
    found = send(home, quiet)
    assert len(file.read_text().splitlines()) == found["sent"] > 0
    with file.open("a") as torn:
        torn.write('{"key": "half')
    sent = [m for m in home.store.messages_between(0, 2**62) if m.state == "sent"]
    home.store.change_messages([msgspec.structs.replace(m, state="sending") for m in sent[:3]])  # as a kill leaves them
    again = send(home, quiet)
    home.close()
    keys = [json.loads(line)["key"] for line in file.read_text().splitlines()]
    assert again["sent"] == 3 and len(keys) == len(set(keys)) == found["sent"]


def test_opens_clicks_and_opt_outs_come_back_as_events_once_and_only_by_their_own_links(tmp_path):
    box = Box()
    with Post(box) as port:
        home = make_home(tmp_path, smtp(port))
        plan_week(home)
        approve(home, "")
        all_due(home)
        send(home, quiet)
    mail = box.mails[0]
    member, stop = mail["To"].partition("@")[0], "/m/" + mail["List-Unsubscribe"].partition("/m/")[2].rstrip(">")
    base = stop.removesuffix("/stop")
    with TestClient(create_app(home), raise_server_exceptions=False) as client:
        assert client.get(f"{base}/open.gif").headers["content-type"] == "image/gif"
        clicked = client.get(f"{base}/click", follow_redirects=False)
        assert clicked.status_code == 302 and clicked.headers["location"].startswith("http://127.0.0.1:8000/?item=")
        client.get(f"{base}/click", follow_redirects=False)
        page = client.get(stop)
        assert "<button>" in page.text and home.member(member).message_consent  # looking changes nothing
        assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
        forged = base[:-4] + "0000"
        assert client.post(f"{forged}/stop").status_code == 404
        told = client.get(f"/v1/members/{member}/messages").json()
        assert not told["consent"] and any(m["state"] == "sent" and m["subject"] for m in told["messages"])
        assert client.get("/v1/messages/calendar").json()["days"]
        assert client.get("/v1/messages/report").json()["cost"]["opt_outs"] == 1
    kinds = [e.kind for _, e in home.store.events_of(member) if e.kind.startswith("message") and e.message in base]
    assert sorted(kinds) == ["message_click", "message_open", "message_opt_out", "message_sent"]
    all_due(home)
    with Post(box) as _:
        send(home, quiet)
    assert not [mail for mail in box.mails[1:] if mail["To"].startswith(f"{member}@") and mail is not box.mails[0]]
    home.close()


def test_a_campaign_is_for_whom_it_says_within_its_budget_and_waits_for_approval(tmp_path):
    (tmp_path / "seasons.toml").write_text(
        f'[eid]\ntitle = "Eid"\ndays = [["{day_of(wall_now() - 50 * DAY)}", "{day_of(wall_now() - 30 * DAY)}"]]'
    )
    home = make_home(tmp_path, members=60)
    home.put_items(
        [Item(item=f"p{n}", title=f"Product {n}", kind="product", price=10.0 + n, currency="EUR") for n in range(8)]
    )
    now = wall_now()
    days = [40 if n < 40 else 70 for n in range(60)]
    home.append(
        [Event(event_id=f"b{n}", kind="purchase", member=f"m{n}", item=f"p{n % 8}", at=now - days[n] * DAY)
         for n in range(60)]
    )  # fmt: skip
    terms = Campaign(name="after-eid", title="After Eid", begins=day_of(now), ends=day_of(now + 20 * DAY), budget=30.0,
                     discount=20, won_in="eid", hold_out=0.2)  # fmt: skip
    made = plan_campaign(home, terms)
    again = plan_campaign(home, terms)
    told = made["campaign"]
    offers = list(told["offers"].values())
    assert made["new"] and not again["new"] and made["members"] == 40 and not made["approved"]
    assert 0 < told["at_most"] <= 30.0 and all(0 <= offer["discount"] <= 20 for offer in offers)
    assert 2 <= made["held_out"] <= 16
    written = {m.member for m in home.store.messages_in("after-eid")}
    assert not written & set(told["held_out"]) and all(int(member[1:]) < 40 for member in written)
    all_due(home)
    assert send(home, quiet)["sent"] == 0
    with pytest.raises(InvalidInput, match="other terms"):
        plan_campaign(home, msgspec.structs.replace(terms, budget=99.0))
    with pytest.raises(UnknownName, match="no season 'xmas'"):
        plan_campaign(home, msgspec.structs.replace(terms, name="x", won_in="xmas"))
    approve(home, "after-eid")
    box = Box()
    home.close()
    with Post(box) as port:
        (tmp_path / "matinee.toml").write_text((tmp_path / "matinee.toml").read_text() + smtp(port))
        home = open_home(tmp_path)
        found = send(home, quiet)
        home.close()
    assert found["sent"] == len(box.mails) > 0 and "After Eid" in box.mails[0]["Subject"]


def test_who_was_regular_and_has_been_silent_for_long_is_gone_and_who_comes_is_not():
    now, names = 400 * DAY, [f"m{n}" for n in range(80)]
    lines = [(n, day * DAY) for n in range(80) for day in range(n % 5, 400 if n % 2 else 120, 5)]
    who, at = (np.array(column, np.int64) for column in zip(*lines, strict=True))
    found = gone(names, Seen(who, at), now)
    assert set(found) == {name for n, name in enumerate(names) if n % 2 == 0} and min(found.values()) > 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('channels = ["pigeon"]', "pigeon"), ("quiet_from = 30", "quiet_from"), ("cap = -1", "cap"),
        ("ignored = 0", "ignored"), ("cots = 1", "cots"),
    ],
)  # fmt: skip
def test_settings_of_messages_that_cannot_be_are_named(text, said):
    with pytest.raises(SettingsError, match=said):
        parse(f"[messages]\n{text}")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('time_zone = "Mars/Base"', "Mars/Base"), ('templates = "nowhere"', "no folder"),
        ('sender = "nobody"', "no mail address"), ('channels = ["push"]', "no address"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_stops_before_anything_is_sent(tmp_path, settings, said):
    home = make_home(tmp_path, settings)
    try:
        plan_week(home)
        approve(home, "")
        all_due(home)
        found: dict[str, Any] = send(home, quiet)
        assert said in str(found["troubles"]) and found["sent"] == 0
    except SettingsError as error:
        assert said in str(error)
    home.close()


def test_the_commands_plan_approve_preview_and_send(tmp_path, capsys):
    make_home(tmp_path, 'channels = ["file"]').close()

    def printed() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    plan(home=tmp_path, as_json=True)
    assert printed()["messages"] > 0
    preview(member="m1", plan="", html=tmp_path / "mail.html", limit=3, home=tmp_path, as_json=True)
    shown = printed()["messages"][0]
    assert shown["subject"] and shown["artwork"] and shown["subject"] in (tmp_path / "mail.html").read_text()
    approve_command(plan="", home=tmp_path, as_json=True)
    assert printed()["approved"]
    send_command(again=False, home=tmp_path, as_json=True)
    assert set(printed()) >= {"sent", "dropped", "later", "uncertain", "troubles"}
    report(home=tmp_path, as_json=True)
    assert "hold_out" in printed()


def test_a_fresh_home_has_nothing_to_plan_and_says_so(tmp_path):
    init_home(tmp_path)
    home = open_home(tmp_path)
    assert plan_week(home)["messages"] == 0
    with pytest.raises(UnknownName, match="no plan 'x'"):
        approve(home, "x")
    home.close()
