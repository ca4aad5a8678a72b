"""Open loop: as many events as asked for, the same bytes from the same seed, nothing hidden in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import msgspec
import pytest

from matinee.core.errors import MatineeError
from matinee.core.kinds import EVENT_KINDS, ITEM_EVENTS
from matinee.core.values import Event, Item, Member
from matinee.worlds.open_loop import write_open_loop
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import World, make_world


def small(name: str, seed: int = 1) -> World:
    return make_world(with_sizes(preset(name), 120, 400), seed)


def digest(place: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(place.iterdir()))).hexdigest()


@pytest.mark.parametrize("name", ["stream", "shop"])
def test_the_same_seed_gives_the_same_bytes_and_another_seed_gives_others(name: str, tmp_path: Path) -> None:
    for place, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_open_loop(small(name, seed), 8_000, 20, tmp_path / place)
    assert digest(tmp_path / "a") == digest(tmp_path / "b") != digest(tmp_path / "c")


@pytest.mark.parametrize("name", ["stream", "shop"])
def test_every_event_is_a_core_event_in_order_of_its_number_and_marked_as_simulated(name: str, tmp_path: Path) -> None:
    days = write_open_loop(small(name), 6_000, 20, tmp_path / "w")
    found = duckdb.sql(f"select * from '{tmp_path}/w/events-0000.parquet'")
    assert tuple(found.columns) == Event.__struct_fields__ or set(found.columns) == set(Event.__struct_fields__)
    events = [
        msgspec.convert({k: v for k, v in zip(found.columns, row, strict=True)}, Event) for row in found.fetchall()
    ]
    assert len(events) == len({event.event_id for event in events}) == 6_000
    assert {event.source for event in events} == {"simulated"}
    assert all(
        event.kind in EVENT_KINDS and event.who and bool(event.item) == (event.kind in ITEM_EVENTS) for event in events
    )
    assert 15 <= days <= 25


@pytest.mark.parametrize("name", ["stream", "shop"])
def test_what_is_exported_decodes_as_items_and_members_and_tells_nothing_hidden(name: str, tmp_path: Path) -> None:
    world = small(name)
    write_open_loop(world, 1_000, 5, tmp_path / "w")
    lines = (tmp_path / "w/items.jsonl").read_bytes().splitlines()
    items = [msgspec.json.decode(line, type=Item, strict=True) for line in lines]
    members = [
        msgspec.json.decode(line, type=Member) for line in (tmp_path / "w/members.jsonl").read_bytes().splitlines()
    ]
    assert len(items) == 400 and len(members) == 120 - int(world.truth.members.guest.sum())
    assert {thing.source for thing in (*items, *members)} == {"simulated"}
    text = b"".join(lines)
    assert all(word not in text for word in (b"clickbait", b"quality", b"hype", b"vector"))


def test_one_file_holds_the_same_events_as_a_directory(tmp_path: Path) -> None:
    write_open_loop(small("stream"), 3_000, 10, tmp_path / "w")
    write_open_loop(small("stream"), 3_000, 10, tmp_path / "w.parquet")
    one, parts = (duckdb.sql(f"select * from '{tmp_path}/{name}'").fetchall() for name in ("w.parquet", "w/*.parquet"))
    assert one == parts


def test_a_place_that_holds_events_is_not_written_over(tmp_path: Path) -> None:
    write_open_loop(small("stream"), 100, 5, tmp_path / "w")
    with pytest.raises(MatineeError, match="holds events already"):
        write_open_loop(small("stream"), 100, 5, tmp_path / "w")


def test_a_season_has_its_peak_and_its_dip_and_its_guests_are_most(tmp_path: Path) -> None:
    write_open_loop(make_world(with_sizes(preset("shop"), 600, 400), 3), 60_000, 60, tmp_path / "w")
    days = dict(
        duckdb.sql(
            f"select (\"at\" - {preset('shop').start_at}) // 86400000000 as d, count(*) from '{tmp_path}/w/*.parquet' "
            "where kind = 'purchase' group by 1"
        ).fetchall()
    )
    before, peak, after = (
        sum(days.get(d, 0) for d in span) / len(span) for span in (range(8), range(17, 24), range(29, 34))
    )
    assert peak > 1.4 * before and after < before and after < 0.55 * peak
