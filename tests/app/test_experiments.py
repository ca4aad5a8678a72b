"""Experiments on a home: members see their arm, pages are made again under it, the winner is the default."""

import numpy as np
import pytest

from matinee.app import experiments
from matinee.app.experiments import arms_of
from matinee.core.errors import InvalidInput, MatineeError, UnknownName
from matinee.core.values import Event
from matinee.verdict.experiments.assignment import Experiment, assign


def told(name="rows", arms=("now", "long:page.exploration=0.5"), **more):
    return Experiment(experiment=name, salt=name, arms=arms_of(arms), metric="plays", **more)


def test_members_see_their_arm_from_the_next_request_on_and_the_page_is_made_again_under_it(home):
    made = experiments.start(home, told(arms=("now", 'without:page.excluded=["1","260","318","296"]')))
    arms = {str(n): assign(made, str(n)) for n in range(1, 25)}
    assert set(arms.values()) == {"now", "without"}
    for member, arm in arms.items():
        page = home.page(member)
        stands = {slot.item for row in page.rows for slot in row.items}
        if arm == "without":
            assert not stands & {"1", "260", "318", "296"}
        home.store.put_decisions([]).result()
        assert home.rebuilt(page.decision).page == page


def test_the_winner_is_the_default_for_everybody_and_rolls_back(home):
    before = home.make("7").situation.settings.page.exploration
    experiments.start(home, told())
    experiments.stop(home, "rows", "long")
    assert {home.make(str(n)).situation.settings.page.exploration for n in range(1, 9)} == {0.5}
    experiments.roll_back(home, "rows")
    assert {home.make(str(n)).situation.settings.page.exploration for n in range(1, 9)} == {before}


def test_who_is_held_out_gets_the_page_of_somebody_unknown(home):
    experiments.start(home, told("hold", ("served@0.5", "held@0.5:ranking.personal=false")))
    seen = {}
    for n in range(1, 30):
        arm = home.trials.arms(str(n))["hold"]
        seen.setdefault(arm, []).append(len(home.make(str(n)).situation.profile.touches))
    assert set(seen["held"]) == {0}
    assert min(seen["served"]) > 0


def test_a_difference_is_seen_and_none_is_not(home):
    members = [f"m{n}" for n in range(260)]
    begun = experiments.start(home, told(planned=130))
    rng = np.random.default_rng(3)
    events, at = [], home.now()
    for n, member in enumerate(members):
        home.page(member)
        many = rng.poisson(6 if assign(begun, member) == "long" else 2)
        events += [
            Event(event_id=f"{n}-{k}", kind="play", item="1", member=member, at=at + k, seconds=900.0)
            for k in range(many)
        ]
    home.append(events)
    found = experiments.watch(home, "rows")
    assert sum(found["members"].values()) == 260
    assert found["split_p"] > 0.0005
    (arm,) = found["arms"]
    assert arm["low"] > 0 and arm["low"] <= arm["difference"] <= arm["high"]
    assert found["advice"] == "stop: a winner" and found["suggested_winner"] == "long"
    assert found["over_time"][-1]["difference"] == arm["difference"]
    assert experiments.watch(home, "rows")["state"] == "running"


def test_what_cannot_be_is_named(home):
    for bad in (told(arms=("a", "b:page.wonder=1")), told(arms=("a", "b:page.exploration=7")),
                told(arms=("a", "b:snapshot=nope"))):  # fmt: skip
        with pytest.raises(MatineeError):
            experiments.start(home, bad)
    experiments.start(home, told())
    with pytest.raises(InvalidInput, match="was started before"):
        experiments.start(home, told())
    with pytest.raises(UnknownName, match="has no arm 'x'"):
        experiments.stop(home, "rows", "x")
    with pytest.raises(UnknownName, match="no experiment 'y'"):
        experiments.watch(home, "y")


def test_a_hold_out_says_what_would_be_lost_or_that_nothing_proves_it(home):
    begun = experiments.start(
        home, Experiment(experiment="h", salt="h", metric="plays", kind="hold-out",
                         arms=arms_of(("served@0.7", "held@0.3:ranking.personal=false"))),
    )  # fmt: skip
    events, at = [], home.now()
    rng = np.random.default_rng(8)
    for n in range(220):
        home.page(f"m{n}")
        many = rng.poisson(5 if assign(begun, f"m{n}") == "served" else 2.5)
        events += [Event(event_id=f"{n}-{k}", kind="play", item="1", member=f"m{n}", at=at + k, seconds=900.0)
                   for k in range(many)]  # fmt: skip
    home.append(events)
    found = experiments.watch(home, "h")["increment"]
    assert found["low"] < 0.5 < found["high"] and found["low"] > 0.2
    assert "would be lost" in found["said"]
