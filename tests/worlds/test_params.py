"""Parameters: a typo or an impossible value is one clear error at once, and the shipped files are whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.core.errors import MatineeError
from matinee.worlds.params import PRESETS, load, parse, preset, with_sizes
from matinee.worlds.world import make_world

BAD = {
    "[members]\nnn = 5": "nn",
    "[membres]\nn = 5": "membres",
    "[members]\nn = 0": "n",
    "[members]\nn = -3": "n",
    "[members]\nn = 'many'": "n",
    "[items]\nwrong_tags = 1.5": "wrong_tags",
    "[attention.tv]\nform = 'heart'": "form",
    "[attention.watch]\nrows = 2.0": "watch",
    "start = 'yesterday'": "yesterday",
    "preset = 'cinema'": "cinema",
    "[context]\nholidays = ['2026-13-01']": "2026-13-01",
    "[[faults]]\nkind = 'fire'": "kind",
    "[[faults]]\nkind = 'unavailable'\nfrom_day = 5\nto_day = 2": "unavailable",
    "[members": "TOML",
}


@pytest.mark.parametrize("text", BAD)
def test_a_bad_parameter_is_named_at_once(text: str) -> None:
    with pytest.raises(MatineeError, match=BAD[text]):
        parse(text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MatineeError, match=r"none\.toml"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(("members", "items"), [(0, None), (None, 0), (-1, 5), (10**9, None)])
def test_impossible_sizes_are_refused(members: int | None, items: int | None) -> None:
    with pytest.raises(MatineeError):
        with_sizes(preset("stream"), members, items)


def test_a_world_that_needs_too_much_memory_is_refused_before_it_is_drawn() -> None:
    with pytest.raises(MatineeError, match="over 8 GB"):
        make_world(with_sizes(preset("stream"), 10_000_000, 10_000_000), 1)


def test_a_file_lies_over_its_preset_and_changes_nothing_else() -> None:
    told = parse("preset = 'shop'\n[shop]\nreturns = 0.3")
    assert told.shop.returns == 0.3
    assert told.members == PRESETS["shop"].members and told.attention == PRESETS["shop"].attention


@given(st.text(max_size=60))
def test_any_text_is_parameters_or_one_clear_error(text: str) -> None:
    try:
        parse(text)
    except MatineeError as error:
        assert error.way_out


@pytest.mark.parametrize(("members", "items"), [(1, 1), (1, 400), (50, 2), (3, 3)])
@pytest.mark.parametrize("name", ["stream", "shop"])
def test_the_smallest_worlds_can_be_drawn(name: str, members: int, items: int) -> None:
    world = make_world(with_sizes(preset(name), members, items), 7)
    assert len(world.member_ids) == members and len(world.item_ids) == items
