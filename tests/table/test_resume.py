"""Going on: what was begun is put in the order that the log taught; a series lives until its parts are seen."""

import numpy as np
import pytest

from matinee.catalog.view import build_view
from matinee.core.clock import DAY, HOUR
from matinee.core.settings import Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Event, Item, Member
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.situate import World, situate
from matinee.table.page.resume import SIGNS, begun, design, resume_chances, session_chance

NOW = 1_760_000_000_000_000
ITEMS = [
    Item(item="film", title="A film", kind="film", seconds=6_000.0),
    Item(item="show", title="A show", kind="series"),
    *[
        Item(item=f"e{n}", title=f"Part {n}", kind="episode", parent="show", number=n, seconds=2_000.0)
        for n in (1, 2, 3)
    ],
]
CATALOG = build_view(list(enumerate(ITEMS)))


def situation(events, **learned):
    profile = profiles_of(["m"], columns_of(events, CATALOG.row_of.__getitem__), {}, 90.0)[0]
    snapshot = Snapshot.empty()
    snapshot.learned.update({f"resume.{name}": np.asarray(value) for name, value in learned.items()})
    return situate(Member(member="m"), profile, Context(at=NOW), World(CATALOG, snapshot, Nearline(), Settings()))


def play(item, days, seconds=2_000.0):
    return Event(event_id=f"{item}-{days}", kind="play", item=item, at=NOW - int(days * DAY), seconds=seconds)


EVENING = [play("e1", 2.0), play("film", 1.0, 900.0)]


def names(s, order):
    rows = s.profile.touches["row"][np.flatnonzero(begun(s))]
    return [CATALOG.ids[rows[n]] for n in order]


def test_until_the_log_teaches_the_latest_stands_first():
    s = situation(EVENING)
    assert names(s, np.argsort(-resume_chances(s, np.flatnonzero(begun(s))))) == ["film", "show"]


def test_weights_that_prefer_series_put_the_series_first_though_a_film_was_begun_later():
    s = situation(EVENING, weights=[2.0 * (name == "latest_series") - 1.0 * (name == "offset") for name in SIGNS])
    assert names(s, np.argsort(-resume_chances(s, np.flatnonzero(begun(s))))) == ["show", "film"]


def test_weights_of_other_signs_are_left_aside():
    s = situation(EVENING, weights=[1.0, 2.0])
    assert resume_chances(s, np.flatnonzero(begun(s))) == pytest.approx(
        resume_chances(situation(EVENING), np.array([0, 1]))
    )


def test_a_rated_part_does_not_end_the_series_that_is_being_watched():
    rate = Event(event_id="r", kind="rate", item="e1", at=NOW - HOUR, value=5.0)
    s = situation([*EVENING, rate])
    assert "show" in names(s, range(int(begun(s).sum())))


def test_a_series_whose_every_part_was_seen_is_no_longer_begun():
    s = situation([play(f"e{n}", n) for n in (1, 2, 3)])
    assert not begun(s).any()


def test_the_signs_say_which_series_is_the_latest_and_how_much_of_it_was_played():
    s = situation(EVENING)
    columns = dict(zip(SIGNS, design(s, np.flatnonzero(begun(s))).T, strict=True))
    assert columns["latest_series"].tolist() == [0.0, 1.0]
    assert columns["latest"].tolist() == [1.0, 0.0]
    assert columns["part"].tolist() == pytest.approx([0.0, 1 / 3])


def test_the_chance_of_a_session_is_that_any_of_them_is_gone_on_with():
    assert session_chance(np.array([0.5, 0.5])) == pytest.approx(0.75)
    assert session_chance(np.zeros(0)) == 0.0
