"""The page of somebody unknown: what is loved and popular leads it, and short histories are ranked well."""

from dataclasses import replace

import numpy as np
import pytest

from matinee.app.learn import Material, place_items
from matinee.evaluation.cases import beginnings, moments, situations
from matinee.evaluation.quality import measure
from matinee.learning.fit import fit
from matinee.learning.histories import read_histories


def test_what_leads_the_page_of_somebody_unknown_is_liked_by_many(home):
    counts = home.live.world().snapshot.counts
    page = home.page("nobody-at-all")
    well_known = np.sort(counts)[-100]
    first = [counts[home.row_of(slot.item)] for row in page.rows[:2] for slot in row.items[:6]]
    assert np.mean(np.array(first) >= well_known) > 0.8
    kinds = [row.kind for row in page.rows]
    assert kinds[0] in ("top", "popular", "loved")
    assert min(kinds.index(kind) for kind in kinds if kind in ("popular", "loved")) < kinds.index("newest")


def test_members_who_taught_nothing_are_served_at_their_beginnings_at_least_as_well_as_by_popularity(home):
    world, log = home.live.world(), home.store.duck()
    place_items(log, world.catalog, [])
    material = Material(log, world.catalog, home.settings)
    touched = material.touched()
    order = np.random.default_rng(17).permutation(len(touched.names))  # the first quarter of these are the teachers
    judges = np.sort(order[len(order) // 4 : len(order) * 3 // 4])
    rest = touched.take(~np.isin(touched.who, judges))
    without = fit(rest, world.catalog, home.settings.ranking, material.evidence(), lambda _: None)
    then = material.world(replace(without, weights=world.snapshot.weights))
    histories = read_histories(log, [moment.who for moment in moments(touched, judges)])
    everything = np.flatnonzero(world.catalog.available).astype(np.int32)
    for length, least in ((0, 0.97), (3, 1.0), (10, 1.0)):
        found = measure(list(situations(beginnings(touched, histories, (length,)), histories, then)), everything)
        ours, popular = (found.rules[rule]["recall@20"] for rule in ("matinee", "popularity"))
        assert found.n_members >= 60 and popular > 0.05
        assert ours >= least * popular, (length, ours, popular)
    log.close()


@pytest.mark.parametrize("length", [0, 1, 3, 10])
def test_a_beginning_knows_the_first_events_alone_and_asks_for_what_was_liked_after_them(home, length):
    world, log = home.live.world(), home.store.duck()
    place_items(log, world.catalog, [])
    touched = Material(log, world.catalog, home.settings).touched()
    histories = read_histories(log, ["1", "2", "3"])
    found = list(situations(beginnings(touched, histories, (length,)), histories, world))
    assert len(found) == 3
    for moment, situation in found:
        begin, end = histories.span(moment.who)
        rows, at = histories.events.row[begin:end], histories.events.at[begin:end]
        assert set(situation.profile.touches["row"]) == set(rows[:length].tolist())
        ahead = set(rows[at >= moment.at].tolist())
        assert 0 < len(moment.liked) <= 20 and set(moment.liked.tolist()) <= ahead
    log.close()
