"""What comes back: a message's link followed, opened or used to opt out in; events and consent as they are then out."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import msgspec

from matinee.app.home import Home
from matinee.app.messages_write import secret_of, words_of
from matinee.core.errors import UnknownName
from matinee.core.ids import stable_id
from matinee.core.values import Event
from matinee.messages.mail import Letter
from matinee.messages.signing import is_token
from matinee.messages.words import words_for
from matinee.storage.messages import MessageRow

KINDS: Final = {"open": "message_open", "click": "message_click", "stop": "message_opt_out"}
GIF: Final = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
"""A picture of one clear point."""


def linked(home: Home, key: str, given: str) -> MessageRow:
    """The message that a link belongs to.

    Raises:
        UnknownName: there is no such message, or the link is not one of ours.
    """
    message = home.store.message(key)
    if message is None or not is_token(secret_of(home), key, given):
        raise UnknownName("this link leads nowhere", "use the link as it stands in the message")
    return message


def heard(home: Home, key: str, given: str, deed: str) -> MessageRow:
    """Keep what was done with a message; the first time counts. `deed`: open, click or stop.

    Raises:
        UnknownName: there is no such message, or the link is not one of ours.
    """
    message = linked(home, key, given)
    said = msgspec.json.decode(message.body, type=Letter) if message.body else None
    home.append(
        [
            Event(
                event_id=stable_id(key, deed),
                kind=KINDS[deed],
                at=home.now(),
                member=message.member,
                item=message.item,
                artwork=said.artwork if said else "",
                surface="message",
                message=key,
            )
        ]
    )
    if deed == "stop":
        member = home.member(message.member)
        home.put_member(msgspec.structs.replace(member, message_consent=False))
    return message


def target(home: Home, message: MessageRow) -> str:
    """Where a click leads: the member's page at this house, never another one."""
    base = home.settings.messages.address.rstrip("/")
    return f"{base}/?item={quote(message.item, safe='')}&message={quote(message.key, safe='')}"


def parting(home: Home, message: MessageRow) -> tuple[str, str, str]:
    """(language, the words of the button, the words of thanks) of the page that opts out."""
    words = words_for(words_of(home), home.member(message.member).language or "en")
    return words.language, words.frame["unsubscribe"], words.frame["thanks"]
