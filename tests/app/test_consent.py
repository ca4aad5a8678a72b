"""Consent withdrawn: a page for somebody unknown, and nothing more that is kept."""

from __future__ import annotations

import json

import pytest

from matinee.app.home import open_home
from matinee.app.members import forget
from matinee.core.values import Event, Item, Member

WHO = "withdrew-7f31"


@pytest.fixture
def home(tmp_path):
    opened = open_home(tmp_path)
    opened.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(30)])
    opened.put_member(Member(member=WHO, consent=False))
    yield opened
    opened.close()


def sent(number, **of):
    return {"event_id": f"x{number}", "kind": "play", "item": "i1", "at": 1_700_000_000, "seconds": 4000, **of}


def test_events_of_who_withdrew_consent_are_passed_over_and_the_others_of_the_batch_are_kept(home):
    home.append([Event(event_id="id", kind="identify", member=WHO, anonymous="guest-of-7f31", at=1)])
    batch = [sent(1, member=WHO), sent(2, member="stays"), sent(3, anonymous="guest-of-7f31"),
             sent(4, member=WHO, kind="dance")]  # fmt: skip
    answer = home.ingest(json.dumps(batch).encode())
    assert (answer.accepted, answer.passed, [one.index for one in answer.quarantined]) == (1, 2, [3])
    assert home.store.event("x1") is None and home.store.event("x2") and home.store.quarantine() == []


def test_their_pages_are_made_and_logged_nowhere_and_their_rows_go_on(home):
    page = home.page(WHO)
    home.store.put_decisions([]).result()
    assert page.rows and home.store.n_decisions() == 0
    assert len(home.row(page.decision, 0).items) >= len(page.rows[0].items)
    assert home.store.n_decisions() == 0


def test_consent_given_again_and_forgetting_end_it(home):
    home.put_member(Member(member=WHO))
    assert home.ingest(json.dumps(sent(1, member=WHO)).encode()).accepted == 1
    home.put_member(Member(member=WHO, consent=False))
    forget(home, WHO)
    assert home.store.silent([WHO]) == set()
    home.close()
    assert not any(path.is_file() and WHO.encode() in path.read_bytes() for path in home.path.rglob("*"))


def test_what_waited_in_quarantine_is_not_taken_in_after_consent_went(home):
    home.ingest(json.dumps(sent(1, member="later", item="new")).encode())
    home.put_items([Item(item="new", title="New")])
    home.put_member(Member(member="later", consent=False))
    assert home.intake.replay().accepted == 0 and home.store.quarantine() == []
