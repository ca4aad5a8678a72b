"""Marks and calibration: what signs say of genres and people reaches items that nobody has met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.catalog.view import build_view
from matinee.core.profile import Profile
from matinee.core.settings import Settings, parse
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Event, Item, Member
from matinee.learning.linear import fit_edlae
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate
from matinee.table.marks import build_marks
from matinee.table.ranking.blend import learned, prior_weights, sigmoid
from matinee.table.ranking.calibrate import calibrated
from matinee.table.ranking.features import features

NOW = 1_476_640_644_000_000
ITEMS = [
    Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",) if n % 10 < 7 else ("Documentary",), people=(f"p{n % 5}",))
    for n in range(60)
]
CATALOG = build_view(list(enumerate(ITEMS)))


def situation(events, settings=None):
    profile = (
        profiles_of(["m"], columns_of(events, CATALOG.row_of.__getitem__), {}, 90.0)[0] if events else Profile("m")
    )
    world = World(CATALOG, Snapshot.empty(), Nearline(), settings or Settings())
    return situate(Member(member="m"), profile, Context(at=NOW + 10_000_000), world)


def watched(item: str, at: int = NOW, seconds: float = 1_800.0) -> Event:
    return Event(event_id=f"{item}-{at}", kind="play", item=item, at=at, seconds=seconds)


def test_every_marked_item_has_a_vector_of_unit_length():
    marks = build_marks(CATALOG)
    lengths = np.add.reduceat(marks.values.astype(float) ** 2, marks.indptr[:-1])
    assert lengths == pytest.approx(np.ones(len(CATALOG)), abs=1e-5)


@given(st.lists(st.integers(0, 59), max_size=12, unique=True))
def test_the_fast_score_is_the_blend_of_the_features(rows):
    s = situation([watched(f"i{n}", NOW + n) for n in rows])
    every = np.arange(len(CATALOG), dtype=np.int32)
    weights = prior_weights()
    assert learned(s, every) == pytest.approx(sigmoid(features(s, every) @ weights[:-1] + weights[-1]), abs=1e-6)


def test_items_without_an_event_are_placed_by_what_they_are_about():
    s = situation([watched(f"i{n}") for n in (7, 8, 9, 17)])  # documentaries
    chances = learned(s, np.array([28, 21], np.int32))  # a documentary, a drama; of nobody's liking so far
    assert chances[0] > chances[1]


def test_two_members_alike_but_for_what_they_scrolled_past_are_ranked_for_differently():
    def past(items):
        scroll = Event(event_id="s", kind="scroll", items=items, at=NOW + 5, seconds=3.0)
        return learned(situation([watched("i0"), scroll]), np.arange(60, dtype=np.int32))

    dramas, documentaries = past(("i1", "i2", "i3")), past(("i7", "i8", "i9"))
    assert np.argsort(-dramas).tolist() != np.argsort(-documentaries).tolist()
    assert documentaries[21] > dramas[21]


def test_calibration_brings_the_best_nearer_to_the_members_own_shares_and_none_leaves_all_as_it_is():
    seen = [watched(f"i{n}", NOW + n) for n in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9)]  # 7 dramas, 3 documentaries
    rows = np.arange(10, 60, dtype=np.int32)
    drama = np.array([ITEMS[n].genres == ("Drama",) for n in rows])
    chances = np.where(drama, 0.35, 0.2) + np.random.default_rng(0).uniform(0, 0.3, 50)

    def apart(found):
        return abs(drama[np.argsort(-found)[:20]].mean() - 0.7)

    assert apart(calibrated(situation(seen), rows, chances)) < apart(chances)
    off = situation(seen, parse("[ranking]\ncalibration = 0.0"))
    assert calibrated(off, rows, chances) is chances


def test_rescaling_latent_dimensions_leaves_what_is_similar_as_it_is():
    rng = np.random.default_rng(0)
    members, items = rng.normal(size=(200, 6)), rng.normal(size=(30, 6))
    scale = np.array([0.1, 5.0, 1.0, 20.0, 0.5, 2.0])
    other_members, other_items = members / scale, items * scale  # says the same of every member and item

    def cosine(vectors):
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit @ unit.T

    def ours(p, q):
        from scipy import sparse

        return fit_edlae(sparse.csr_matrix((p @ q.T > 1.0).astype(np.float32)), 0.3, 10.0)

    first, second = ours(members, items), ours(other_members, other_items)
    assert np.array_equal(np.argsort(-first, axis=1), np.argsort(-second, axis=1))
    apart = np.argsort(-cosine(items), axis=1) != np.argsort(-cosine(other_items), axis=1)
    assert apart.any()  # what a cosine of factors would have done
