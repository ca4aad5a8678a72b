"""Forgetting somebody."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from matinee.core.values import Event, Member
from matinee.storage import Forgotten, Store
from matinee.storage.messages import MessageRow, PlanRow

GONE, GUEST = "gone-member-7f3a", "gone-guest-91bc"


def files_with(home: Path, word: str) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]


def event(number: int, who: str) -> Event:
    return Event(event_id=f"e{number}-{who}", kind="play", member=who, item=GONE if who == "stays" else "i", at=number)


def fill(store: Store) -> None:
    store.append([event(n, who) for n in range(300) for who in (GONE, "stays")])
    store.seal(min_rows=1)
    store.append([event(n, who) for n in range(300, 400) for who in (GONE, "stays")])
    store.append([Event(event_id="id", kind="identify", member=GONE, anonymous=GUEST, at=5)])
    store.append([Event(event_id="g", kind="open", anonymous=GUEST, item="i", at=6)])
    store.put_members([Member(member=GONE, name="Gone"), Member(member="stays")])
    store.put_profiles([(GONE, b"profile", 3), ("stays", b"profile", 3)])
    store.put_decisions([("d1", 5, GONE, GONE.encode()), ("d2", 5, "stays", b"x")]).result()
    told = [MessageRow(key=f"k{who}", plan="p", member=who, channel="email", at=1) for who in (GONE, "stays")]
    said = {"refused": {GONE: "x", "stays": f"has the address of member '{GONE}'"}, "held_out": [GONE, "stays"]}
    store.put_plan(PlanRow("p", 1, 0, json.dumps(said).encode()), told)
    store.quarantine_add([
        (f'{{"member": "{GONE}"}}', "bad", 5, "", GONE), (f"{{broken {GONE}", "not JSON", 5, "", ""),
        (f'{{"member": "stays", "item": "{GONE}"}}', "bad", 5, "", "stays"),
    ])  # fmt: skip


def test_nothing_of_the_forgotten_is_left_in_any_file_and_the_others_keep_theirs(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    fill(store)
    assert store.forget((GONE, GUEST)) == Forgotten(
        events=102,
        sealed_events=300,
        decisions=1,
        quarantined=2,
        profiles=1,
        members=1,
        links=1,
        messages=1,
        segments=1,
    )
    assert store.duck().execute("SELECT who, count(*) FROM events GROUP BY 1").fetchall() == [("stays", 400)]
    assert store.n_events() == 400
    assert len(store.events_of("stays", include_sealed=True)) == 400
    assert store.member("stays") and store.profile("stays") and store.decision("d2")
    assert [doubt.member for doubt in store.quarantine()] == ["stays"]
    assert files_with(tmp_path, GUEST) == []
    plan = store.message_plan("p")
    assert plan and json.loads(plan.body) == {
        "refused": {"stays": "has the address of member 'somebody'"}, "held_out": ["stays"]
    }  # fmt: skip


def test_an_item_of_the_same_name_is_not_forgotten_with_the_member(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    fill(store)
    store.forget((GONE, GUEST))
    assert store.duck().execute(f"SELECT count(*) FROM events WHERE item = '{GONE}'").fetchone() == (400,)
    store.close()


def test_no_byte_of_the_id_is_left_while_the_store_stays_open(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    store.append(
        [Event(event_id=f"e{n}", kind="play", member=f"member-{n % 50:02d}-x", item="i", at=n) for n in range(5_000)]
    )
    store.seal(up_to=2_500, min_rows=1)
    assert files_with(tmp_path, "member-07-x")
    assert store.forget(("member-07-x",)).sealed_events == 50
    assert files_with(tmp_path, "member-07-x") == []
    assert store.append([Event(event_id="e7", kind="play", member="m", item="i", at=0)]).new == 1
    store.close()
    assert files_with(tmp_path, "member-07-x") == []


@pytest.mark.parametrize("who", ["9055123477", "gone-jürgen-55"])
def test_a_refused_event_that_names_the_forgotten_in_any_way_goes_with_them(tmp_path: Path, who: str) -> None:
    """Members sent as numbers, in fields that there are not, escaped, in bodies that are no JSON."""
    store = Store.open(tmp_path)
    number: object = int(who) if who.isdigit() else who
    bodies = [
        json.dumps({"kind": "play", "member": number, "at": 1}), json.dumps({"user": who}), json.dumps([[who]]),
        json.dumps({"kind": "search", "member": "stays", "session": who}), json.dumps({"traits": {who: 1}}),
        "{broken " + json.dumps(who), "play," + who + ",nope",
    ]  # fmt: skip
    store.quarantine_add([(body, "bad", 5, "", "") for body in bodies])
    store.quarantine_add([(json.dumps({"member": "stays", "item": who[:-1]}), "bad", 5, "", "stays")])
    assert store.forget((who,)).quarantined == len(bodies)
    assert [doubt.member for doubt in store.quarantine()] == ["stays"]
    for word in (who, json.dumps(who)[1:-1]):
        assert files_with(tmp_path, word) == []
    store.close()
