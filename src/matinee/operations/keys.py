"""Keys and tokens: secrets in, what they open out; keys are kept as hashes, a member's token is signed and short."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Final

import msgspec

from matinee.core.errors import InvalidInput, UnknownName

SCOPES: Final = ("ingest", "read", "admin")
"""ingest: write events; read: pages, search, reports; admin: everything."""
KEY, TOKEN = "mk_", "mt_"


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is kept. hash: SHA-256 of the whole key in hex (its secret has 256 random bits, so no salt is
    needed); times UTC microseconds, until_at 0 for no end."""

    id: str
    name: str
    scopes: tuple[str, ...]
    hash: str
    made_at: int
    until_at: int = 0

    def allows(self, scope: str) -> bool:
        """Whether this key opens what needs a scope; admin opens everything."""
        return scope in self.scopes or "admin" in self.scopes


class Ring(msgspec.Struct, frozen=True, kw_only=True):
    """All keys of a home, and the secret that its members' tokens are signed with (hex)."""

    signing: str = ""
    keys: tuple[Key, ...] = ()


def make_key(name: str, scopes: Sequence[str], now: int, until_at: int = 0) -> tuple[str, Key]:
    """(the key to hand out, which is shown once; what is kept of it).

    Raises:
        InvalidInput: no scope, or one that there is not.
    """
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise InvalidInput(f"no scope '{''.join(unknown[:1])}'", f"give some of {', '.join(SCOPES)}")
    name_of_it = secrets.token_hex(4)
    text = f"{KEY}{name_of_it}_{secrets.token_urlsafe(32)}"
    kept = tuple(scope for scope in SCOPES if scope in scopes)
    return text, Key(id=name_of_it, name=name, scopes=kept, hash=_hash(text), made_at=now, until_at=until_at)


def add(ring: Ring, key: Key) -> Ring:
    """The ring with one more key; the first makes the signing secret."""
    return Ring(signing=ring.signing or secrets.token_hex(32), keys=(*ring.keys, key))


def end(ring: Ring, name_of_it: str, at: int) -> Ring:
    """The ring in which a key ends at a time (UTC microseconds); one that ends earlier stays as it is.

    Raises:
        UnknownName: there is no key of this id.
    """
    if not any(key.id == name_of_it for key in ring.keys):
        raise UnknownName(f"no key '{name_of_it}'", "'matinee keys list' shows the ids")
    ends = [at if key.until_at == 0 else min(at, key.until_at) for key in ring.keys]
    return msgspec.structs.replace(
        ring,
        keys=tuple(
            msgspec.structs.replace(key, until_at=until) if key.id == name_of_it else key
            for key, until in zip(ring.keys, ends, strict=True)
        ),
    )


def find(ring: Ring, text: str, now: int) -> Key | None:
    """The key that this text is, unless there is none or it has ended. Hashes are compared in constant time."""
    given = _hash(text)
    found = None
    for key in ring.keys:
        if hmac.compare_digest(key.hash, given) and (key.until_at == 0 or now < key.until_at):
            found = key
    return found


def sign_token(signing: str, member: str, until_at: int) -> str:
    """A token with which a browser reads and writes one member until a time (UTC microseconds)."""
    body = _text(msgspec.json.encode([member, until_at]))
    return f"{TOKEN}{body}.{_signature(signing, body)}"


def member_of(signing: str, token: str, now: int) -> str:
    """The member that a token stands for; '' where it is none of ours, was changed or has ended."""
    body, _, signature = token.removeprefix(TOKEN).partition(".")
    if not signing or not hmac.compare_digest(_signature(signing, body).encode(), signature.encode()):
        return ""
    member, until_at = msgspec.json.decode(_bytes(body), type=tuple[str, int])
    return member if now < until_at else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _signature(signing: str, body: str) -> str:
    return _text(hmac.digest(bytes.fromhex(signing), body.encode(errors="replace"), "sha256"))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
