"""A store in a folder of its own, and events to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from matinee.core.values import Event
from matinee.storage import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home")
    yield opened
    opened.close()


def an_event(number: int, member: str = "m1", **fields: object) -> Event:
    given = {"kind": "play", "member": member, "item": f"i{number % 7}", "at": 1_700_000_000_000_000 + number} | fields
    return Event(event_id=f"e{number}", **given)  # type: ignore[arg-type]
