"""Judged slots: every slot sent is there once, with what came of it; who withdrew consent teaches nothing."""

import numpy as np

from matinee.app import learned
from matinee.app.judged import judged
from matinee.app.publish import learn_and_publish
from matinee.core.clock import MINUTE
from matinee.core.values import Event, Member


def note(home, kind, n, item, decision, **more):
    at = home.now() + n * MINUTE
    home.append([Event(event_id=f"{kind}{n}", kind=kind, item=item, member="7", at=at, decision=decision, **more)])


def served(home, member="7"):
    page = home.page(member)
    home.store.put_decisions([]).result()  # the page's own decision was queued before it
    return page


def test_each_slot_sent_stands_once_with_what_came_of_it(home):
    page = served(home)
    first, second, third = page.rows[0].items[:3]
    for n, slot in enumerate((first, second, third)):
        note(home, "impression", n, slot.item, page.decision, row=0, column=slot.column)
    note(home, "open", 4, first.item, page.decision, row=0, column=0)
    note(home, "play", 5, first.item, page.decision, seconds=4000.0)
    note(home, "dismiss", 6, second.item, page.decision)
    found = judged(home)
    sent = found.sent
    assert len(sent.page) == sum(len(row.items) for row in page.rows) == len(found.seen)
    assert found.seen.sum() == 3 and (found.seen_at[found.seen] > 0).all()
    shown = np.flatnonzero((sent.slot["row"] == 0) & (sent.slot["column"] < 3))
    assert found.signs["play"][shown].tolist() == [1.0, 0.0, 0.0]
    assert found.signs["dismissal"][shown].tolist() == [0.0, 1.0, 0.0]
    assert found.opens[shown].tolist() == [1, 0, 0]
    assert found.seconds[shown[0]] == 4000.0
    assert np.isnan(found.signs["rating"]).all()


def test_pages_of_who_withdrew_consent_and_pages_before_the_time_are_left_out(home):
    served(home)
    assert len(judged(home, since=home.now() + MINUTE).sent.decision) == 0
    home.put_member(Member(member="7", consent=False))
    served(home, "8")
    assert set(judged(home).sent.who) == {"8"}


def test_what_a_part_learns_is_published_with_the_snapshot(home, monkeypatch):
    served(home)
    monkeypatch.setitem(learned.LEARNERS, "share", lambda lessons: {"seen": lessons.judged.seen.mean(keepdims=True)})
    learn_and_publish(home, lambda _: None, judged=False)
    assert home.live.world().snapshot.learned["share.seen"].tolist() == [1.0]  # untracked pages count as seen
    assert home.page("7").rows
