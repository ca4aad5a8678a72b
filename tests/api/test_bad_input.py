"""What the HTTP door refuses: other people's pages, zones and countries that are none, ids that are none."""

from __future__ import annotations

from typing import Any

import pytest
from litestar.testing import TestClient

from matinee.app.home import Home
from matinee.core.values import Event


def page_of(client: TestClient[Any], home: Home, who: str) -> str:
    decision = client.get(f"/v1/members/{who}/home").json()["decision"]
    home.store.put_decisions([]).result()  # the page's own decision was queued before it
    return str(decision)


def test_a_row_of_somebody_elses_page_is_not_served(client: TestClient[Any], home: Home) -> None:
    decision = page_of(client, home, "ann")
    assert client.get(f"/v1/members/ann/home/rows/0?decision={decision}").status_code == 200
    answer = client.get(f"/v1/members/bob/home/rows/0?decision={decision}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_name")


def test_a_row_of_a_page_made_for_the_guest_that_a_member_was_is_served(client: TestClient[Any], home: Home) -> None:
    decision = page_of(client, home, "guest")
    home.append([Event(event_id="x", kind="identify", at=home.now(), member="ann", anonymous="guest")])
    for who, status in (("ann", 200), ("guest", 200), ("bob", 404)):
        assert client.get(f"/v1/members/{who}/home/rows/0?decision={decision}").status_code == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("time_zone=Mars/Base", 400), ("time_zone=Europe/Berlin", 200), ("time_zone=", 200),
        ("country=Germany", 400), ("country=de", 200),
    ],
)  # fmt: skip
def test_a_zone_or_country_that_is_none_is_refused(client: TestClient[Any], query: str, status: int) -> None:
    assert client.get(f"/v1/members/ann/home?{query}").status_code == status


def test_an_event_in_a_zone_that_is_none_is_quarantined(door: TestClient[Any], home: Home) -> None:
    events = [
        {"event_id": zone, "kind": "play", "at": home.now() / 1e6, "member": "ann", "item": "i1", "time_zone": zone}
        for zone in ("Mars/Base", "Europe/Berlin", "Europe")
    ]
    answer = door.post("/v1/events", json=events).json()
    assert answer["accepted"] == 1
    assert [one["event_id"] for one in answer["quarantined"]] == ["Mars/Base", "Europe"]
    assert "unknown time zone 'Mars/Base'" in answer["quarantined"][0]["reason"]


def test_a_country_that_is_no_two_letters_is_refused_for_items_and_members(client: TestClient[Any]) -> None:
    assert client.put("/v1/members/ann", json={"country": "Germany"}).status_code == 400
    assert client.put("/v1/items/x", json={"title": "X", "countries": ["DE", "FRA"]}).status_code == 400
    assert client.put("/v1/items/x", json={"title": "X", "countries": ["de"]}).json()["countries"] == ["DE"]


@pytest.mark.parametrize("who", ["x" * 257, "a%00b", "a%0Ab", "%20"])
def test_an_id_that_can_be_none_is_refused_in_every_address(client: TestClient[Any], who: str) -> None:
    asked = [
        client.get(f"/v1/members/{who}/home"),
        client.get(f"/v1/members/{who}/home/rows/0?decision=d"),
        client.get(f"/v1/members/{who}/profile"),
        client.get(f"/v1/members/{who}/explain/i1"),
        client.get(f"/v1/members/{who}/export"),
        client.get(f"/v1/search?q=film&member={who}"),
        client.get(f"/v1/items/i1/similar?member={who}"),
        client.put(f"/v1/members/{who}", json={}),
        client.delete(f"/v1/members/{who}"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in asked} == {(400, "invalid_input")}


def test_forgetting_nobody_says_that_nothing_was_held(client: TestClient[Any], home: Home) -> None:
    home.append([Event(event_id="p", kind="play", at=home.now(), member="ann", item="i1")])
    assert client.delete("/v1/members/ann").json()["held"] is True
    assert client.delete("/v1/members/ann").json()["held"] is False


def test_the_docs_are_a_page_of_our_own_that_needs_no_other_host(client: TestClient[Any]) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "http://" not in answer.text and "https://" not in answer.text and "//cdn" not in answer.text
    assert 'fetch("/docs/openapi.json")' in answer.text
    assert client.get("/docs/openapi.json").json()["paths"]["/v1/events"]
