"""The discovery report: a play is owed to the page that the client names, to one seen before, or to nothing."""

from matinee.app import reports
from matinee.core.clock import MINUTE
from matinee.core.values import Event


def play(home, n, item, member="7", seconds=3000.0, **more):
    at = home.now() + n * MINUTE
    home.append([Event(event_id=f"p{n}", kind="play", item=item, member=member, at=at, seconds=seconds, **more)])


def test_without_plays_nothing_is_claimed(home):
    told = reports.discovery(home)
    assert told["plays"] == 0 and told["discovery_share"] is None and "a rating is none" in told["evidence"]


def test_plays_are_owed_to_the_page_by_its_id_by_an_impression_or_to_nothing(home):
    page = home.page("7")
    home.store.put_decisions([]).result()
    first, second = page.rows[0].items[0].item, page.rows[1].items[2].item
    play(home, 1, first, decision=page.decision)
    seen = Event(
        event_id="i", kind="impression", item=second, member="7", at=home.now() + MINUTE, decision=page.decision
    )
    home.append([seen])
    play(home, 2, second, seconds=1000.0)
    nowhere = next(i for i in ("1", "2", "3", "10", "16") if i not in {s.item for r in page.rows for s in r.items})
    play(home, 3, nowhere, seconds=60.0)
    play(home, 4, nowhere, autoplay=True)
    told = reports.discovery(home)
    owed = {line["act"]: line["surface"] for line in reports.outcomes(home, "7") if line["kind"] == "play"}
    assert owed == {"p1": "home", "p2": "home", "p3": "none", "p4": "autoplay"}
    assert (told["plays"], told["discovery_share"]) == (4, round(2 / 3, 6))
    assert told["discovery_seconds_share"] == round(4000 / 4060, 6)
    assert told["slots_shown"] == 1 and told["early_abandonment_share"] == 0.25
    line = next(line for line in reports.outcomes(home, "7") if line["act"] == "p1")
    assert (line["decision"], line["row"], line["column"]) == (page.decision, 0, 0)
