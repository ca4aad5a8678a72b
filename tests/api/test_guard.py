"""Strangers at the door: keys with scopes, tokens for one member, rates, and headers that keep browsers careful."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.api.fast import EventsFirst
from matinee.api.guard import Bucket, Guard
from matinee.api.run import bind
from matinee.app.home import Home
from matinee.app.keys import FILE, Keys
from matinee.core.clock import wall_now
from matinee.core.errors import NotAllowed
from matinee.core.values import Event, Member

ROUTES = {
    "ingest": [("POST", "/v1/events")],
    "read": [
        ("GET", "/v1/members/anna/home"), ("GET", "/v1/members/anna/profile"), ("GET", "/v1/members"),
        ("GET", "/v1/search?q=film"), ("GET", "/v1/reports/discovery"), ("GET", "/metrics"), ("GET", "/v1/about"),
    ],
    "admin": [
        ("PUT", "/v1/items/i1"), ("POST", "/v1/items"), ("PUT", "/v1/members/anna"), ("DELETE", "/v1/members/anna"),
        ("GET", "/v1/members/anna/export"), ("POST", "/v1/whatever"),
    ],
}  # fmt: skip


@pytest.fixture
def guarded(home: Home) -> Iterator[TestClient[Any]]:
    app = Guard(EventsFirst(create_app(home), home), home)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


def key(home: Home, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {Keys(home.path).make('test', list(scopes))[0]}"}


def token(client: TestClient[Any], home: Home, member: str) -> dict[str, str]:
    answer = client.post(f"/v1/members/{member}/token", headers=key(home, "read", "ingest"))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def refused(answer: Any) -> bool:
    return answer.status_code in (401, 403) and set(answer.json()) == {"code", "message", "way_out"}


def test_a_home_without_keys_is_open_and_listens_on_this_machine_alone(guarded, home):
    assert guarded.get("/v1/about").status_code == 200
    with pytest.raises(NotAllowed, match="matinee keys add"):
        bind("0.0.0.0", 0)
    bind("0.0.0.0", 0, keys=True).close()


def test_once_there_is_a_key_nothing_but_public_addresses_answers_without_one(guarded, home):
    Keys(home.path).make("first", ["admin"])
    for routes in ROUTES.values():
        for method, path in routes:
            answer = guarded.request(method, path)
            assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", path
            assert refused(guarded.request(method, path, headers={"X-Api-Key": "mk_00000000_x"}))
    assert guarded.get("/healthz").status_code == guarded.get("/").status_code == 200


@pytest.mark.parametrize("scope", ["ingest", "read", "admin"])
def test_a_key_opens_the_routes_of_its_scopes_only(guarded, home, scope):
    headers = key(home, scope)
    for needed, routes in ROUTES.items():
        for method, path in routes:
            answer = guarded.request(method, path, headers=headers)
            assert refused(answer) == (scope not in (needed, "admin")), (scope, path, answer.text)


def test_a_revoked_key_and_a_rotated_one_after_its_grace_are_refused_at_the_next_request(guarded, home):
    ring = Keys(home.path)
    text, made = ring.make("shop", ["read"])
    headers = {"X-Api-Key": text}
    assert guarded.get("/v1/about", headers=headers).status_code == 200
    renewed, _ = ring.rotate(made.id, grace=10**12)
    assert {guarded.get("/v1/about", headers={"X-Api-Key": one}).status_code for one in (text, renewed)} == {200}
    ring.revoke(made.id)
    assert guarded.get("/v1/about", headers=headers).status_code == 401
    assert guarded.get("/v1/about", headers={"X-Api-Key": renewed}).status_code == 200


def test_keys_are_kept_hashed_readable_by_the_owner_alone_and_a_damaged_file_opens_nothing(guarded, home):
    text, _ = Keys(home.path).make("shop", ["read"])
    file = home.path / FILE
    assert text.rpartition("_")[2] not in file.read_text() and file.stat().st_mode & 0o077 == 0
    file.write_text("{torn")
    answer = guarded.get("/v1/about", headers={"X-Api-Key": text})
    assert answer.status_code == 507 and "keys.json" in answer.json()["message"]


def test_a_members_token_reads_that_member_and_nobody_else(guarded, home):
    anna = token(guarded, home, "anna")
    assert guarded.get("/v1/members/anna/home", headers=anna).status_code == 200
    assert guarded.get("/v1/search?q=film&member=anna", headers=anna).status_code == 200
    for path in (
        "/v1/members/bert/home", "/v1/members/bert/profile", "/v1/members/bert/export", "/v1/members",
        "/v1/search?q=film&member=bert", "/v1/search?q=film&member=anna&member=bert", "/v1/reports/discovery",
        "/v1/members/anna/../bert/home", "/v1/members/anna%2F..%2Fbert/home", "/metrics",
    ):  # fmt: skip
        assert guarded.get(path, headers=anna).status_code in (403, 404), path
    assert guarded.put("/v1/members/anna", headers=anna, json={"maturity": 18}).status_code == 403
    assert guarded.post("/v1/members/bert/token", headers=anna).status_code == 403


def test_a_members_token_writes_that_members_events_only_and_names_the_others(guarded, home):
    anna = token(guarded, home, "anna")
    sent = [
        {"event_id": "a", "kind": "open", "item": "i1", "member": "anna", "at": "2026-01-01T00:00:00Z"},
        {"event_id": "x", "kind": "dance", "item": "i1", "member": "anna", "at": "2026-01-01T00:00:00Z"},
        {"event_id": "b", "kind": "open", "item": "i1", "member": "bert", "at": "2026-01-01T00:00:00Z"},
        {"event_id": "c", "kind": "open", "item": "i1", "anonymous": "guest", "at": "2026-01-01T00:00:00Z"},
        {"event_id": "d", "kind": "open", "item": "i2", "member": "anna", "at": "2026-01-01T00:00:00Z"},
    ]
    answer = guarded.post("/v1/events", content=json.dumps(sent), headers=anna).json()
    assert answer["accepted"] == 2
    assert [(one["index"], one["event_id"]) for one in answer["quarantined"]] == [(1, "x"), (2, "b"), (3, "c")]
    assert home.profile("bert")[1] == 0
    assert guarded.get("/v1/trace/a", headers=anna).status_code == 200
    bert = token(guarded, home, "bert")
    assert guarded.get("/v1/trace/a", headers=bert).status_code == 404


def test_a_token_that_was_changed_or_has_ended_is_refused(guarded, home, monkeypatch):
    anna = token(guarded, home, "anna")
    changed = {"Authorization": anna["Authorization"][:-2]}
    assert guarded.get("/v1/members/anna/home", headers=changed).status_code == 401
    later = wall_now() + 3_600_000_001
    monkeypatch.setattr("matinee.api.guard.wall_now", lambda: later)
    assert guarded.get("/v1/members/anna/home", headers=anna).status_code == 401


def test_more_requests_than_the_rate_are_told_to_wait(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("matinee.api.guard.time.monotonic", lambda: now[0])
    bucket = Bucket(5.0)
    assert [bucket.take("a") for _ in range(7)] == [True] * 5 + [False] * 2
    assert bucket.take("b")
    now[0] = 0.2
    assert [bucket.take("a") for _ in range(2)] == [True, False]
    assert all(Bucket(0.0).take("a") for _ in range(1000))


def test_every_answer_carries_the_headers_that_keep_browsers_careful(guarded, home):
    Keys(home.path).make("first", ["admin"])
    for path in ("/", "/healthz", "/v1/about", "/static/app.js", "/no-such", "/docs"):
        headers = guarded.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY", path
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy, path
    assert "sandbox" in guarded.get("/artwork/i1-noir").headers["content-security-policy"]


def test_a_refusal_names_the_key_by_its_id_and_never_by_its_text(guarded, home, capsys):
    headers = key(home, "ingest")
    secret = headers["Authorization"].removeprefix("Bearer ")
    answer = guarded.get("/v1/about", headers=headers)
    said = "".join(capsys.readouterr()) + answer.text
    assert secret.split("_")[1] in said and secret.split("_", 2)[2] not in said


@pytest.mark.parametrize("path", ["/export", "/export/", "/export//", "/export%2F", "//export"])
def test_slashes_more_or_less_open_no_export_to_a_key_that_reads(guarded, home, path):
    assert guarded.get(f"/v1/members/anna{path}", headers=key(home, "read")).status_code in (403, 404)
    assert guarded.get(f"//v1//members/anna{path}", headers=key(home, "read")).status_code in (403, 404)


def test_a_token_cannot_say_that_another_member_was_its_own(guarded, home):
    """`identify` merges histories, so that who could claim anybody would read and erase them."""
    home.append([
        Event(event_id="b", kind="play", member="bert", item="i1", at=1),
        Event(event_id="g", kind="play", anonymous="guest", item="i2", at=1),
        Event(event_id="t", kind="identify", member="carl", anonymous="taken", at=1),
    ])  # fmt: skip
    home.put_member(Member(member="dora"))
    anna = token(guarded, home, "anna")
    sent = [
        {"event_id": f"claim-{who}", "kind": "identify", "member": "anna", "anonymous": who, "at": 2}
        for who in ("bert", "carl", "taken", "dora", "guest")
    ]
    answer = guarded.post("/v1/events", json=sent, headers=anna).json()
    assert [one["event_id"] for one in answer["quarantined"]] == [
        f"claim-{w}" for w in ("bert", "carl", "taken", "dora")
    ]
    assert guarded.get("/v1/members/anna/export", headers=anna).json()["guests"] == ["guest"]
    assert guarded.delete("/v1/members/anna", headers=anna).status_code == 200
    assert home.store.event("b") is not None


def test_what_a_token_may_not_write_is_kept_nowhere_and_so_can_never_be_replayed(guarded, home):
    anna = token(guarded, home, "anna")
    forged = {"event_id": "f", "kind": "open", "item": "i1", "member": "bert", "at": 2}
    assert guarded.post("/v1/events", json=forged, headers=anna).json()["quarantined"][0]["event_id"] == "f"
    assert home.store.quarantine() == [] and home.intake.replay().accepted == 0
    served = {"decision": "d", "member": "bert", "at": "2026-01-01T00:00:00Z", "rows": [["i1"]]}
    assert guarded.post("/v1/decisions", json=served, headers=anna).status_code == 403


def test_a_home_that_had_keys_stays_closed_when_their_file_is_lost(guarded, home):
    headers = key(home, "read")
    assert guarded.get("/v1/about", headers=headers).status_code == 200
    (home.path / FILE).unlink()
    assert guarded.get("/v1/about").status_code == guarded.get("/v1/about", headers=headers).status_code == 401
    assert guarded.get("/v1/about", headers=key(home, "read")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost:8000"}, 200), ({"host": "[::1]:8000"}, 200), ({"host": "127.0.0.1"}, 200),
        ({"host": "evil.example:8000"}, 403), ({"host": "127.0.0.1.evil.example"}, 403), ({"host": "["}, 403),
        ({"host": "localhost", "origin": "https://evil.example"}, 403), ({"host": "localhost", "origin": "null"}, 403),
        ({"host": "localhost", "origin": "http://localhost:3000"}, 200),
    ],
)  # fmt: skip
def test_without_keys_a_browser_here_cannot_be_led_to_ask_by_another_site(guarded, headers, status):
    """Names that are made to point to this machine, and forms that another site's page sends."""
    assert guarded.get("/v1/about", headers=headers).status_code == status
    sent = {"kind": "open", "item": "i1", "member": "anna", "at": 1}
    assert guarded.post("/v1/events", json=sent, headers=headers).status_code == status
