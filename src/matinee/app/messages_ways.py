"""Ways out: a mail server, a webhook, a file. Each takes a message and returns once it has it, or says why not."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from matinee.core.clock import wall_now
from matinee.core.errors import MatineeError, SettingsError
from matinee.core.messaging import MessageSettings, SmtpSettings, WebhookSettings
from matinee.messages.mail import sender_of
from matinee.messages.signing import signature

PASSWORD: Final = "MATINEE_SMTP_PASSWORD"
OUTBOX: Final = "messages.jsonl"
SIGNING: Final = "MATINEE_WEBHOOK_SECRET"
PATIENCE: Final = 3
"""How many times the time limit of one answer a message may take as a whole."""
NOT_ALLOWED: Final = (530, 534, 535, 538)
"""What a mail server says to who must log in first: no fault of the message."""
WRONG_DOOR: Final = (401, 403, 405, 407)
"""What a webhook says to whom it does not know: no fault of the message either. 404 may be both: it is tried again."""


class Refused(MatineeError):
    """The receiver will never take this message."""

    code = "refused"


class Later(MatineeError):
    """The receiver did not take it this time, and surely does not have it. `whole` means: nor any other now."""

    code = "later"

    def __init__(self, message: str, way_out: str = "", *, whole: bool = False) -> None:
        super().__init__(message, way_out)
        self.whole = whole


class Unknown(MatineeError):
    """The connection ended before the answer: the receiver may have it."""

    code = "unknown"


class Way(Protocol):
    """A way out. `honours_key`: what it has already it drops when the same key comes again."""

    honours_key: bool

    def send(self, key: str, to: str, body: bytes, leaving: Callable[[], None]) -> None:
        """Hand a message over. `leaving` is called when it may leave from now on: what fails before has not arrived.

        Raises:
            Refused, Later, Unknown.
        """

    def close(self) -> None:
        """Let go of the connection."""


class Smtp:
    """Mail over SMTP, one connection for many messages. A mail server knows no keys."""

    honours_key = False

    def __init__(self, settings: SmtpSettings, sender: str) -> None:
        self._settings, self._sender = settings, sender_of(sender)[1]
        self._server: smtplib.SMTP | None = None

    def send(self, key: str, to: str, body: bytes, leaving: Callable[[], None]) -> None:
        """As Way says; `body` is the whole mail."""
        with within(self._settings.timeout_seconds * PATIENCE, self._cut):
            self._send(self._connected(), to, body, leaving)

    def _send(self, server: smtplib.SMTP, to: str, body: bytes, leaving: Callable[[], None]) -> None:
        try:
            code, said = server.mail(self._sender)
            if code != 250:  # it takes nothing from this sender, whoever it is for
                raise Later(_said(code, said), "look at [messages] sender and [messages.smtp]", whole=True)
            code, said = server.rcpt(to)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Later(f"the mail server ended the connection: {error}", whole=True) from error
        if code not in (250, 251):
            self._reset()
            raise _answered(code, said)
        leaving()
        try:
            code, said = server.data(body)
        except smtplib.SMTPDataError as error:  # it answered DATA itself with a refusal: nothing was sent
            self._reset()
            raise _answered(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unknown(f"the mail server did not answer: {error or 'timed out'}") from error
        if code != 250:
            self._reset()
            raise _answered(code, said)

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            return self._server
        s = self._settings
        try:
            secure = ssl.create_default_context()
            if s.tls == "tls":
                server: smtplib.SMTP = smtplib.SMTP_SSL(s.host, s.port, timeout=s.timeout_seconds, context=secure)
            else:
                server = smtplib.SMTP(s.host, s.port, timeout=s.timeout_seconds)
            server.ehlo_or_helo_if_needed()
            if s.tls == "starttls":
                server.starttls(context=secure)
            if s.user:
                server.login(s.user, os.environ.get(PASSWORD, ""))
        except (smtplib.SMTPException, OSError, ValueError) as error:  # ValueError: a host or password it cannot spell
            raise Later(
                f"the mail server {s.host}:{s.port} cannot be used: {error or 'timed out'}",
                f"look at [messages.smtp] and ${PASSWORD}; nothing is lost, send again later",
                whole=True,
            ) from error
        self._server = server
        return server

    def _cut(self) -> None:
        """End a talk that goes on for ever; who waits for it gets an error."""
        held = None if self._server is None else self._server.sock
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _reset(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def close(self) -> None:
        """Say goodbye."""
        try:
            if self._server is not None:
                self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._drop()
        self._server = None


def _answered(code: int, said: bytes | str) -> MatineeError:
    if 400 <= code < 500 or code in NOT_ALLOWED:
        return Later(_said(code, said), whole=code == 421 or code in NOT_ALLOWED)
    return Refused(_said(code, said))


def _said(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"the mail server said {code} {text[:500]}"


@contextlib.contextmanager
def within(seconds: float, cut: Callable[[], None]) -> Iterator[None]:
    """Call `cut` if the body takes longer: a receiver that sends a byte now and then never runs into a time limit."""
    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Webhook:
    """A signed POST for each message; the receiver's key is the header Idempotency-Key."""

    def __init__(self, settings: WebhookSettings) -> None:
        self.honours_key, self._settings = settings.honours_key, settings
        try:
            self._url = urlsplit(settings.url)
            fits = self._url.scheme in ("http", "https") and self._url.hostname and self._url.port != 0
        except ValueError:  # a port or a host that cannot be
            fits = False
        if not fits or not settings.url.isascii() or any(sign <= " " for sign in settings.url):
            raise SettingsError(f"[messages.webhook] url = {settings.url!r} is no address", "write https://...")
        self._secret = os.environ.get(SIGNING, "").encode()
        if not self._secret:
            raise SettingsError("webhooks are signed, and there is no secret", f"set ${SIGNING}")

    def send(self, key: str, to: str, body: bytes, leaving: Callable[[], None]) -> None:
        """As Way says; `body` is JSON."""
        secure = self._url.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = kind(str(self._url.hostname), self._url.port, timeout=self._settings.timeout_seconds)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Matinee-Signature": signature(self._secret, body, wall_now()),
        }
        try:
            self._connect(connection)
            leaving()
            with within(self._settings.timeout_seconds * PATIENCE, lambda: _shut(connection)):
                status = self._answer(connection, body, headers)
        finally:
            connection.close()
        if status in (404, 408, 425, 429) or status >= 500:
            raise Later(f"the webhook answered {status}", whole=status in (429, 503))
        if status in WRONG_DOOR or 300 <= status < 400:
            way_out = f"look at [messages.webhook] and ${SIGNING}; nothing is lost, send again later"
            raise Later(f"the webhook answered {status}", way_out, whole=True)
        if not (200 <= status < 300 or status == 409):  # 409: it has this key already
            raise Refused(f"the webhook answered {status}")

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except (OSError, ValueError) as error:
            raise Later(
                f"the webhook {self._settings.url} cannot be reached: {error or 'timed out'}",
                "look at [messages.webhook]; nothing is lost, send again later",
                whole=True,
            ) from error

    def _answer(self, connection: http.client.HTTPConnection, body: bytes, headers: dict[str, str]) -> int:
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        try:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read(65_536)
            return answer.status
        except (OSError, http.client.HTTPException) as error:
            raise Unknown(f"the webhook did not answer: {error or 'timed out'}") from error

    def close(self) -> None:
        """Nothing is kept open."""


def _shut(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)


class Lines:
    """A file of JSON lines for another tool, one message a line; a key that is in it is not written again."""

    honours_key = True

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held = path.read_bytes() if path.exists() else b""
            self._file = path.open("r+b" if path.exists() else "w+b")
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}", "make room for the outbox") from error
        whole = held[: held.rfind(b"\n") + 1]
        self._keys = {_told(line, "key") for line in whole.splitlines()}
        self._file.truncate(len(whole))  # a line that a killed process left torn
        self._file.seek(len(whole))

    def send(self, key: str, to: str, body: bytes, leaving: Callable[[], None]) -> None:
        """As Way says; the line is on the disk on return."""
        leaving()
        if key in self._keys:
            return
        try:
            self._file.write(body + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise Unknown(f"the file could not be written: {error}") from error
        self._keys.add(key)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def forget_lines(folder: Path, members: Collection[str]) -> None:
    """Write the file of messages anew without those of these members."""
    path = folder / OUTBOX
    if not path.exists():
        return
    kept = [line for line in path.read_bytes().splitlines(keepends=True) if _told(line, "member") not in members]
    fresh = path.with_suffix(".new")
    fresh.write_bytes(b"".join(kept))
    fresh.replace(path)


def _told(line: bytes, name: str) -> str:
    """A value of a line; '' in one that was torn by a kill or is not ours."""
    try:
        return str(json.loads(line)[name])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def way_of(channel: str, settings: MessageSettings, folder: Path) -> Way:
    """The way out for a channel.

    Raises:
        SettingsError: what it needs is not set.
    """
    if channel == "email":
        return Smtp(settings.smtp, settings.sender)
    if channel == "push":
        return Webhook(settings.webhook)
    return Lines(folder / OUTBOX)
