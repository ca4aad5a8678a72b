"""One's own history through the door: what matched is told, what did not is listed, and forgetting erases it."""

from __future__ import annotations

from typing import Any

from litestar.testing import TestClient

from matinee.app.home import Home

HEADER = "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Country\n"
LINES = """Ada,2021-03-05 20:14:33,01:42:11,,Film 3,,Smart TV,01:42:11,DE (Germany)
Ada,2021-03-06 20:14:33,01:12:11,,Film 4,,iPhone 12,01:12:11,DE (Germany)
Ada,2021-03-07 20:14:33,01:12:11,,A Film Nobody Has,,iPhone 12,01:12:11,DE (Germany)
"""


def bring(client: TestClient[Any], text: str) -> Any:
    return client.post("/v1/members/you/history", content=text.encode(), headers={"content-type": "text/csv"})


def test_a_history_becomes_plays_and_its_match_rate_and_what_is_missing_are_told(
    client: TestClient[Any], home: Home
) -> None:
    answer = bring(client, HEADER + LINES)
    assert answer.status_code == 200
    told = answer.json()
    assert told["events"] == 2 and told["viewings"] == 3 and told["profile"] == "Ada"
    assert told["match_share"] == 0.6667 and told["unmatched"] == [["A Film Nobody Has", 1]]
    assert {event.item for _, event in home.store.events_of("you")} == {"i3", "i4"}
    assert bring(client, HEADER + LINES).json()["duplicate"] == 2


def test_forgetting_erases_it_and_gives_a_receipt(client: TestClient[Any], home: Home) -> None:
    bring(client, HEADER + LINES)
    receipt = client.delete("/v1/members/you").json()
    assert receipt["held"] and receipt["removed"]["events"] == 2
    assert home.store.events_of("you") == [] and b"Ada" not in home.store.path.read_bytes()


def test_a_history_that_ends_after_the_home_s_clock_is_moved_back_by_whole_weeks(
    client: TestClient[Any], home: Home
) -> None:
    from matinee.app.clock import standing_at
    from matinee.core.clock import from_iso, hour_of_week

    home.clock = standing_at(from_iso("2016-10-16T18:00:00Z"))
    told = bring(client, HEADER + LINES).json()
    assert told["weeks_back"] > 200
    times = [event.at for _, event in home.store.events_of("you")]
    assert max(times) <= home.now() and max(times) > home.now() - 15 * 86_400_000_000
    assert {hour_of_week(at) for at in times} == {
        hour_of_week(from_iso(text)) for text in ("2021-03-05T20:14:33Z", "2021-03-06T20:14:33Z")
    }


def test_what_is_no_such_file_is_refused_in_one_clear_line(client: TestClient[Any]) -> None:
    for text in ("", "Title,Date\nFilm 3,2021-03-05\n", "\x00\x01\x02"):
        answer = bring(client, text)
        assert answer.status_code in (400, 422) and answer.json()["way_out"]


def test_the_state_of_the_simulated_weeks_is_told_and_removing_none_is_no_fault(client: TestClient[Any]) -> None:
    assert client.get("/v1/simulated").json()["state"] == "none"
    assert client.delete("/v1/simulated").json()["state"] == "none"
    assert client.post("/v1/simulated?days=0").status_code == 400
