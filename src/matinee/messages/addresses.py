"""Addresses: what a member's record says in; one that can be written to, or why not, out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from matinee.core.clock import from_iso
from matinee.core.values import Member

_LOCAL: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_MAIL: Final = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)*{_LABEL}")
LONGEST: Final = 254
OPTED_OUT: Final = " opted out "
"""Stands for the member at an address that wants no more."""


def fault_of(channel: str, address: str) -> str:
    """Why nothing can be sent to this address; '' where it can.

    Example:
        >>> fault_of("email", "ada@example.org"), fault_of("email", "ada@@example.org")
        ('', "'ada@@example.org' is no mail address")
    """
    if channel == "email":
        fits = len(address) <= LONGEST and address.isascii() and _MAIL.fullmatch(address) is not None
        return "" if fits else f"'{address[:80]}' is no mail address"
    fits = 0 < len(address) <= 4_096 and address.isprintable()
    return "" if fits else f"'{address[:80]}' is no address for {channel}"


def address_of(member: Member, channel: str) -> str:
    """The member's address on a channel; a file needs none, it names the member."""
    return member.addresses.get(channel, "").strip() if channel != "file" else member.member


def same(channel: str, address: str) -> str:
    """What two addresses that reach the same person have in common: capitals of a mail address do not matter."""
    return address.casefold() if channel == "email" else address


def reachable(
    members: Iterable[Member], channels: Iterable[str], gone: Iterable[Member] = ()
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """(member -> channels by which they may be written to, member -> why by none). Of members with one address on a
    channel only the first is written to there, so that nobody gets everything twice; at an address of somebody who
    opted out (`gone`) nobody is, for it is the reader who wants no more."""
    channels = tuple(channels)
    taken = {
        (channel, same(channel, address)): OPTED_OUT
        for member in gone
        for channel in channels
        if (address := address_of(member, channel))
    }
    ways: dict[str, tuple[str, ...]] = {}
    refused: dict[str, str] = {}
    wanted = tuple(channels)
    for member in members:
        faults = {channel: _fault(member, channel, taken) for channel in wanted}
        ways[member.member] = tuple(channel for channel, fault in faults.items() if not fault)
        if not ways[member.member]:
            refused[member.member] = "; ".join(dict.fromkeys(faults.values())) or "no channel is set"
    return ways, refused


def _fault(member: Member, channel: str, taken: dict[tuple[str, str], str]) -> str:
    address = address_of(member, channel)
    if not address:
        return f"no address for {channel}"
    if fault := fault_of(channel, address):
        return fault
    first = taken.setdefault((channel, same(channel, address)), member.member)
    if first is OPTED_OUT:
        return f"somebody opted out at this {channel} address"
    return "" if first == member.member else f"has the same {channel} address as member '{first}'"


def consents(member: Member, opted_out_at: int) -> bool:
    """Whether a member may be written to: consent is given, and was not withdrawn since (`opted_out_at`, 0 never).

    After an opt-out only a consent with a later time counts: attributes.message_consent_at, ISO 8601.
    """
    if not (member.consent and member.message_consent):
        return False
    given = member.attributes.get("message_consent_at")
    try:
        return not opted_out_at or (isinstance(given, str) and from_iso(given) > opted_out_at)
    except ValueError:
        return False
