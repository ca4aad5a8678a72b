"""Slots shown and taken: a slot of a page that was served to the member and came into view, and what came of it."""

from matinee.app import reports
from matinee.core.clock import MINUTE
from matinee.core.values import Event


def note(home, kind, n, item, member="7", **more):
    at = home.now() + n * MINUTE
    home.append([Event(event_id=f"{kind}{n}", kind=kind, item=item, member=member, at=at, **more)])


def served(home, member="7"):
    page = home.page(member)
    home.store.put_decisions([]).result()  # the page's own decision was queued before it
    return page.decision, [slot.item for slot in page.rows[0].items[:4]]


def test_plays_of_slots_that_no_impression_showed_take_none(home):
    decision, items = served(home)
    note(home, "impression", 1, items[0], decision=decision)
    for n, item in enumerate(items, 2):
        note(home, "play", n, item, seconds=3000.0, decision=decision)
    told = reports.discovery(home)
    assert (told["slots_shown"], told["slots_taken"], told["take_fraction"]) == (1, 1, 1.0)
    assert told["plays"] == len(items)


def test_an_impression_shows_a_slot_only_of_a_page_that_was_served_to_this_member_and_holds_the_item(home):
    decision, items = served(home)
    apart = next(i for i in home.known() if i not in {s.item for r in home.page("7").rows for s in r.items})
    note(home, "impression", 1, items[0])
    note(home, "impression", 2, items[1], decision="no-such-page")
    note(home, "impression", 3, apart, decision=decision)
    note(home, "impression", 4, items[2], member="8", decision=decision)
    told = reports.discovery(home)
    assert (told["slots_shown"], told["take_fraction"]) == (0, None)
    note(home, "impression", 5, items[0], decision=decision)
    note(home, "impression", 6, items[0], decision=decision)
    told = reports.discovery(home)
    assert (told["slots_shown"], told["take_fraction"]) == (1, 0.0)


def test_purchases_are_counted_beside_plays(home):
    decision, items = served(home)
    for n, item in enumerate(items[:3]):
        note(home, "impression", n, item, decision=decision)
    note(home, "play", 5, items[0], seconds=3000.0, decision=decision)
    note(home, "purchase", 6, items[1], quantity=1.0, price=3.0, decision=decision)
    told = reports.discovery(home)
    assert (told["acts"], told["plays"], told["purchases"]) == (2, 1, 1)
    assert (told["slots_shown"], told["slots_taken"], told["slots_bought"]) == (3, 1, 1)
    assert told["take_fraction"] == round(1 / 3, 6)
