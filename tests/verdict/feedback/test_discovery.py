"""Discovery shares by hand, from outcomes through the SQL, and slots with what came of them."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from matinee.core.clock import DAY, SECOND
from matinee.evaluation.attribution import Case, CasePage, load_case
from matinee.verdict.feedback.attribution import Terms, attribute, on_duckdb, tabulate
from matinee.verdict.feedback.discovery import discovery

CASE = Case(
    name="two days",
    expected=[],
    decisions=[CasePage(decision="d1", at="2026-03-01T20:00:00Z", member="m", rows=[["x", "y", "z"]])],
    events=[
        {"kind": "impression", "member": "m", "at": "2026-03-01T20:00:05Z", "item": "x", "decision": "d1"},
        {"kind": "impression", "member": "m", "at": "2026-03-01T20:00:06Z", "item": "y", "decision": "d1"},
        {"kind": "play", "member": "m", "at": "2026-03-01T20:01:00Z", "item": "x", "play": "p1", "phase": "start"},
        {"kind": "play", "member": "m", "at": "2026-03-01T20:31:00Z", "item": "x", "play": "p1", "phase": "stop"},
        {"kind": "thumb", "member": "m", "at": "2026-03-01T20:32:00Z", "item": "x", "value": 2, "event_id": "t1"},
        {"kind": "play", "member": "m", "at": "2026-03-01T21:00:00Z", "item": "y", "decision": "d1", "seconds": 30.0},
        {"kind": "play", "member": "m", "at": "2026-03-02T20:00:00Z", "item": "q", "event_id": "p2", "seconds": 600.0},
        {"kind": "play", "member": "m", "at": "2026-03-02T20:20:00Z", "item": "q2", "autoplay": True, "seconds": 99.0},
        {"kind": "purchase", "member": "m", "at": "2026-03-02T21:00:00Z", "item": "y", "quantity": 2, "price": 5.0},
    ],
)


@pytest.fixture(scope="module")
def connection():
    found = duckdb.connect()
    load_case(CASE, found)
    found.execute("create temp table lengths as select '0/x' as item, 2000.0 as seconds")
    make = on_duckdb(found)
    attribute(make, Terms())
    tabulate(make, ("slot_signs", "discovery"), Terms())
    yield found
    found.close()


def columns(connection, table):
    return connection.execute(f"select * from {table}").fetchnumpy()


def test_the_share_counts_what_was_chosen_and_leaves_autoplay_apart(connection):
    found = discovery(columns(connection, "discovery"), ("home", "similar"))
    assert found.share["plays"] == pytest.approx(2 / 3)
    assert found.share["seconds"] == pytest.approx(1830 / 2430)
    assert found.share["revenue"] == 1.0
    assert found.by_surface["autoplay"]["plays"] == 1
    assert found.by_surface["home"]["revenue"] == 10.0
    assert len(found.days) == 2
    assert found.days[1] - found.days[0] == 1
    assert found.share_by_day["plays"] == [1.0, 0.0]
    assert np.isnan(found.share_by_day["revenue"][0])


def test_slots_in_view_stand_once_with_what_came_of_them(connection):
    signs = columns(connection, "slot_signs")
    by_item = {item[2:]: {name: signs[name][k] for name in signs} for k, item in enumerate(signs["item"])}
    assert sorted(by_item) == ["x", "y"]  # z was never in view
    assert by_item["x"]["plays"] == 1
    assert by_item["x"]["completion"] == pytest.approx(0.9)
    assert by_item["x"]["thumb"] == 2
    assert by_item["x"]["abandonment"] == 0
    assert by_item["y"]["abandonment"] == 1
    assert by_item["y"]["purchase"] == 1
    assert by_item["y"]["revenue"] == 10.0
    assert by_item["x"]["seen_at"] % DAY == (20 * 3600 + 5) * SECOND
