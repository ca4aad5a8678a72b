"""A small home with members to write to, and a real mail server that remembers what it took."""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import msgspec
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from matinee.app.home import Home, open_home
from matinee.app.setup import init_home
from matinee.core.clock import DAY, HOUR, wall_now
from matinee.core.values import Event, Item, Member
from tests.faults.served import free_port


def make_home(path: Path, settings: str = "", members: int = 12) -> Home:
    """Twelve members with consent and addresses, forty films, and two months in which they played some."""
    init_home(path, "House")
    with (path / "matinee.toml").open("a") as file:
        file.write(
            f"\n[messages]\nhold_out = 0.0\nexploration = 0.0\ncost = 0.0\nquiet_from = 0\nquiet_to = 0\n{settings}\n"
        )
    home = open_home(path)
    now = wall_now()
    films = [
        Item(
            item=f"i{n}",
            title=f"Film {n}",
            genres=("Drama",) if n % 2 else ("Comedy",),
            added_at=now - 90 * DAY,
            seconds=6000.0,
        )
        for n in range(40)
    ]
    home.put_items(films)
    home.store.put_members(
        [
            Member(member=f"m{n}", name=f"Name {n}", message_consent=True, time_zone="Europe/Berlin",
                   addresses={"email": f"m{n}@example.org", "push": f"device-{n}"})
            for n in range(members)
        ]
    )  # fmt: skip
    home.append(
        [
            Event(event_id=f"e{n}-{day}", kind="play", member=f"m{n}", item=f"i{(n * 7 + day * 3) % 40}",
                  at=now - day * DAY - 2 * HOUR, seconds=5900.0, session=f"s{n}-{day}",
                  time_zone="Europe/Berlin", device="phone")
            for n in range(members) for day in range(1, 60, 3)
        ]
    )  # fmt: skip
    return home


class Box:
    """Takes mails and keeps them. `faults` says what to do with the next ones: refuse, later, hang, die, or nothing.

    `honours`: drops a mail whose key it has.
    """

    def __init__(self, honours: bool = False) -> None:
        self.mails: list[Message] = []
        self.faults: list[str] = []
        self.honours = honours
        self.slow = 0.0
        self.taken = threading.Event()

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, _: list[str]) -> str:
        fault = self.faults[0] if self.faults else ""
        if fault in ("refuse", "later"):
            self.faults.pop(0)
            return "550 nobody here of that name" if fault == "refuse" else "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "die before":
            server.transport.abort()
            return "421 gone"
        mail = message_from_bytes(bytes(envelope.content))
        known = {one["X-Matinee-Key"] for one in self.mails}
        if not (self.honours and mail["X-Matinee-Key"] in known):
            self.mails.append(mail)
        self.taken.set()
        if fault == "hang":
            await asyncio.sleep(3)
        if fault == "die after":
            server.transport.abort()
        if self.slow:
            await asyncio.sleep(self.slow)
        return "250 taken"

    @property
    def keys(self) -> list[str]:
        return [mail["X-Matinee-Key"] for mail in self.mails]


class Post:
    """A running mail server."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._port = free_port()
        self._controller = Controller(box, hostname="127.0.0.1", port=self._port)

    def __enter__(self) -> int:
        self._controller.start()
        return self._port

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def smtp(port: int, timeout: float = 5.0) -> str:
    """Settings of a mail server on this port."""
    return f'[messages.smtp]\nhost = "127.0.0.1"\nport = {port}\ntimeout_seconds = {timeout}'


def all_due(home: Home) -> int:
    """Make every planned message due now; how many there are."""
    rows = [m for m in home.store.messages_between(0, 2**62) if m.state == "planned"]
    home.store.change_messages([msgspec.structs.replace(m, at=home.now() - 1000) for m in rows])
    return len(rows)
