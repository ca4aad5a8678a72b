"""The door: what is kept, what is refused and why."""

from __future__ import annotations

import json
import math
from pathlib import Path

import duckdb
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.clock import to_iso
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.kinds import EVENT_KINDS
from matinee.core.values import Event
from matinee.events import Checked, read_events
from matinee.events.times import to_micros

NOW = 1_700_000_000_000_000
GOOD = {"event_id": "e1", "kind": "play", "member": "m1", "item": "i1", "at": "2020-01-01T20:00:00Z", "seconds": 60}


def read(*events: object, content_type: str = "") -> Checked:
    raw = events[0] if len(events) == 1 and isinstance(events[0], bytes) else json.dumps(list(events)).encode()
    return read_events(raw, NOW, {"i1", "i2"}.__contains__, content_type=content_type)


def test_a_good_event_is_kept_with_its_time_in_microseconds() -> None:
    checked = read(GOOD)
    assert checked.rejected == []
    kept = msgspec.json.decode(msgspec.json.encode(checked.events[0]), type=Event)
    assert kept == Event(event_id="e1", kind="play", member="m1", item="i1", at=1_577_908_800_000_000, seconds=60.0)


BAD = {
    "unknown kind 'nap'": {"kind": "nap"},
    "bad time 'yesterday'": {"at": "yesterday"},
    "bad time": {"at": -5},
    "at: Expected": {"at": True},
    "missing required field `at`": {"at": ...},
    "missing required field `kind`": {"kind": ...},
    "more than a day ahead": {"at": to_iso(NOW + 86_401_000_000)},
    "seconds: Expected `float` >= 0": {"seconds": -1},
    "not JSON": {"seconds": math.nan},
    "seconds: Expected `float | null`, got `str`": {"seconds": "60"},
    "member: Expected `str`, got `int`": {"member": 7},
    "item: Expected `str`, got `int`": {"item": 31},
    "of length <= 256": {"session": "x" * 300},
    "1000": {"query": "x" * 1_000_000},
    "unknown item 'none'": {"item": "none"},
    "a play needs an item": {"item": ...},
    "neither member nor anonymous": {"member": ...},
    "cannot be printed": {"member": "m\x00"},
    "a rate needs a value": {"kind": "rate"},
    "a rating of 11 is not in": {"kind": "rate", "value": 11},
    "a thumb's value": {"kind": "thumb", "value": 3},
    "a rank needs items": {"kind": "rank"},
    "unknown item 'i9' among items": {"kind": "rank", "items": ["i1", "i9"]},
    "a dwell needs seconds": {"kind": "dwell", "seconds": ...},
    "a search needs a query": {"kind": "search", "query": " "},
    "identify needs both": {"kind": "identify"},
    "phase: Invalid enum value": {"phase": "rewind"},
    "schema: Expected `int` <= 1": {"schema": 2},
    "row: Expected `int` >= 0": {"row": -1},
}


@pytest.mark.parametrize("reason", BAD)
def test_a_bad_event_is_refused_with_its_reason_and_the_others_are_kept(reason: str) -> None:
    bad = {name: value for name, value in (GOOD | {"event_id": "bad"} | BAD[reason]).items() if value is not ...}
    checked = read(GOOD, bad, GOOD | {"event_id": "e2"})
    assert [event.event_id for event in checked.events] == ["e1", "e2"]
    assert [refused.index for refused in checked.rejected] == [1]
    assert reason in checked.rejected[0].reason
    assert checked.rejected[0].event_id == "bad"


def test_every_kind_can_be_sent() -> None:
    given = {"value": 1, "items": ["i1"], "query": "x", "anonymous": "g1"}
    checked = read(*[GOOD | given | {"kind": kind, "event_id": kind} for kind in EVENT_KINDS])
    assert [event.kind for event in checked.events] == list(EVENT_KINDS)


def test_what_is_not_given_may_be_null() -> None:
    assert read(GOOD | {"household": None, "row": None, "query": None}).events[0].event_id == "e1"


def test_one_event_a_list_and_json_lines_are_the_same() -> None:
    line = json.dumps(GOOD).encode()
    pretty = json.dumps(GOOD, indent=2).encode()
    for raw in (line, pretty, b"\xef\xbb\xbf" + line, b"[" + line + b"]", line + b"\n\n" + line, line + b"\r\n"):
        assert {event.event_id for event in read(raw).events} == {"e1"}


def test_every_line_that_is_not_json_is_refused_by_itself() -> None:
    line = json.dumps(GOOD).encode()
    checked = read(b"\n".join([line, b"{not json", b"\xff\xfe", b"", b'"text"', b"[" * 50_000, line]))
    assert len(checked.events) == 2
    assert [refused.index for refused in checked.rejected] == [1, 2, 3, 4]
    assert checked.rejected[0].body == "{not json"


def test_a_broken_list_is_refused_and_nothing_raises() -> None:
    checked = read(b'[{"kind": "play", "at": 1}, {"kind"')
    assert (checked.events, len(checked.rejected)) == ([], 1)


def test_nothing_at_all_is_an_error() -> None:
    with pytest.raises(InvalidInput):
        read(b" \n")


def test_csv_and_parquet_say_the_same_as_json(tmp_path: Path) -> None:
    text = (
        "event_id,kind,member,item,at,seconds,autoplay,items,row\n"
        "e1,play,m1,i1,2020-01-01T20:00:00Z,60,,,\n"
        "e2,play,m1,31,1577908800,60,true,,3\n"
        "e3,rank,m1,,1577908800000,,,i1|i2,\n"
        "e4,play,m1,i1,1577908800,nan,,,\n"
        "e5,play,m1,i1,1577908800,-1,,,\n"
    )
    checked = read(text.encode(), content_type="text/csv")
    assert [(event.event_id, event.at) for event in checked.events] == [
        ("e1", 1_577_908_800_000_000), ("e3", 1_577_908_800_000_000),
    ]  # fmt: skip
    assert checked.events[1].items == ("i1", "i2")
    assert [refused.event_id for refused in checked.rejected] == ["e2", "e4", "e5"]
    path = tmp_path / "events.parquet"
    duckdb.sql(
        "SELECT * FROM (VALUES ('e1', 'play', 'm1', 'i1', TIMESTAMP '2020-01-01 20:00:00', 60.0::DOUBLE),"
        " ('e2', 'play', 'm1', 'i1', TIMESTAMP '2020-01-01 20:00:00', 'nan'::DOUBLE))"
        ' AS events (event_id, kind, member, item, "at", seconds)'
    ).write_parquet(str(path))
    checked = read(path.read_bytes())
    assert [(event.event_id, event.at, event.seconds) for event in checked.events] == [
        ("e1", 1_577_908_800_000_000, 60)
    ]
    assert checked.rejected[0].reason == "seconds: Expected `float` >= 0.0"


def test_a_csv_line_with_too_many_cells_is_no_reason_to_stop() -> None:
    checked = read(b"event_id,kind,member,item,at\ne1,play,m1,i1,1577908800,more\n", content_type="text/csv")
    assert [event.event_id for event in checked.events] == ["e1"]


def test_an_event_without_an_id_gets_the_same_one_each_time() -> None:
    bare = {name: value for name, value in GOOD.items() if name != "event_id"}
    assert read(bare).events[0].event_id == read(bare).events[0].event_id
    assert read(bare).events[0].event_id == stable_id("m1", "i1", "play", 1_577_908_800_000_000, None)


@given(st.integers(0, 4_000_000_000))
def test_a_time_is_the_same_in_every_form(second: int) -> None:
    at = second * 1_000_000
    assert to_micros(to_iso(at)) == at
    if second >= 100_000_000:
        assert to_micros(second) == to_micros(second * 1_000) == to_micros(at) == to_micros(str(second)) == at
    assert to_micros(float(second)) == to_micros(second)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(["event_id", "kind", "member", "item", "at", "seconds", "items", "row", "schema", "value"])


@settings(max_examples=50)
@given(st.lists(st.dictionaries(FIELDS, JSON).map(lambda bad: GOOD | bad) | JSON, min_size=1, max_size=5))
def test_whatever_is_sent_each_event_is_either_kept_or_refused(events: list[object]) -> None:
    checked = read(*events)
    assert len(checked.events) + len(checked.rejected) == len(events)
    assert all(refused.reason and refused.body.encode() for refused in checked.rejected)
    assert all(0 <= event.at <= NOW + 86_400_000_000 and msgspec.json.encode(event) for event in checked.events)


def test_a_broken_parquet_file_is_an_error_in_one_line() -> None:
    with pytest.raises(InvalidInput, match="the Parquet cannot be read") as caught:
        read(b"PAR1 and no more")
    assert "\n" not in str(caught.value) and "/tmp" not in str(caught.value)


def is_something(raw: bytes) -> bool:
    return raw[:4] != b"PAR1" and raw.removeprefix(b"\xef\xbb\xbf").strip() not in (b"", b"[]")


@given(st.binary(min_size=1).filter(is_something))
def test_no_bytes_make_the_door_fail(raw: bytes) -> None:
    checked = read(raw)
    assert checked.events == [] and checked.rejected
