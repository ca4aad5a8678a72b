"""The gate: a bad snapshot is stopped, a good one passes; a canary goes first and is stopped by damage."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from matinee.app import experiments, promotion
from matinee.app.home import open_home
from matinee.app.learn import Material, learn, place_items
from matinee.app.promotion import Gate, canary_first, compared, gate, publish, settle
from matinee.app.trials import stored
from matinee.core.clock import HOUR
from matinee.core.judging import PromotionSettings
from matinee.core.values import Event
from matinee.storage import snapshots
from matinee.verdict.experiments.assignment import assign


@pytest.fixture(scope="module")
def later(learned, tmp_path_factory):
    """A home whose snapshot knows nothing of what its members took up since: liked neighbours of what they liked."""
    folder = tmp_path_factory.mktemp("later") / "home"
    shutil.copytree(learned, folder)
    home = open_home(folder)
    at, events = home.now() + HOUR, []
    for n in range(1, 121):
        s = home.make(str(n)).situation
        liked = s.profile.touches["row"][s.taste.liking > 0.5]
        near = s.snapshot.linear.push(liked, np.ones(len(liked)), s.n)
        near[s.profile.touches["row"]] = -1
        events += [
            Event(
                event_id=f"later-{n}-{row}", kind="rate", item=s.catalog.ids[row], member=str(n), at=at + k, value=5.0
            )
            for k, row in enumerate(np.argsort(-near, kind="stable")[:3])
        ]
    home.append(events)
    yield home
    home.close()


@pytest.fixture
def material(later):
    log = later.store.duck()
    place_items(log, later.live.world().catalog, [])
    yield Material(log, later.live.world().catalog, later.settings)
    log.close()


def test_a_good_snapshot_passes_and_a_bad_one_is_stopped(later, material):
    learned = learn(material, lambda _: None, judged=False)
    good = gate(later, material, learned.snapshot, learned.touched)
    assert (good.said, good.members >= 50) == ("promote", True)
    bad = replace(learned.snapshot, weights=-learned.snapshot.weights)
    found = gate(later, material, bad, learned.touched)
    assert found.said == "refuse" and found.candidate < found.current and "is lost" in found.why
    served = later.live.world().snapshot.version
    version = publish(later, bad, found)
    assert later.live.world().snapshot.version == served != version
    assert version in snapshots.versions(later.path / "snapshots")
    assert promotion.history(later)[0]["said"] == "refuse"


def test_without_new_evidence_nothing_is_refused(home):
    log = home.store.duck()
    place_items(log, home.live.world().catalog, [])
    material = Material(log, home.live.world().catalog, home.settings)
    learned = learn(material, lambda _: None, judged=False)
    found = gate(home, material, learned.snapshot, learned.touched)
    log.close()
    assert found.said == "promote" and "too few" in found.why


@pytest.mark.parametrize(("loss", "said"), [(0.0, "promote"), (0.05, "promote"), (0.3, "refuse")])
def test_the_margin_decides(loss, said):
    rng = np.random.default_rng(4)
    current = rng.uniform(0.1, 0.5, 300)
    candidate = current * (1 - loss) + rng.normal(0, 0.02, 300)
    assert compared(candidate, current, PromotionSettings(margin=0.1)).said == said


def canary(home):
    """A second snapshot, served to a canary's share of members."""
    other = replace(home.live.world().snapshot, weights=home.live.world().snapshot.weights * 1.01)
    version = publish(home, other, Gate("canary", "it goes first"))
    return version, stored(home.store)[f"canary-{version}"]


def test_a_canary_is_served_to_its_share_and_promoted_after_its_time(home):
    version, one = canary(home)
    for n in range(1, 61):
        served = home.make(str(n)).decision.snapshot
        assert (served == version) == (assign(one, str(n)) == "canary")
    assert settle(home) == []
    home.clock = replace(home.clock, offset=home.clock.offset - 25 * HOUR)
    assert [line["said"] for line in settle(home)] == ["promoted: nothing was damaged"]
    assert {home.make(str(n)).decision.snapshot for n in range(1, 9)} == {version}
    assert snapshots.current(home.path / "snapshots") == version


def test_damage_stops_a_canary_at_once(home):
    before = home.live.world().snapshot.version
    _, one = canary(home)
    rng = np.random.default_rng(1)
    events = []
    for n in range(1_500):
        who = f"m{n}"
        many = rng.poisson(1 if assign(one, who) == "canary" else 6)
        events += [Event(event_id=f"{n}-{k}", kind="play", item="1", member=who, at=home.now(), seconds=900.0)
                   for k in range(many)]  # fmt: skip
    template = home.make("1").decision
    rows = [(f"d{n}", template.at, f"m{n}") for n in range(1_500)]
    packed = promotion_pages(template, rows)
    home.store.put_decisions(packed).result()
    home.append(events)
    assert [line["said"] for line in settle(home)] == ["stopped: a guardrail is damaged"]
    assert home.make("1").decision.snapshot == before


def promotion_pages(template, rows):
    """The same page for many members."""
    import msgspec

    from matinee.verdict.decisions import pack

    return [(d, at, who, pack(msgspec.structs.replace(template, id=d, at=at, who=who))) for d, at, who in rows]


def test_a_canary_waits_for_enough_members_and_for_the_one_that_runs(home):
    passed = Gate("promote", "")
    assert canary_first(home, passed).said == "promote"  # nobody saw a page lately
    canary(home)
    assert canary_first(home, passed).said == "refuse"
    assert experiments.everything(home)[0]["kind"] == "canary"
