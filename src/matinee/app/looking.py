"""What the console looks at beside the reports: snapshots and past pages, as plain values."""

from __future__ import annotations

from typing import Any

from matinee.app import promotion
from matinee.app.home import Home
from matinee.core.clock import from_iso, to_iso
from matinee.core.errors import InvalidInput, SnapshotError, UnknownName
from matinee.storage import snapshots as folder
from matinee.verdict.decisions import unpack


def snapshots(home: Home) -> dict[str, Any]:
    """Versions, the oldest first, with what they were learned from; what the gate said of the latest ones."""
    place = home.path / "snapshots"
    now = folder.current(place)
    return {
        "current": now,
        "snapshots": [_told(home, version, now) for version in folder.versions(place)],
        "promotions": [{**one, "at": to_iso(one["at"])} for one in promotion.history(home)],
    }


def _told(home: Home, version: str, now: str) -> dict[str, Any]:
    try:
        found = folder.read_manifest(home.path / "snapshots", version)
    except SnapshotError as error:
        return {"snapshot": version, "current": version == now, "damaged": error.message}
    quality = found.get("quality", {}).get("rules", {}).get("matinee", {})
    return {
        "snapshot": version, "current": version == now, "data_until": to_iso(found["data_until"]),
        "items": found["n_items"], "events": found["evidence"].get("events", 0), **quality, "damaged": "",
    }  # fmt: skip


def use_snapshot(home: Home, version: str) -> dict[str, Any]:
    """Serve from a version from the next request on.

    Raises:
        UnknownName: there is none; SnapshotError: it is damaged.
    """
    place = home.path / "snapshots"
    if version not in folder.versions(place):
        raise UnknownName(f"no snapshot '{version}'", "'matinee snapshots list' shows what there is")
    folder.read(place, version)
    folder.use(place, version)
    home.store.nearline_put("snapshot:current", version.encode())
    return {"snapshot": version}


def _time(text: str) -> int:
    try:
        return from_iso(text)
    except ValueError as error:
        raise InvalidInput(f"'{text}' is no time", "write it as 2026-11-22T20:00:00Z") from error


def pages_of(home: Home, member: str, before: str = "", limit: int = 50) -> dict[str, Any]:
    """Pages sent to a member at or before a time (ISO 8601, "" for now), the latest first."""
    until = _time(before) if before else None
    found = [unpack(body) for *_, body in home.store.decisions_of(member, limit, until)]
    return {
        "member": member,
        "pages": [
            {"decision": d.id, "at": to_iso(d.at), "device": d.context.device, "policy": d.policy,
             "snapshot": d.snapshot, "rows": len(d.rows), "source": d.source}
            for d in found
        ],
    }  # fmt: skip
