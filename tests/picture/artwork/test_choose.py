"""Choosing a picture: whose taste it meets, with what probability, and never against the rules."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.catalog.view import build_view
from matinee.core.values import Artwork, Item
from matinee.picture.artwork.choose import Learnt, Viewer, chances_of, choose
from matinee.picture.artwork.leaning import lean, strongest
from matinee.picture.artwork.outcomes import Outcomes, quality, standing
from matinee.picture.artwork.view import view_of


def film(name, genres=(), people=(), pictures=(), **more):
    artwork = tuple(Artwork(artwork=f"{name}-{n}", item=name, **one) for n, one in enumerate(pictures))
    return Item(item=name, title=name, genres=genres, people=people, artwork=artwork, **more)


HUNTING = film(
    "hunting", ("Drama", "Romance", "Comedy"), ("Damon", "Williams"),
    [{"genres": ("Drama",)}, {"genres": ("Romance",), "themes": ("couple",)}, {"genres": ("Comedy",)}],
)  # fmt: skip
ROMANCES = [film(f"romance-{n}", ("Romance",)) for n in range(8)]
COMEDIES = [film(f"comedy-{n}", ("Comedy",)) for n in range(8)]


def world(*items):
    catalog = build_view(list(enumerate(items)))
    return view_of(catalog, lambda item: item.artwork)


def picked(view, liked, item, viewer=None, outcomes=None, liking=1.0):
    rows = np.array(sorted(view.catalog.row_of[name] for name in liked), np.int32)
    leaning = lean(view, rows, np.full(len(rows), liking))
    place = np.array([view.catalog.row_of[item]], np.int32)
    made = choose(
        view,
        leaning,
        place,
        np.zeros(1, np.int64),
        viewer or Viewer(seed=1),
        outcomes and Learnt(standing(view, outcomes)),
    )
    return "" if made.pictures[0] < 0 else view.ids[made.pictures[0]]


def test_two_members_with_tastes_exchanged_have_their_pictures_exchanged():
    view = world(HUNTING, *ROMANCES, *COMEDIES)
    tastes = [item.item for item in ROMANCES], [item.item for item in COMEDIES]
    assert [picked(view, taste, "hunting") for taste in tastes] == ["hunting-1", "hunting-2"]
    assert [picked(view, taste, "hunting") for taste in tastes[::-1]] == ["hunting-2", "hunting-1"]


def test_a_romance_fan_who_saw_neither_lead_gets_the_one_whose_other_films_are_romances_not_the_more_popular_one():
    leads = [{"people": ("Star",)}, {"people": ("Lover",)}]
    of_star = [film(f"star-{n}", ("Action",), ("Star",)) for n in range(9)]
    of_lover = [film(f"lover-{n}", ("Romance",), ("Lover",)) for n in range(3)]
    view = world(film("new", ("Action", "Romance"), ("Star", "Lover"), leads), *of_star, *of_lover, *ROMANCES)
    assert picked(view, [item.item for item in ROMANCES], "new") == "new-1"
    assert picked(view, ["star-0", "star-1", "star-2"], "new") == "new-0"


def test_a_member_of_whom_nothing_is_known_gets_the_default():
    view = world(HUNTING, *ROMANCES)
    assert picked(view, [], "hunting") == "hunting-0"


def test_a_picture_that_promises_what_the_item_does_not_hold_loses_before_anything_was_learned():
    lure = film("bleak", ("Drama",), (), [{"genres": ("Romance",)}, {"genres": ("Drama",)}, {"themes": ("a lamp",)}])
    view = world(lure, *ROMANCES, *COMEDIES, film("other", ("Drama",)))
    assert view.strange[:3].tolist() == [1.0, 0.0, 0.0]
    assert picked(view, [item.item for item in ROMANCES], "bleak") != "bleak-0"
    assert picked(view, [], "bleak") == "bleak-0"


def test_where_no_picture_shows_what_the_item_holds_they_speak_by_what_they_show():
    view = world(film("x", ("Drama",), (), [{"genres": ("Romance",)}, {"genres": ("Comedy",)}]), *ROMANCES, *COMEDIES)
    assert picked(view, [item.item for item in ROMANCES], "x") == "x-0"
    assert picked(view, [item.item for item in COMEDIES], "x") == "x-1"


def test_who_reads_a_language_of_a_region_reads_the_language():
    view = world(film("x", ("Drama",), (), [{"language": "en"}, {"language": "de"}]))
    assert picked(view, [], "x", Viewer(seed=1, language="de-AT")) == "x-1"


def test_who_dislikes_a_genre_does_not_get_its_picture():
    view = world(film("x", (), (), [{"genres": ("Romance",)}, {"genres": ("Comedy",)}]), *ROMANCES, *COMEDIES)
    assert picked(view, [item.item for item in ROMANCES], "x", liking=-1.0) == "x-1"


rules = st.fixed_dictionaries(
    {
        "approved": st.booleans(),
        "maturity": st.integers(0, 18),
        "language": st.sampled_from(("", "en", "de")),
        "canvas": st.sampled_from(("", "tall", "email")),
        "genres": st.sampled_from(((), ("Romance",), ("Comedy",))),
        "countries": st.sampled_from(((), ("DE",), ("PK", "DE"))),
        "available_from": st.sampled_from((0, 50)),
        "available_until": st.sampled_from((0, 100)),
    }
)


viewers = st.builds(
    Viewer,
    seed=st.integers(0, 2**62),
    maturity=st.integers(0, 18),
    language=st.sampled_from(("en", "de", "fr")),
    exploration=st.sampled_from((0.0, 1.0)),
    country=st.sampled_from(("", "DE", "PK")),
    at=st.sampled_from((10, 70, 200)),
)


@given(st.lists(rules, max_size=6), viewers)
def test_no_choice_is_ever_against_the_rules(pictures, viewer):
    view = world(film("x", ("Romance",), (), pictures), *ROMANCES)
    found = picked(view, ["romance-1"], "x", viewer)
    fits = [
        one["approved"]
        and one["maturity"] <= viewer.maturity
        and one["language"] in ("", viewer.language)
        and one["canvas"] != "email"
        and (not one["countries"] or viewer.country in one["countries"])
        and one["available_from"] <= viewer.at
        and (one["available_until"] == 0 or viewer.at < one["available_until"])
        for one in pictures
    ]
    assert found == "" if not any(fits) else fits[int(found.split("-")[1])]


@given(st.lists(rules, min_size=2, max_size=6), viewers, st.integers(0, 5))
def test_a_pinned_picture_is_shown_wherever_the_rules_allow_it(pictures, viewer, which):
    which %= len(pictures)
    pinned = [{**one, "canvas": "", "pinned": n == which} for n, one in enumerate(pictures)]
    free = [{**one, "canvas": ""} for one in pictures]
    alone = world(film("x", ("Romance",), (), [free[which]]), *ROMANCES)
    found = picked(world(film("x", ("Romance",), (), pinned), *ROMANCES), ["romance-1"], "x", viewer)
    if picked(alone, ["romance-1"], "x", viewer):
        assert found == f"x-{which}"


def test_a_canvas_takes_its_own_pictures_and_falls_back_on_those_of_the_page():
    view = world(film("x", (), (), [{}, {"canvas": "email"}]), film("y", (), (), [{}]))
    viewer = Viewer(seed=1, canvas="email")
    assert (picked(view, [], "x", viewer), picked(view, [], "y", viewer)) == ("x-1", "y-0")


def test_over_100_000_choices_pictures_are_taken_as_often_as_their_propensities_say():
    same = [{"genres": ("Drama",)}, {"genres": ("Romance",)}, {"genres": ("Comedy",)}]
    view = world(*[film(f"f{n}", ("Drama", "Romance", "Comedy"), (), same) for n in range(500)], *ROMANCES)
    leaning = lean(view, np.array([500, 501, 502], np.int32), np.ones(3))
    outcomes = Outcomes(np.tile([100.0, 10.0, 0.0], 500), np.tile([8.0, 0.0, 0.0], 500))
    stands = Learnt(standing(view, outcomes))
    places, columns = np.arange(500, dtype=np.int32), np.zeros(500, np.int64)
    seen, told = np.zeros(3), np.zeros(3)
    for seed in np.random.default_rng(7).integers(0, 2**63, 200):
        made = choose(view, leaning, places, columns, Viewer(int(seed), exploration=0.6), stands)
        seen += np.bincount(made.pictures % 3, minlength=3) / 100_000
        told[made.pictures % 3] = made.propensity
    assert told.sum() == pytest.approx(1.0) and told.min() > 0.02
    assert np.abs(seen - told).max() < 4 * np.sqrt(0.25 / 100_000)


def test_a_choice_is_the_same_within_a_window_and_drawn_anew_in_the_next():
    view = world(HUNTING, *ROMANCES)
    found = {seed: [picked(view, [], "hunting", Viewer(seed, exploration=1.0)) for _ in range(3)] for seed in range(60)}
    assert all(len(set(each)) == 1 for each in found.values())
    assert {each[0] for each in found.values()} == {"hunting-0", "hunting-1", "hunting-2"}


def test_a_picture_that_is_opened_and_left_loses_against_one_that_is_watched():
    view = world(film("x", (), (), [{}, {}]))
    left, seen = 80 * quality(0.01, abandoned=True), 30 * quality(0.9)
    assert picked(view, [], "x", outcomes=Outcomes(np.array([1000.0, 1000.0]), np.array([left, seen]))) == "x-1"


def test_a_few_lucky_impressions_do_not_overturn_what_a_picture_shows():
    view = world(HUNTING, *ROMANCES)
    n, won = np.array([3.0, 200.0, 0.0]), np.array([1.0, 12.0, 0.0])
    assert picked(view, [item.item for item in ROMANCES], "hunting", outcomes=Outcomes(n, won)) == "hunting-1"


def test_where_tastes_do_not_decide_neighbours_are_not_alike_and_no_style_dominates():
    same = [{"themes": ("a",)}, {"themes": ("b",)}, {"themes": ("c",)}]
    view = world(*[film(f"f{n}", ("Drama",), (), same) for n in range(40)], *ROMANCES)
    leaning = lean(view, np.array([40, 41], np.int32), np.ones(2))
    places = np.arange(40, dtype=np.int32)
    made = choose(view, leaning, places, np.tile(np.arange(10), 4), Viewer(1))
    styles = (made.pictures % 3).reshape(4, 10)
    assert (styles[:, 1:] != styles[:, :-1]).all()
    assert np.bincount(styles.ravel()).max() <= 24


def test_the_reason_names_what_draws_the_member_most():
    view = world(HUNTING, *ROMANCES)
    rows = np.arange(1, 6, dtype=np.int32)
    kind, name, worth = strongest(view, lean(view, rows, np.ones(5)), 1, 0)
    assert (kind, name) == ("genre", "Romance") and worth > 0.2


def test_a_changed_item_changes_its_pictures_and_the_rest_is_taken_over():
    catalog = build_view(list(enumerate((HUNTING, *ROMANCES))))
    before = view_of(catalog, lambda item: item.artwork)
    now = catalog.with_changes([(3, film("romance-2", ("Romance", "New"), ("Somebody",), [{"people": ("Somebody",)}]))])
    after, fresh = view_of(now, lambda item: item.artwork, before), view_of(now, lambda item: item.artwork)
    assert after.parts[0] is before.parts[0] and after.ids == fresh.ids == (*before.ids, "romance-2-0")
    assert np.array_equal(after.weight, fresh.weight) and np.array_equal(after.n_linked, fresh.n_linked)


def test_the_best_picture_keeps_all_probability_but_the_exploration():
    view = world(HUNTING, *ROMANCES)
    leaning = lean(view, np.array([1, 2, 3], np.int32), np.ones(3))
    made = choose(view, leaning, np.zeros(1, np.int32), np.zeros(1, np.int64), Viewer(3, exploration=0.05))
    chances = chances_of(made.utility, np.zeros(1), 0.05)
    assert chances.sum() == pytest.approx(1.0) and chances.max() >= 0.95
    taken = int(np.flatnonzero(made.numbers[0] == made.pictures[0])[0])
    assert made.propensity[0] == pytest.approx(chances[0, taken])


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_items_with_equally_many_pictures_are_read_a_line_at_a_time_with_the_same_choices(seed, each):
    rng = np.random.default_rng(seed)
    shows = [{"genres": (f"g{rng.integers(4)}",), "themes": (f"t{rng.integers(6)}",)} for _ in range(each * 6)]
    view = world(*(film(f"f{n}", (f"g{n % 4}",), (), shows[n * each : (n + 1) * each]) for n in range(6)))
    assert view.even
    outcomes = Outcomes(rng.integers(1, 90, len(view.ids)).astype(float), rng.random(len(view.ids)))
    met, rows = np.array([0, 3], np.int32), rng.permutation(6).astype(np.int32)
    one, other = (
        choose(
            v,
            lean(v, met, np.ones(2)),
            rows,
            np.arange(6),
            Viewer(seed, exploration=0.5),
            Learnt(standing(v, outcomes)),
        )
        for v in (view, replace(view, even=False))
    )
    assert np.array_equal(one.pictures, other.pictures) and np.allclose(one.propensity, other.propensity)
    assert np.allclose(one.utility, other.utility)
