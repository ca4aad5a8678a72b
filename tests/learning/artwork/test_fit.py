"""Learning of pictures: planted effects are found, shrunk where little is known, and laid over the pictures of now."""

import numpy as np
import pytest

from matinee.catalog.view import build_view
from matinee.core.values import Artwork, Item
from matinee.learning.artwork.fit import Basis, Shown, fit
from matinee.learning.artwork.tastes import Liked, find_factors, tastes
from matinee.picture.artwork.choose import Learnt, Viewer, choose
from matinee.picture.artwork.leaning import lean
from matinee.picture.artwork.learned import lay, learned_of, taste_from
from matinee.picture.artwork.view import view_of

GENRES = ("Romance", "Comedy")
MEMBERS = 200


def film(name, genres, shows):
    artwork = tuple(Artwork(artwork=f"{name}-{n}", item=name, genres=one) for n, one in enumerate(shows))
    return Item(item=name, title=name, genres=genres, artwork=artwork)


FILMS = [film(f"f{n}", (GENRES[n % 2],), [()]) for n in range(40)]
PICKED = [film(f"x{n}", GENRES, [("Romance",), ("Comedy",), ()]) for n in range(6)]


@pytest.fixture(scope="module")
def lab():
    """Half the members like romances, half comedies; six films have a picture for each, and one that baits."""
    catalog = build_view(list(enumerate([*FILMS, *PICKED])))
    view = view_of(catalog, lambda item: item.artwork)
    rng = np.random.default_rng(3)
    who = np.repeat(np.arange(MEMBERS), 12)
    row = 2 * rng.integers(0, 20, len(who)) + who % 2
    pairs = np.unique(who << 32 | row)
    liked = Liked(pairs >> 32, pairs & 0xFFFFFFFF, np.ones(len(pairs)))
    factors = find_factors(catalog, liked)
    of_members, centre, scale = tastes(factors, liked, MEMBERS)
    return view, Basis(factors, of_members, centre, scale), liked


def shown(lab, n, seed=1, pictures=None):
    """Pictures at random; a fitting one is taken up more often, the third by everybody, and left."""
    view, _, _ = lab
    rng = np.random.default_rng(seed)
    who, item, place = rng.integers(0, MEMBERS, n), rng.integers(0, len(PICKED), n), rng.integers(0, 3, n)
    apart = np.array([0.3, 1.0, 0.5, 1.4, 0.7, 1.2])[(item + place) % len(PICKED)]
    chance = np.where(place == 2, 0.3, np.where(place == who % 2, 0.25, 0.05) * apart)
    took = rng.random(n) < chance
    reward = np.where(place == 2, -0.4, 0.8) * took
    row = len(FILMS) + item
    log = Shown(who, view.indptr[row] + place, row, np.zeros(n), took.astype(float), reward, np.ones(n))
    return log if pictures is None else log.take(np.isin(item, pictures))


def chosen(lab, learned, member, item):
    view, _, liked = lab
    met = liked.row[liked.who == member].astype(np.int32)
    taste = taste_from(learned, met, np.ones(len(met)))
    place = np.array([view.catalog.row_of[item]], np.int32)
    leaning = lean(view, met, np.zeros(len(met)))
    made = choose(view, leaning, place, np.zeros(1, np.int64), Viewer(1), Learnt(lay(view, learned), taste))
    return view.ids[made.pictures[0]]


def test_each_taste_gets_the_picture_that_worked_for_it_and_bait_that_all_open_loses(lab):
    learned = fit(lab[0], shown(lab, 30_000), lab[1])
    assert [chosen(lab, learned, member, "x3") for member in (0, 1, 2, 3)] == ["x3-0", "x3-1", "x3-0", "x3-1"]


def test_a_picture_that_nobody_saw_starts_from_what_it_shows(lab):
    learned = fit(lab[0], shown(lab, 30_000, pictures=[0, 1, 2, 3]), lab[1])
    assert [chosen(lab, learned, member, "x5") for member in (0, 1)] == ["x5-0", "x5-1"]


def test_what_pictures_differ_by_is_not_taken_for_noise_where_each_has_few_take_ups(lab):
    learned = fit(lab[0], shown(lab, 300), lab[1])
    number = {name: n for n, name in enumerate(learned.ids.tolist())}
    bait = np.array([learned.worth[number[f"x{n}-2"]] for n in range(len(PICKED)) if f"x{n}-2" in number])
    honest = np.array([learned.worth[n] for name, n in number.items() if not name.endswith("-2")])
    assert bait.mean() < honest.mean() - 1.0


def test_few_impressions_move_little_and_leave_more_doubt(lab):
    few, many = (fit(lab[0], shown(lab, n), lab[1]) for n in (300, 30_000))
    assert np.abs(few.effect[:, 0]).mean() < np.abs(many.effect[:, 0]).mean()
    assert few.spread[:-1, 0].mean() > 1.5 * many.spread[:-1, 0].mean()


def test_take_ups_that_are_still_to_come_do_not_count_against_a_picture(lab):
    log = shown(lab, 30_000)
    young = log.picture % 2 == 0
    came = np.random.default_rng(5).random(len(log)) < 0.5
    half = np.where(young & ~came, 0.0, 1.0)
    late = Shown(log.who, log.picture, log.row, log.draw, log.took * half, log.reward * half, np.where(young, 0.5, 1.0))
    blind = Shown(log.who, log.picture, log.row, log.draw, log.took * half, log.reward * half, np.ones(len(log)))
    whole, told, untold = (fit(lab[0], one, lab[1]).effect[:, 0] for one in (log, late, blind))
    assert np.abs(told - whole).mean() < 0.5 * np.abs(untold - whole).mean()


def test_what_is_published_reads_back_and_an_empty_log_says_nothing(lab):
    learned = fit(lab[0], shown(lab, 2_000), lab[1])
    again = learned_of({f"artwork.{name}": array for name, array in learned.arrays().items()})
    assert again is not None and np.array_equal(lay(lab[0], again).slope, lay(lab[0], learned).slope)
    empty = lay(lab[0], fit(lab[0], shown(lab, 0), lab[1]))
    assert not empty.seen.any() and np.allclose(empty.always, 0.0)
    assert learned_of({}) is None


def test_pictures_are_known_by_their_ids_when_the_catalogue_has_changed(lab):
    view, _, _ = lab
    learned = fit(view, shown(lab, 30_000), lab[1])
    more = build_view(list(enumerate([*FILMS, *PICKED, film("new", ("Romance",), [(), ()])])))
    grown = lay(view_of(more, lambda item: item.artwork), learned)
    assert grown.seen.sum() == len(learned.ids) and not grown.seen[-2:].any()
    bigger = build_view(list(enumerate([film("f0", ("Romance",), [(), (), ()]), *FILMS[1:], *PICKED])))
    moved = lay(view_of(bigger, lambda item: item.artwork), learned)
    at = np.flatnonzero(moved.seen)
    assert np.allclose(moved.always[at], lay(view, learned).always[at - 2], atol=0.05)


@pytest.mark.parametrize(("follows", "keeps"), [(0.0, False), (1.0, True)])
def test_whether_pictures_may_show_what_the_item_does_not_hold_is_learned_from_what_follows_them(follows, keeps):
    films = [film(f"s{n}", ("Drama",), [("Drama",), ("Romance",)]) for n in range(30)]
    films += [film(f"r{n}", ("Romance",), [()]) for n in range(5)]
    catalog = build_view(list(enumerate(films)))
    view = view_of(catalog, lambda item: item.artwork)
    rng, n = np.random.default_rng(4), 20_000
    who, item, place = rng.integers(0, MEMBERS, n), rng.integers(0, 30, n), rng.integers(0, 2, n)
    took = rng.random(n) < 0.2
    reward = took * np.where(place == 1, follows, 1.0)
    log = Shown(who, view.indptr[item] + place, item, np.zeros(n), took.astype(float), reward, np.ones(n))
    nothing = Liked(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    factors = find_factors(catalog, nothing)
    learned = fit(view, log, Basis(factors, *tastes(factors, nothing, MEMBERS)))
    told = lay(view, learned).always
    strange = view.strange > 0
    assert (told[strange].mean() > told[~strange].mean() - 0.1) == keeps
