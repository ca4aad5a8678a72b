"""ASGI around the application: who may call what, how often, and the headers that keep browsers careful."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec
import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from matinee.api.errors import Problem
from matinee.app.home import Home
from matinee.app.keys import Keys
from matinee.core.clock import wall_now
from matinee.core.errors import MatineeError, NotAllowed, TooBusy
from matinee.operations.keys import TOKEN, Key, find, member_of

log = structlog.get_logger("matinee.api")

OWNER: Final = "matinee_member"
"""Where the scope holds the one member that a token stands for."""
OPEN: Final = re.compile(r"/(healthz|readyz|artwork/.*|trailer/.*|static/.*|console(/.*)?|docs(/.*)?|favicon\.ico)?$")
"""Addresses that say nothing of anybody: pages without data, pictures, whether the server lives."""
LINKS: Final = re.compile(r"/m/[0-9a-f]+/[0-9a-f]+/(open\.gif|click|stop)$")
"""Links of messages: their own token opens them, for who follows one has no key."""
EVENTS: Final = "/v1/events"
WRITES: Final = re.compile(r"/v1/(events|decisions)$")
TOKENS: Final = re.compile(r"/v1/members/[^/]+/token$")
OWN: Final = re.compile(
    r"/v1/members/(?P<member>[^/]+)(/(home|home/rows/\d+|profile|buy-again|messages|export|explain/[^/]+))?$"
)
SHARED: Final = re.compile(r"/v1/(about|search|items/[^/]+(/(similar|page|goes-with))?|trace/[^/]+)$")
"""What a member's token reads beside its own; a `member` asked for must be its own."""

STRICT: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PICTURE: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A picture opened by itself runs nothing, whatever is in it."""
CAREFUL: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)


LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


class NoKey(MatineeError):
    """There is no key or token with this request, or it is not valid any more."""

    code = "no_key"
    status = 401


class Bucket:
    """A token bucket: `rate` requests a second, as many at once; 0 lets everything through."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, whose: str) -> bool:
        """Whether one more request of theirs is within the rate."""
        now = time.monotonic()
        left, at = self._left.get(whose, (self.rate, now))
        left = min(self.rate, left + (now - at) * self.rate)
        if self.rate and left < 1.0:
            return False
        if len(self._left) > 100_000:  # strangers must not fill the memory
            self._left.clear()
        self._left[whose] = (left - 1.0, now)
        return True


class Guard:
    """The application behind its keys. A home without keys is open to this machine alone: `run.bind` keeps it on
    loopback, and what a page of another site asks by way of a browser here is refused.

    Args:
        closed: there were keys when the server began; a home that ever had some never opens while it is served.
    """

    def __init__(self, app: ASGIApp, home: Home, *, closed: bool = False) -> None:
        self._app = app
        self._keys = Keys(home.path)
        self._closed = closed
        self._cors = home.settings.server.cors
        self._browsers = Bucket(home.settings.server.member_requests_per_second)
        self._programs = Bucket(home.settings.server.key_requests_per_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say why not."""
        if "method" not in scope:  # a web socket, or the life of the server
            await self._app(scope, receive, send)
            return
        sending = _careful(scope["path"], send)
        try:
            self._admit(scope)
        except MatineeError as error:
            await _refuse(sending, error)
            return
        await self._app(scope, receive, sending)

    def _admit(self, scope: Scope) -> None:
        """Let a request through, or raise NoKey, NotAllowed or TooBusy."""
        path, method = plain(scope["path"]), str(scope.get("method", ""))
        if method == "OPTIONS" or LINKS.match(path) or (method in ("GET", "HEAD") and OPEN.match(path)):
            return
        ring = self._keys.ring()
        self._closed = self._closed or bool(ring.keys)
        if not self._closed:
            _from_here(scope["headers"], self._cors)
            return
        text, now = _credential(scope["headers"]), wall_now()
        if text.startswith(TOKEN):
            member = member_of(ring.signing, text, now)
            if not member:
                raise NoKey("the member's token has ended or is none", "ask for a new one")
            _own_only(scope, member)
            scope[OWNER] = member  # type: ignore[typeddict-unknown-key]
            whose, bucket = f"member {member}", self._browsers
        else:
            key = find(ring, text, now) if text else None
            _within(key, path, method)
            assert key is not None
            whose, bucket = key.id, self._programs
        if not bucket.take(whose):
            raise TooBusy("more requests than may come in a second", "wait a second, then go on more slowly")


def _from_here(headers: Iterable[tuple[bytes, bytes]], cors: Collection[str]) -> None:
    """Without keys, only what is asked of this machine by its own name, and by no page of another site.

    Raises:
        NotAllowed: a browser here was led to ask (another site's page, a name that was made to point here).
    """
    said = {name: value.decode("latin-1") for name, value in headers if name in (b"host", b"origin")}
    origin = said.get(b"origin", "")
    asked = [f"//{said.get(b'host', '')}"] + ([origin] if origin and origin not in cors else [])
    if any(not _is_here(one) for one in asked):
        raise NotAllowed(
            "without keys this home is open to this machine alone, by the name localhost or 127.0.0.1",
            "make a key with 'matinee keys add', or name the page's origin in server.cors",
        )


def _is_here(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return address == "//" or name in LOOPBACK or name.endswith(".localhost")


def plain(path: str) -> str:
    """An address as the routes read it: slashes at its end and doubled ones say nothing.

    Example:
        >>> plain("//v1/members/42/export/")
        '/v1/members/42/export'
    """
    return re.sub("/+", "/", path).rstrip("/") or "/"


def _within(key: Key | None, path: str, method: str) -> None:
    if key is None:
        raise NoKey("this needs a key", "send 'Authorization: Bearer KEY'; 'matinee keys add' makes one")
    reads = method in ("GET", "HEAD") and not path.endswith("/export")
    scope = "ingest" if WRITES.match(path) else "read" if reads else "admin"
    allowed = key.allows(scope)
    if TOKENS.match(path):  # a token reads and writes, so its maker must be allowed both
        scope, allowed = "read and ingest", key.allows("read") and key.allows("ingest")
    if not allowed:
        log.warning("refused", key=key.id, scope=scope)
        raise NotAllowed(f"key {key.id} does not open this", f"it needs the scope {scope}")


def _own_only(scope: Scope, member: str) -> None:
    """A token's client reads and writes its own member and what all may see.

    Raises:
        NotAllowed: this is somebody else's, or the operator's.
    """
    path, method = plain(scope["path"]), str(scope.get("method", ""))
    own, asked = OWN.match(path), parse_qs(scope["query_string"].decode("latin-1")).get("member", [member])
    mine = own is not None and own["member"] == member and method in ("GET", "HEAD", "DELETE")
    shared = method in ("GET", "HEAD") and SHARED.match(path) is not None and set(asked) <= {member, ""}
    if not (mine or shared or (method == "POST" and path == EVENTS)):
        raise NotAllowed("a member's token opens its own member only", "use a key with the scope that this needs")


def _credential(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The key or token of a request, '' where there is none."""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip().decode("latin-1")
        if name == b"x-api-key":
            return value.strip().decode("latin-1")
    return ""


def _careful(path: str, send: Send) -> Send:
    """The same, with the headers that every answer carries."""
    policy = (PICTURE if path.startswith("/artwork/") else STRICT).encode()

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            held = {name for name, _ in message["headers"]}
            more = [pair for pair in (*CAREFUL, (b"content-security-policy", policy)) if pair[0] not in held]
            message["headers"] = [*message["headers"], *more]
        await send(message)

    return sending


async def _refuse(send: Send, error: MatineeError) -> None:
    body = msgspec.json.encode(Problem(error.code, error.message, error.way_out))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if isinstance(error, NoKey):
        headers.append((b"www-authenticate", b"Bearer"))
    if isinstance(error, TooBusy):
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
