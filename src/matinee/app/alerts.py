"""Faults found in; told to a webhook and kept for Prometheus, out."""

from __future__ import annotations

import urllib.request
from typing import Any, Final

import msgspec

from matinee.app.home import Home
from matinee.app.titles import titles
from matinee.core.clock import to_iso
from matinee.core.errors import InvalidInput
from matinee.verdict.feedback.health import BROKEN_PICTURE, DOUBLED_EVENTS, LOST_EVENTS, STALE_MODEL, UNAVAILABLE

KEPT: Final = "faults:latest"
FAULT_KINDS: Final = (BROKEN_PICTURE, UNAVAILABLE, LOST_EVENTS, DOUBLED_EVENTS, STALE_MODEL)
SECONDS: Final = 10.0


def look(home: Home) -> dict[str, Any]:
    """Run title health, keep what was found for /metrics, and send new faults to the webhook of the settings."""
    return tell(home, titles(home))


def tell(home: Home, found: dict[str, Any]) -> dict[str, Any]:
    """Keep what title health found, and send what is new."""
    known = {(one["kind"], one["where"]) for one in latest(home)}
    fresh = [one for one in found["faults"] if (one["kind"], one["where"]) not in known]
    home.store.nearline_put(KEPT, msgspec.json.encode(found["faults"]))
    address = home.settings.verdict.webhook
    if fresh and address:
        send(address, {"home": home.settings.name, "at": to_iso(home.now()), "day": found["day"], "faults": fresh})
    return {**found, "new_faults": fresh, "sent_to": address if fresh else ""}


def latest(home: Home) -> list[dict[str, Any]]:
    """The faults of the last look."""
    body = home.store.nearline_get(KEPT)
    return list(msgspec.json.decode(body)) if body else []


def send(address: str, told: dict[str, Any]) -> None:
    """POST as JSON.

    Raises:
        InvalidInput: the address is none of HTTP, or what answers there does not take it.
    """
    if not address.startswith(("http://", "https://")):
        raise InvalidInput(f"verdict.webhook is {address!r}", "give an address that begins with http:// or https://")
    request = urllib.request.Request(address, msgspec.json.encode(told), {"Content-Type": "application/json"})
    try:
        urllib.request.urlopen(request, timeout=SECONDS).close()
    except OSError as error:
        raise InvalidInput(
            f"the webhook {address} did not take the alert: {error}", "look at what listens there"
        ) from error
