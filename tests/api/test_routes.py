"""Items, members, pages, pictures, health: the routes beside events."""

from __future__ import annotations

from typing import Any

import pytest
import structlog
from litestar.testing import TestClient

from matinee.api import create_app, run
from matinee.api.fast import EventsFirst
from matinee.api.measured import Measured
from matinee.app.home import Home
from matinee.core.errors import NotAllowed


def test_an_item_written_is_read_again_and_in_force_at_once(client: TestClient[Any], home: Home) -> None:
    assert client.put("/v1/items/x1", json={"title": "Ten", "year": 1979, "genres": ["Comedy"]}).status_code == 200
    assert client.get("/v1/items/x1").json()["title"] == "Ten"
    assert "x1" in home.known()


def test_many_items_are_taken_line_by_line(client: TestClient[Any]) -> None:
    lines = b'{"item": "a", "title": "A"}\n{"item": 5, "title": "B"}\n{broken\n{"item": "c", "title": "C"}\n'
    answer = client.post("/v1/items", content=lines).json()
    assert answer["accepted"] == 2
    assert [one["index"] for one in answer["refused"]] == [1, 2]


def test_a_member_written_is_answered_as_held(client: TestClient[Any], home: Home) -> None:
    answer = client.put("/v1/members/m1", json={"name": "Ann", "kids": True, "time_zone": "Europe/Berlin"})
    assert (answer.status_code, home.member("m1").kids) == (200, True)
    assert client.put("/v1/members/m1", json={"time_zone": "Mars/Base"}).status_code == 400
    assert client.get("/v1/members").json()["members"][0]["member"] == "m1"


def test_a_page_is_served_and_logged_and_its_rows_go_on(client: TestClient[Any], home: Home) -> None:
    page = client.get("/v1/members/m1/home?device=phone").json()
    home.store.put_decisions([]).result()  # the page's own decision was queued before it
    assert page["rows"] and home.decision(page["decision"]).who == "m1"
    row = page["rows"][0]
    more = client.get(f"/v1/members/m1/home/rows/0?decision={page['decision']}&from=2").json()
    assert more["kind"] == row["kind"] and all(slot["column"] >= 2 for slot in more["items"])
    picture = client.get(row["items"][0]["artwork_url"])
    assert picture.headers["content-type"].startswith("image/svg+xml") and picture.text.startswith("<svg")
    assert "max-age" in picture.headers["cache-control"]


@pytest.mark.parametrize(
    "path", ["/v1/items/none", "/artwork/none-scene", "/artwork/i1-none", "/v1/nothing", "/v1/trace/none"]
)
def test_what_is_not_there_is_404_in_the_one_shape(client: TestClient[Any], path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"code", "message", "way_out"}


def test_a_server_without_a_snapshot_lives_and_says_that_it_is_not_ready(client: TestClient[Any]) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["pages"]) == (503, "popular")
    assert "python_info" in client.get("/metrics").text


def test_the_api_describes_itself(client: TestClient[Any]) -> None:
    document = client.get("/docs/openapi.json").json()
    assert {"/v1/events", "/v1/items/{item}", "/v1/members/{member}/home"} <= set(document["paths"])
    assert "requestBody" in document["paths"]["/v1/events"]["post"]


def test_a_port_that_is_taken_gives_the_next_one_and_strangers_are_kept_out() -> None:
    first = run.bind("127.0.0.1", 0)
    second = run.bind("127.0.0.1", first.getsockname()[1])
    assert second.getsockname()[1] > first.getsockname()[1]
    first.close()
    second.close()
    with pytest.raises(NotAllowed):
        run.bind("0.0.0.0", 0)


def test_metrics_count_events_and_times_by_route_and_name_no_member(home: Home) -> None:
    with TestClient(Measured(EventsFirst(create_app(home), home))) as client:
        client.get("/v1/members/secret-member/home")
        client.post("/v1/events", json=[{"event_id": "e", "kind": "x", "at": 1}])
        text = client.get("/metrics").text
    assert 'matinee_request_seconds_count{method="GET",route="/v1/members/{member}/home",status="200"}' in text
    assert 'matinee_events_total{outcome="quarantined"}' in text
    assert "secret-member" not in text


def test_a_fault_is_logged_without_the_values_that_were_in_it(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(home, "page", broken)
    monkeypatch.setattr(home, "profile", broken)
    run.write_logs()
    with TestClient(create_app(home), raise_server_exceptions=False) as client:
        assert client.get("/v1/members/secret-member/home").status_code == 200
        answer = client.get("/v1/members/secret-member/profile")
    structlog.reset_defaults()
    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    said = capsys.readouterr().err
    for event in ('"fault"', '"page failed"'):
        logged = next(line for line in said.splitlines() if event in line)
        assert "RuntimeError: broken" in logged
    assert not any("secret-member" in line for line in said.splitlines() if line.startswith("{"))
