"""Mail: a worded message, its picture and its links in; an e-mail with text, HTML and one-click opt-out out."""

from __future__ import annotations

import datetime as dt
import html
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from typing import Final

import msgspec

from matinee.core.errors import SettingsError
from matinee.messages.addresses import fault_of
from matinee.messages.timing import EPOCH

KEY_HEADER: Final = "X-Matinee-Key"
POLICY: Final = SMTP.clone(max_line_length=990)
"""A folded List-Unsubscribe would be encoded, and no mail program would find the link in it."""


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """What is said in a message, fixed before the first attempt to send it. Links are whole addresses."""

    key: str
    to: str
    language: str
    subject: str
    greeting: str
    text: str
    reason: str
    button: str
    unsubscribe: str
    click_url: str
    open_url: str
    unsubscribe_url: str
    item: str
    title: str
    artwork: str
    kind: str
    code: str = ""


def sender_of(text: str) -> tuple[str, str]:
    """(name, address) of the settings' sender.

    Raises:
        SettingsError: it is no mail address.
    """
    name, address = parseaddr(text)
    if fault_of("email", address):
        raise SettingsError(f"[messages] sender = {text!r} is no mail address", 'write "Name <name@example.org>"')
    return name, address


def email_of(letter: Letter, sender: str, at: int, picture: tuple[bytes, str] = (b"", "png")) -> bytes:
    """The mail as it is sent; `at` (UTC microseconds) is its date, `picture` goes with it (bytes, png or jpeg).

    The key is in the Message-ID and in a header of its own; who knows it already may drop the mail.

    Source: RFC 5322 (mail), RFC 2369 and 8058 (List-Unsubscribe, one click).
    """
    name, address = sender_of(sender)
    mail = EmailMessage(policy=POLICY)
    mail["From"], mail["To"], mail["Subject"] = formataddr((name, address)), letter.to, letter.subject
    mail["Date"] = format_datetime(EPOCH + dt.timedelta(microseconds=at // 1_000_000 * 1_000_000))
    mail["Message-ID"] = f"<{letter.key}@{address.rpartition('@')[2]}>"
    mail[KEY_HEADER] = letter.key
    mail["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Content-Language"] = letter.language
    mail.set_content(text_of(letter))
    mail.add_alternative(html_of(letter, bool(picture[0])), subtype="html")
    if picture[0]:
        body = mail.get_payload()[1]  # type: ignore[index]
        body.add_related(picture[0], "image", picture[1], cid=f"<{letter.key}-picture>")  # type: ignore[union-attr]
    return mail.as_bytes()


def text_of(letter: Letter) -> str:
    """The mail in plain text."""
    parts = [letter.greeting, letter.text, f"{letter.button}: {letter.click_url}", letter.code, letter.reason]
    return "\n\n".join(part for part in parts if part) + f"\n\n-- \n{letter.unsubscribe}: {letter.unsubscribe_url}\n"


def html_of(letter: Letter, picture: bool) -> str:
    """The mail as a web page of one column that needs no style sheet; every value is escaped."""
    e = {name: html.escape(str(getattr(letter, name)), quote=True) for name in letter.__struct_fields__}
    image = (
        f'<a href="{e["click_url"]}"><img src="cid:{e["key"]}-picture" alt="{e["title"]}" width="560" '
        'style="width:100%;max-width:560px;border-radius:8px;display:block"></a>'
    )
    code = f'<p style="font:700 18px monospace">{e["code"]}</p>' if letter.code else ""
    greeting = f"<p>{e['greeting']}</p>" if letter.greeting else ""
    return (
        f'<!doctype html><html lang="{e["language"]}"><head><meta charset="utf-8"><title>{e["subject"]}</title></head>'
        '<body style="margin:0;background:#f5f3ef;font:16px/1.5 Georgia,serif;color:#1d1b18">'
        '<div style="max-width:560px;margin:0 auto;padding:24px;background:#fff">'
        f'{image if picture else ""}<h1 style="font-size:24px">{e["subject"]}</h1>{greeting}<p>{e["text"]}</p>{code}'
        f'<p><a href="{e["click_url"]}" style="background:#8a1c1c;color:#fff;padding:12px 20px;border-radius:6px;'
        f'text-decoration:none">{e["button"]}</a></p><p style="color:#6b655c;font-size:14px">{e["reason"]}</p>'
        f'<p style="font-size:13px"><a href="{e["unsubscribe_url"]}" style="color:#6b655c">{e["unsubscribe"]}</a></p>'
        f'<img src="{e["open_url"]}" alt="" width="1" height="1"></div></body></html>'
    )
