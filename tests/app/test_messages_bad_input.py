"""What goes wrong with messages: odd servers, odd files, odd addresses. Nothing lost, nothing twice, a clear line."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import msgspec
import pytest

from matinee.app.messages import PlanBody, audience, keep
from matinee.app.messages_send import send
from matinee.app.messages_ways import SIGNING, Webhook
from matinee.core.clock import DAY
from matinee.core.errors import SettingsError
from matinee.core.messaging import WebhookSettings
from matinee.core.values import Event
from matinee.messages.plan import Planned, Slot
from matinee.messages.words import load_words
from tests.app.messages_home import Box, Post, make_home, smtp
from tests.app.test_messages_doors import quiet, receiver

__all__ = ["receiver"]


def ready(path, settings, members=6):
    """A home with one approved message to each member, all of them due."""
    home = make_home(path, f"gap_hours = 0\n{settings}", members)
    channel, now = home.settings.messages.channels[0], home.now()
    slots = [Slot(f"m{n}", 0, channel, now - 1000) for n in range(members)]
    keep(home, "week-1", PlanBody(kind="week", begin=now - 1000, end=now + DAY), Planned(slots), approved=True)
    return home, members


def states(home):
    return {m.state for m in home.store.messages_between(0, 2**62)}


@contextmanager
def odd_server(says: bytes, then: bytes) -> Iterator[int]:
    """A server that greets like a mail server, answers EHLO, and then says the same for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def talk() -> None:
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line, suppress(OSError):
                    line.sendall(b"220 odd\r\n")
                    line.recv(1024)
                    line.sendall(says)
                    while not over.wait(0.02):
                        line.sendall(then)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    over.set()
    listener.close()


@pytest.mark.parametrize("then", [b"250-and so on\r\n", b"2"])
def test_a_server_that_never_ends_its_answer_is_cut_off_and_nothing_is_lost(tmp_path, then):
    with odd_server(b"250 odd\r\n", then) as port:
        home, n = ready(tmp_path, smtp(port, 0.3), 2)
        found = send(home, quiet)
        assert found["sent"] == found["failed"] == 0 and n > 0 and states(home) == {"planned"}
        assert "mail server" in found["troubles"]["email"]
        home.close()


class NoSender(Box):
    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        return "550 this sender may not send here"


def test_a_server_that_takes_nothing_from_the_sender_stops_the_channel_and_no_message_is_given_up(tmp_path):
    with Post(NoSender()) as port:
        home, n = ready(tmp_path, smtp(port), 3)
        found = send(home, quiet)
        assert "550 this sender" in found["troubles"]["email"] and found["failed"] == 0
        assert states(home) == {"planned"} and n > 0
        home.close()


def test_a_host_that_cannot_be_spelled_is_a_line_and_no_fault(tmp_path):
    home, _ = ready(tmp_path, '[messages.smtp]\nhost = "a..b"', 2)
    assert "a..b" in send(home, quiet)["troubles"]["email"] and states(home) == {"planned"}
    home.close()


@pytest.mark.parametrize("status", [301, 401, 403])
def test_a_webhook_that_does_not_know_us_stops_the_channel_until_it_does(tmp_path, receiver, status):
    taken, port = receiver
    taken.answers[:] = [status]
    home, n = ready(tmp_path, f'channels = ["push"]\n[messages.webhook]\nurl = "http://127.0.0.1:{port}/push"', 3)
    first = send(home, quiet)
    assert str(status) in first["troubles"]["push"] and first["sent"] == first["failed"] == 0
    second = send(home, quiet)
    home.close()
    assert second["sent"] + second["dropped"] == n and len({key for key, _, _ in taken.taken}) == second["sent"]


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://host:99999/", "http://host:x/", "http://ho st/", "ftp://h/", ""]
)
def test_an_address_of_a_webhook_that_cannot_be_is_named(monkeypatch, url):
    monkeypatch.setenv(SIGNING, "secret")
    with pytest.raises(SettingsError, match="is no address"):
        Webhook(WebhookSettings(url=url))


def test_lines_of_somebody_else_in_the_outbox_are_left_alone(tmp_path):
    home, n = ready(tmp_path, 'channels = ["file"]', 3)
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    odd = b'not ours\n[1, 2]\n{"member": 3}\n\xff\xfe\n\n'
    (outbox / "messages.jsonl").write_bytes(odd)
    found = send(home, quiet)
    home.close()
    assert found["sent"] + found["dropped"] == n and (outbox / "messages.jsonl").read_bytes().startswith(odd)


def test_an_outbox_that_is_a_file_is_named_and_nothing_is_lost(tmp_path):
    home, _ = ready(tmp_path, 'channels = ["file"]', 2)
    (tmp_path / "outbox").write_text("in the way")
    assert "cannot be written" in send(home, quiet)["troubles"]["file"] and states(home) == {"planned"}
    home.close()


@pytest.mark.parametrize("field", ["{title:>999999999}", "{title!r}", "{title:d}", "{title.__class__}", "{title[0]}"])
def test_a_template_that_asks_for_more_than_a_field_is_refused_when_it_is_loaded(tmp_path, field):
    (tmp_path / "en.toml").write_text(f'[kinds.recommendation]\nsubject = "{field}"\ntext = "{{title}}"\n')
    with pytest.raises(SettingsError, match=r"en.toml: recommendation.subject"):
        load_words(tmp_path)


def test_addresses_doubled_after_the_plan_get_one_and_a_zone_that_is_gone_is_said(tmp_path):
    box = Box()
    with Post(box) as port:
        home, _ = ready(tmp_path, smtp(port), 4)
        members = {m.member: m for m in home.store.members()}
        members["m1"] = msgspec.structs.replace(members["m1"], addresses={"email": "M0@EXAMPLE.ORG"})
        members["m2"] = msgspec.structs.replace(members["m2"], time_zone="Mars/Base")
        home.store.put_members(list(members.values()))
        found = send(home, quiet)
        home.close()
    assert any("same email address" in why for why in found["reasons"])
    assert any("Mars/Base" in why for why in found["reasons"])
    assert {mail["To"] for mail in box.mails} == {"m0@example.org", "m3@example.org"}


def test_where_somebody_opted_out_nobody_else_of_that_address_is_written_to(tmp_path):
    home = make_home(tmp_path, 'channels = ["email"]', 4)
    members = {m.member: m for m in home.store.members()}
    home.store.put_members([msgspec.structs.replace(members["m1"], addresses={"email": "M0@example.org"})])
    home.append([Event(event_id="out", kind="message_opt_out", member="m0", at=home.now() - 1)])
    found = audience(home, home.now())
    home.close()
    assert "no consent" in found.refused["m0"] and "opted out at this email address" in found.refused["m1"]
    assert [member.member for member in found.members] == ["m2", "m3"]
