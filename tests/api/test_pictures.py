"""The operator's view of pictures over HTTP: what each did, approve, pin, retire, and silence without exploration."""

import time

import pytest

from matinee.core.clock import wall_now
from matinee.core.values import Context, Event, Item


@pytest.fixture
def watched(home):
    """Four members were shown pages with pictures of 12 films, and watched what stood first."""
    for n in range(4):
        page = home.page(f"m{n}", Context(at=wall_now()))
        slots = [slot for row in page.rows for slot in row.items]
        told = [("impression", slot, None) for slot in slots] + [("play", slots[0], 5_400.0)] if slots else []
        home.append([
            Event(event_id=f"{n}-{k}", kind=kind, at=wall_now() + k, member=f"m{n}", item=slot.item, surface="home",
                  decision=page.decision, row=slot.row, column=slot.column, artwork=slot.artwork, seconds=seconds,
                  device="desktop", play=f"p{n}" if kind == "play" else "")
            for k, (kind, slot, seconds) in enumerate(told)
        ])  # fmt: skip
        for _ in range(50):
            if home.store.decision(page.decision):
                break
            time.sleep(0.02)
    return home


def test_an_item_s_pictures_are_listed_with_what_each_did(watched, client):
    answer = client.get("/v1/items/i1/artwork")
    assert answer.status_code == 200
    found = answer.json()
    assert len(found["pictures"]) >= 2 and all(one["url"].startswith("/artwork/") for one in found["pictures"])
    assert found["impressions"] == sum(one["impressions"] for one in found["pictures"])


def test_a_retired_picture_is_never_served_again_and_a_pinned_one_always(home, client):
    before = [one["artwork"] for one in client.get("/v1/items/i1/artwork").json()["pictures"]]
    assert client.post(f"/v1/items/i1/artwork/{before[0]}/retire").status_code == 200
    shown = {client.get(f"/v1/items/i1/artwork/for/m{n}").json()["artwork"] for n in range(30)}
    assert before[0] not in shown
    assert client.post(f"/v1/items/i1/artwork/{before[2]}/pin").status_code == 200
    assert {client.get(f"/v1/items/i1/artwork/for/m{n}").json()["artwork"] for n in range(30)} == {before[2]}
    assert client.post(f"/v1/items/i1/artwork/{before[2]}/unpin").json()["pictures"][2]["pinned"] is False


def test_the_last_picture_cannot_be_retired_and_unknown_ones_are_named(home, client):
    names = [one["artwork"] for one in client.get("/v1/items/i1/artwork").json()["pictures"]]
    answers = [client.post(f"/v1/items/i1/artwork/{name}/retire") for name in names]
    assert [answer.status_code for answer in answers[:-1]] == [200] * (len(names) - 1)
    assert answers[-1].status_code == 400 and "last picture" in answers[-1].json()["message"]
    assert client.post("/v1/items/i1/artwork/none/pin").status_code == 404
    assert client.post(f"/v1/items/i1/artwork/{names[0]}/burn").status_code == 400
    assert client.get("/v1/items/nothing/artwork").status_code == 404


def test_what_pictures_add_is_not_said_without_exploration(watched, client):
    found = client.get("/v1/artwork/effects").json()
    assert found["over_default"] is None and "exploration" in found["refused"]


def test_a_film_needs_a_name_that_is_one_and_is_known_only_once_it_came(home, client):
    assert client.get("/v1/films/00000000").status_code == 404
    assert client.get("/v1/films/..%2f..").status_code in (404, 405)
    pytest.importorskip("cv2")
    assert client.put("/v1/films/nothex", content=b"x").status_code == 400


def test_a_file_that_is_no_film_is_refused_with_its_reason(home, client):
    pytest.importorskip("av")
    home.put_items([Item(item="x", title="X")])
    assert client.put("/v1/films/abcdef01", content=b"this is text").status_code == 202
    for _ in range(150):
        told = client.get("/v1/films/abcdef01").json()
        if told["state"] != "running":
            break
        time.sleep(0.2)
    assert told["state"] == "failed" and told["trouble"]
