"""Writing a message: a member and a message of the plan in; what it says, with its picture and links, fixed, out."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.app.artwork import PICTURES, picture_file
from matinee.app.home import Home
from matinee.app.messages_known import Surroundings, choices, picture_of, situation
from matinee.core.errors import UnknownName
from matinee.core.ids import new_id
from matinee.core.values import Item, Member
from matinee.messages.addresses import address_of
from matinee.messages.candidates import Candidate
from matinee.messages.mail import Letter, html_of, text_of
from matinee.messages.signing import token
from matinee.messages.words import Words, load_words, say, words_for
from matinee.picture.drawn import STYLES, draw
from matinee.storage.messages import MessageRow

SECRET: Final = "messages.key"


def secret_of(home: Home) -> bytes:
    """The home's own secret for the links of messages, made at first use and readable by its owner alone."""
    path = home.path / SECRET
    if not path.exists():
        made = path.with_suffix(f".{new_id()}")
        made.touch(mode=0o600)
        made.write_text(new_id() + new_id(), "ascii")
        with suppress(FileExistsError):  # another process was first; its secret holds
            path.hardlink_to(made)
        made.unlink()
    return path.read_bytes()


def words_of(home: Home) -> dict[str, Words]:
    """The home's templates, checked.

    Raises:
        SettingsError: a template lacks a field or names one that is not there.
    """
    folder = home.settings.messages.templates
    return load_words(home.path / folder if folder else None)


def best(home: Home, member: Member, at: int, around: Surroundings) -> list[Candidate]:
    """What could be said to the member at a time, the worthiest first."""
    return choices(home, situation(home, member, at), home.store.messages_of(member.member), around)


def offered(home: Home, offer: dict[str, Any]) -> Candidate:
    """A campaign's offer as what is said."""
    row = home.row_of(str(offer["item"]))
    title = home.live.world().catalog.titles[row]
    return Candidate("campaign", row, 1.0, {"title": title, **{k: v for k, v in offer.items() if k != "item"}})


def letter(home: Home, member: Member, message: MessageRow, chosen: Candidate, extra: dict[str, Any]) -> Letter:
    """The message in the member's language, with the picture of the item that this member sees."""
    s = situation(home, member, message.at)
    item = s.catalog.items[chosen.row]
    words = words_for(words_of(home), member.language or "en")
    said = say(words, chosen.kind, {"name": member.name, **chosen.fields, **extra})
    base = home.settings.messages.address.rstrip("/")
    link = f"{base}/m/{message.key}/{token(secret_of(home), message.key)}"
    return Letter(
        key=message.key,
        to=address_of(member, message.channel),
        language=words.language,
        subject=said.subject,
        greeting=words.frame["greeting"].format(name=member.name) if member.name else "",
        text=said.text,
        reason=said.reason,
        button=words.frame["button"].format(title=item.title),
        unsubscribe=words.frame["unsubscribe"],
        click_url=f"{link}/click",
        open_url=f"{link}/open.gif",
        unsubscribe_url=f"{link}/stop",
        item=item.item,
        title=item.title,
        artwork=picture_of(s, item.item, message.channel),
        kind=chosen.kind,
        code=str(extra.get("code", "")),
    )


def picture_bytes(home: Home, artwork: str) -> tuple[bytes, str]:
    """(the picture's bytes, png or jpeg or webp), so that it travels with a mail; nothing where it has no file."""
    item, _, style = artwork.rpartition("-")
    found = home.store.item(item) if style in STYLES else None
    if found is not None:
        return _drawn(msgspec.json.encode(found[1]), style), "png"
    try:
        path: Path = picture_file(home.live.world().catalog, home.path / "artwork", artwork)
    except UnknownName:
        return b"", "png"
    return path.read_bytes(), PICTURES[path.suffix.lower()].partition("/")[2]


@lru_cache(maxsize=512)
def _drawn(item: bytes, style: str) -> bytes:
    """A drawn poster as PNG: mail programs show no SVG."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(draw(msgspec.json.decode(item, type=Item), style), scale=1.0))


def told(letter_: Letter, message: MessageRow) -> dict[str, Any]:
    """A message as the preview shows it."""
    return {
        **msgspec.to_builtins(letter_),
        "channel": message.channel,
        "plan": message.plan,
        "html": html_of(letter_, False),
        "plain": text_of(letter_),
    }


def plain(letter_: Letter, at: str, member: str, channel: str) -> bytes:
    """The message as a program takes it: JSON, keys sorted, so that the same message is the same bytes."""
    body = {
        **msgspec.to_builtins(letter_),
        "member": member,
        "channel": channel,
        "at": at,
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
