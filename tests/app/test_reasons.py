"""Reasons of rows and slots: each sentence is derived again from the ratings and the catalogue alone, and is true."""

import csv
import re
from collections import defaultdict

import numpy as np
import pytest

from matinee.app.tell import seats
from matinee.core.clock import DAY, to_iso
from matinee.core.values import Event, Item
from matinee.table.candidates import sources
from matinee.table.newness import came_in
from matinee.table.page import kinds, reasons
from matinee.table.page.words import load_words
from tests.app.conftest import DATA, MEMBERS

WHO = ["nobody-at-all", *(str(n) for n in range(1, 41))]


@pytest.fixture(scope="module")
def given():
    """Ratings by film, and by member."""
    by_film, by_member = defaultdict(dict), defaultdict(dict)
    with (DATA / "ratings.csv").open() as source:
        for line in csv.DictReader(source):
            if int(line["userId"]) <= MEMBERS:
                by_film[line["movieId"]][line["userId"]] = float(line["rating"])
                by_member[line["userId"]][line["movieId"]] = float(line["rating"])
    return by_film, by_member


def rows_of(home, kind, who=WHO):
    return [row for member in who for row in home.page(member).rows if row.kind == kind]


def plain(row):
    """The slots of a row that are not exploration."""
    return [slot for slot in row.items if not slot.why.startswith("something different")]


def test_hidden_gems_were_rated_by_few_and_liked_by_eight_in_ten_of_them(home, given):
    by_film, by_member = given
    mean = {who: (sum(r.values()) + 17.5) / (len(r) + 5) for who, r in by_member.items()}
    many = [sum(r >= mean[who] - 1e-9 for who, r in rated.items()) for rated in by_film.values()]
    limit = np.median([n for n in many if n >= 3])
    shown = [slot.item for row in rows_of(home, "gems") for slot in plain(row)]
    assert len(shown) >= 30
    for item in shown:
        liked = sum(r >= mean[who] - 1e-9 for who, r in by_film[item].items())
        assert 3 <= liked <= limit and liked >= 0.8 * len(by_film[item]), item


def test_a_catalogue_that_does_not_say_when_anything_came_in_speaks_of_newest_releases_and_their_years(home):
    made = home.make("nobody-at-all").plan
    assert "new in the catalogue" in made.off["new"]
    world = home.live.world()
    years = sorted((i.year for i in world.catalog.items if i.year and i.available), reverse=True)
    rows = rows_of(home, "newest")
    assert len(rows) >= 3 and rows_of(home, "new") == []
    for row in rows:
        shown = [world.catalog.items[home.row_of(slot.item)].year for slot in plain(row)]
        assert row.name == "Newest releases" and int(row.reason.rsplit(" ", 1)[1]) >= max(shown)
        assert min(shown) >= years[199] and max(shown) <= int(to_iso(home.now())[:4])
        assert [slot.why for slot in plain(row)] == [f"from {year}" for year in shown]


def test_no_slot_is_called_new_in_a_catalogue_without_times_and_every_year_named_is_the_film_s(home, given):
    by_film, _ = given
    catalog = home.live.world().catalog
    for who in WHO:
        for slot in (slot for row in home.page(who).rows for slot in row.items):
            assert slot.why != "new in the catalogue"
            if slot.why.startswith("from "):
                assert slot.why == f"from {catalog.items[home.row_of(slot.item)].year}"
            if slot.why.startswith("nobody"):
                assert slot.item not in by_film


def arrived(home, ages):
    """Make these the days ago at which films that nobody has met came in."""
    world = home.live.world()
    rows = np.flatnonzero(world.catalog.available)[: len(ages)]
    items = [world.catalog.items[row] for row in rows]
    home.put_items([_added(item, home.now() - int(age * DAY)) for item, age in zip(items, ages, strict=True)])
    return [item.item for item in items]


def _added(item: Item, at: int) -> Item:
    return Item(item=item.item, title=item.title, year=item.year, genres=item.genres, added_at=at)


def test_what_came_in_within_ninety_days_is_the_row_of_the_new_and_only_that(home):
    lately = arrived(home, [1, 5, 30, 60, 89, 91, 400, -3])[:5]
    made = home.make("nobody-at-all")
    draft = next(d for d in made.plan.drafts if d.kind == "new")
    catalog = home.live.world().catalog
    assert {catalog.ids[row] for row in made.plan.ranked.rows[draft.picks]} == set(lately)
    named = made.plan.ranked.rows[
        made.plan.gathered.named_by("new")[np.isin(made.plan.gathered.rows, made.plan.ranked.rows)]
    ]
    assert {catalog.ids[row] for row in named} == set(lately)


def test_fewer_than_a_row_of_late_arrivals_make_no_row(home):
    arrived(home, [1, 2, 3])
    assert "it has 3" in home.make("nobody-at-all").plan.off["new"]


def test_items_that_come_after_the_snapshot_are_new_without_a_time(home):
    home.put_items([Item(item=f"late-{n}", title=f"Late {n}", genres=("Drama",)) for n in range(5)])
    made = home.make("nobody-at-all").plan
    draft = next(d for d in made.drafts if d.kind == "new")
    late = {home.row_of(f"late-{n}") for n in range(5)}
    assert set(made.ranked.rows[draft.picks].tolist()) == late


def test_the_row_and_its_source_count_the_same_items_as_new(home):
    arrived(home, [0, 1, 89.99, 90.01, -1, 10])
    home.put_items([Item(item="late", title="Late")])
    s = home.make("7").situation
    rows = np.flatnonzero(s.catalog.available).astype(np.int32)
    named = sources.new(s)[0]
    assert len(named) == 5 and set(named.tolist()) == set(rows[came_in(s, rows)].tolist())


def test_what_was_only_rated_is_liked_before_and_what_was_played_is_watched_again(home, given):
    _, by_member = given
    rows = rows_of(home, "again")
    assert len(rows) >= 3 and {row.name for row in rows} == {"Liked before"}
    for who in WHO[1:]:
        for row in (row for row in home.page(who).rows if row.kind == "again"):
            assert all(slot.item in by_member[who] for slot in plain(row))
    best = max(by_member["7"], key=lambda item: by_member["7"][item])
    home.append([Event(event_id="p", kind="play", member="7", item=best, at=home.now(), seconds=9_000.0)])
    draft = next(d for d in home.make("7").plan.drafts if d.kind == "again")
    assert draft.words == "again"


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_language_has_words_for_each_kind_of_new(home, language):
    words = load_words(language)
    s = home.make("7").situation
    told = [reasons.tell(words, s, reasons.WHY["new"], -1, n) for n in (reasons.CAME_IN, 0, 2016)]
    assert len(set(told)) == 3 and "2016" in told[2] and "{" not in "".join(told)


def test_nothing_is_called_popular_now_that_one_or_two_have_liked_lately(home, monkeypatch):
    def numbers(many):
        monkeypatch.setattr(kinds, "MANY", many)
        drafts = [draft for draft in home.make("nobody-at-all").plan.drafts if draft.kind == "popular"]
        return [int(n) for draft in drafts for n in draft.whys.n]

    asked = kinds.MANY
    world = home.live.world()
    recent = world.snapshot.recent[world.snapshot.recent_rows]
    assert asked == 3 and min(numbers(1)) == 1  # the data's last weeks do carry single likes
    for many in (2, 3):
        enough = int((recent >= many).sum()) >= home.settings.page.min_row
        assert (numbers(many) != []) == enough and all(n >= many for n in numbers(many))
    assert numbers(int(recent.max()) + 1) == []


@pytest.mark.parametrize(("language", "said"), [("en", "liked by one member"), ("de", "von einem Mitglied gemocht")])
def test_one_is_said_in_the_singular(home, language, said):
    words, s = load_words(language), home.make("7").situation
    assert reasons.tell(words, s, reasons.WHY["popular"], -1, 1) == said
    assert "2" in reasons.tell(words, s, reasons.WHY["popular"], -1, 2)


def test_what_a_seat_says_of_a_taste_is_counted_again_from_the_ratings_and_true(home, given):
    _, by_member = given
    items = {item.item: item for item in home.live.world().catalog.items}
    told = 0
    for seat in seats(home, 40):
        rated = by_member[seat["member"]]
        mean = (sum(rated.values()) + 17.5) / (len(rated) + 5)
        liked = [items[item] for item, value in rated.items() if value >= mean - 1e-9 and item in items]
        assert "IMAX" not in seat["taste"]
        if seat["evidence"]:
            genre, n, of = re.fullmatch(r"(.+) is in (\d+) of the (\d+) they liked", seat["evidence"]).groups()
            assert (int(n), int(of)) == (sum(genre in item.genres for item in liked), len(liked)) and int(n) >= 3
            assert seat["taste"].startswith(genre)
            told += 1
        if found := re.search(r"mostly from around (\d+)", seat["taste"]):
            near = [abs(item.year - int(found[1])) <= 11 for item in liked]
            assert sum(near) > len(near) / 2
    assert told >= 20
