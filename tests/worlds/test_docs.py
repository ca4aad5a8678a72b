"""The documentation of worlds names every parameter."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from matinee.worlds import params

DOCS = Path(__file__).parents[2] / "docs" / "worlds.md"
PARTS = [part for part in vars(params).values() if isinstance(part, type) and issubclass(part, params.Part)]


@pytest.mark.parametrize(
    "part", [p for p in PARTS if p not in (params.Part, params.WorldParams)], ids=lambda p: p.__name__
)
def test_every_parameter_has_its_line(part: type[params.Part]) -> None:
    text = DOCS.read_text("utf-8")
    assert [
        name for name in (field.name for field in msgspec.structs.fields(part)) if f"\n| {name} | " not in text
    ] == []
