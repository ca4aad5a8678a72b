"""Pages of a log made again: as they were, under other settings, and what a rule of the house would cost."""

import numpy as np
import pytest

from matinee.app.attention import attention
from matinee.app.page_explained import explained
from matinee.app.page_replay import remade, replay, sample
from matinee.app.page_worlds import lived
from matinee.app.rules import UNKNOWN, Rule, cost
from matinee.app.simulated import Matinee
from matinee.core.errors import InvalidInput, SettingsError, UnknownName
from matinee.core.values import Event
from matinee.worlds.params import parse
from matinee.worlds.policy import Stage
from matinee.worlds.world import make_world

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("page_replay")]


@pytest.fixture(scope="module")
def home():
    """A home in which members of a world lived for two days."""
    world = make_world(parse("[items]\nn = 300\n[members]\nn = 60\nactivity = 2.0"), 5)
    engine = Matinee(Stage(world))
    lived(world, engine, 2, 5)
    yield engine.home
    engine.home.close()


def most_shown(home):
    slots = np.concatenate([decision.table()["item"] for decision in sample(home, 100)])
    return home.live.world().catalog.ids[int(np.bincount(slots).argmax())]


def test_a_page_made_again_at_its_own_time_equals_the_logged_one(home):
    found = replay(home, 60)
    assert found["pages"] >= 50 and found["equal"] == found["pages"] and found["lost"] == 0


def test_a_later_event_changes_no_earlier_page(home):
    decision = sample(home, 1)[0]
    before = remade(home, decision).decision.slots
    items = [home.live.world().catalog.ids[row] for row in decision.table()["item"][:5]]
    home.append(
        [Event(event_id=f"later-{n}", kind="thumb", member=decision.who, item=item, value=2.0, at=home.now())
         for n, item in enumerate(items)]
    )  # fmt: skip
    assert remade(home, decision).decision.slots == before
    assert home.make(decision.who).decision.slots != before


def test_a_changed_policy_is_compared_in_pairs(home):
    found = replay(home, 40, f'page.excluded = ["{most_shown(home)}"]')
    assert set(found["ways"]) == {"logged", "changed"}
    gain = found["gain"]["recall"]
    assert gain["low"] <= gain["gain"] <= gain["high"] and gain["pairs"] > 5
    with pytest.raises(SettingsError):
        replay(home, 5, "page.no_such_thing = 1")


def test_excluding_what_is_shown_most_displaces_it_and_costs_what_it_was_worth(home):
    item = most_shown(home)
    found = cost(home, Rule(exclude=(item,)), 80)
    assert found["answer"] == "expected" and found["low"] <= found["change"] <= found["high"]
    assert found["change"] < 0 and found["displaced"][0]["item"] == item and found["instead"]


def test_a_boost_that_changes_nothing_costs_nothing_and_a_strong_one_costs_something(home):
    item = most_shown(home)
    assert cost(home, Rule(boost={item: 1.0}), 60)["change"] == 0.0
    counts = seen_counts(home)
    rows = np.flatnonzero(counts >= 30)
    rare = home.live.world().catalog.ids[int(rows[counts[rows].argmin()])]
    assert cost(home, Rule(pin={rare: 0}), 60)["change"] < 0.0


def seen_counts(home):
    from matinee.app.judged import judged

    found = judged(home)
    return np.bincount(found.sent.slot["item"][found.seen], minlength=len(home.live.world().catalog))


def test_where_the_log_is_too_thin_it_says_so(home):
    unseen = home.live.world().catalog.ids[int(np.flatnonzero(seen_counts(home) == 0)[0])]
    found = cost(home, Rule(pin={unseen: 0}))
    assert found["answer"] == UNKNOWN and unseen in found["because"]


def test_a_rule_that_cannot_be_is_refused_by_name(home):
    for rule in (Rule(), Rule(boost={most_shown(home): 0.0}), Rule(pin={most_shown(home): -1}), Rule(pin_row={"x": 1})):
        with pytest.raises(InvalidInput):
            cost(home, rule)
    with pytest.raises(UnknownName):
        cost(home, Rule(exclude=("no such item",)))


def test_attention_is_learned_from_the_pages_that_were_served(home):
    found = attention(home)
    told = [device for device in found["devices"].values() if device["how"] == "impressions"]
    assert told and found["source"] == "simulated"
    learned = home.live.world().snapshot.learned
    assert {f"attention.{name}" for name, device in found["devices"].items() if device["how"] == "impressions"} <= set(
        learned
    )
    for device in told:
        first = [line[0] for line in device["attention"]]
        assert first[0] > 2 * first[5]
    assert "rows.kinds" in learned


def test_each_row_and_slot_says_why_it_is_there_and_what_it_displaced(home):
    made = home.make(sample(home, 1)[0].who)
    told = explained(made)
    assert len(told["rows"]) == len(made.plan.rows) and told["off"]
    first = told["rows"][0]
    assert first["displaced"]["value"] <= first["value"] and first["slots"][0]["why"]
    items = [slot["item"] for slot in first["slots"]]
    for column, slot in enumerate(first["slots"][:-1]):
        other = slot["displaced"]
        moved = other["item"] in items
        assert other["item"] not in items[: column + 1], "what was displaced stands nowhere before"
        assert other["to"] == (f"column {items.index(other['item'])}" if moved else "off the page")
