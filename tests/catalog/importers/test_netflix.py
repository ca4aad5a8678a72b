"""A member's own viewing activity, read and matched to a catalogue."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from matinee.catalog.importers import movielens
from matinee.catalog.importers.netflix import as_events, device_class, match, read_history
from matinee.catalog.view import CatalogView, build_view
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Item
from matinee.table.search.find import known_items
from matinee.table.search.index import SearchIndex, build_index

HEADER = (
    "Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,"
    "Bookmark,Latest Bookmark,Country\n"
)
LINES = """Ada,2021-03-05 20:14:33,01:42:11,,Heat,,Samsung 2018 UHD TV Smart TV,01:42:11,01:42:11,DE (Germany)
Ada,2021-03-06 20:14:33,00:42:11,Autoplayed: None; ,"Dark: Season 1: Secrets (Episode 1)",,iPhone 12,00:42:11,,DE
Ada,2021-03-06 21:14:33,00:44:00,,"Dark: Season 1: Lies",,Chrome PC (Cadmium),00:44:00,00:44:00,DE (Germany)
Ada,2021-03-07 21:14:33,00:44:00,,"Dark: Season 2: Episode 1",,PS4,00:44:00,00:44:00,DE (Germany)
Ada,2021-03-07 22:14:33,00:44:00,,"Dark: Season 3: Deja-vu (Episode 1)",,PS4,00:44:00,00:44:00,DE (Germany)
Ada,2021-03-08 21:14:33,00:01:00,,"Season 1 Trailer: Dark",TRAILER,PS4,00:01:00,00:01:00,DE (Germany)
Bo,2021-03-08 21:14:33,00:31:00,,"Spider-Man: Homecoming",,Unheard of,,Not latest view,DE (Germany)
Bo,yesterday,00:31:00,,Heat,,,,,DE (Germany)
Bo,2021-03-08 21:14:33,a while,,Heat,,,,,DE (Germany)
Bo,2021-03-08 21:14:33,00:31:00
"""
ITEMS = [
    Item(item="h", title="Heat", year=1995),
    Item(item="h2", title="Heat", year=1986),
    Item(item="h3", title="Heat", year=2030),
    Item(item="d", title="Dark", kind="series", year=2017),
    Item(item="d1", title="Season 1", kind="season", parent="d", number=1),
    Item(item="d2", title="Season 2", kind="season", parent="d", number=2),
    Item(item="d11", title="Secrets", kind="episode", parent="d1", number=1),
    Item(item="d12", title="Lies", kind="episode", parent="d1", number=2),
    Item(item="d21", title="Beginnings and Endings", kind="episode", parent="d2", number=1),
]


@pytest.fixture
def view() -> CatalogView:
    return build_view(list(enumerate(ITEMS)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "ViewingActivity.csv"
    file.write_text(HEADER + LINES)
    return file


def find(title: str) -> Sequence[int]:
    return [row for row, item in enumerate(ITEMS) if item.title == title]


def test_viewings_are_read_extras_counted_and_bad_lines_named(path: Path) -> None:
    history = read_history(path)
    assert (len(history.viewings), history.n_extras, history.profiles) == (6, 1, ("Ada", "Bo"))
    assert [line.line for line in history.rejected] == [9, 10, 11]
    film, first, second, numbered, _, colon = history.viewings
    assert (film.seconds, film.device, film.country, film.series) == (6_131, "tv", "DE", "")
    assert (first.series, first.season, first.episode, first.number) == ("Dark", 1, "Secrets", 1)
    assert (first.autoplay, first.device, first.position_seconds) == (True, "phone", 2_531)
    assert (second.episode, second.number, second.device) == ("Lies", None, "desktop")
    assert (numbered.season, numbered.number, numbered.device) == (2, 1, "tv")
    assert (colon.title, colon.series, colon.position_seconds) == ("Spider-Man: Homecoming", "", None)


def test_viewings_match_films_and_episodes_and_what_is_not_there_is_listed(path: Path, view: CatalogView) -> None:
    matches = match(read_history(path).viewings, view, find)
    assert [view.ids[row] for _, row in matches.plays] == ["h", "d11", "d12", "d21", "d"]
    assert matches.unmatched == (("Spider-Man: Homecoming", 1),)
    assert matches.share == pytest.approx(5 / 6)


def test_plays_go_to_the_members_named_and_have_ids_of_their_own(path: Path, view: CatalogView) -> None:
    matches = match(read_history(path).viewings, view, find)
    events = list(as_events(matches.plays, view, {"Ada": "me"}))
    assert [event.item for event in events] == ["h", "d11", "d12", "d21", "d"]
    assert events[0].event_id == stable_id("me", "h", "play", 1_614_975_273_000_000, 6_131.0)
    assert (events[0].kind, events[0].member, events[0].seconds, events[1].autoplay) == ("play", "me", 6_131.0, True)
    assert list(as_events(matches.plays, view, {"Bo": "me"})) == []


def test_a_file_of_another_kind_says_how_to_get_the_right_one(tmp_path: Path) -> None:
    file = tmp_path / "NetflixViewingHistory.csv"
    file.write_text("Title,Date\nHeat,1/2/21\n")
    with pytest.raises(InvalidInput, match=r"no column Profile Name.*ViewingActivity\.csv"):
        read_history(file)


@pytest.mark.slow
def test_nine_of_ten_films_of_the_bundled_catalogue_are_matched_as_netflix_writes_them(tmp_path: Path) -> None:
    items = list(movielens.read_items(Path(__file__).parents[3] / "examples/data/movielens-small"))
    build_index(tmp_path / "search.sqlite", list(enumerate(items)))
    index = SearchIndex(tmp_path / "search.sqlite")
    view = build_view(list(enumerate(items)))
    rows = random.Random(6).sample(range(len(items)), 300)
    lines = [f'Ada,2021-03-05 20:14:33,01:42:11,,"{written(items[row].title)}",,,,,DE' for row in rows]
    (tmp_path / "ViewingActivity.csv").write_text(
        HEADER
        + "\n".join(
            [*lines, 'Ada,2021-03-05 20:14:33,01:42:11,,"Selling Sunset: Season 1: No Place (Episode 1)",,,,,DE']
        )
    )
    matches = match(
        read_history(tmp_path / "ViewingActivity.csv").viewings, view, lambda title: known_items(index, title).tolist()
    )
    index.close()
    right = sum(view.titles[row] == items[rows[viewing.line - 2]].title for viewing, row in matches.plays)
    assert right >= 290
    assert right >= len(matches.plays) - 3
    assert ("Selling Sunset", 1) in matches.unmatched


def written(title: str) -> str:
    """A title with other marks than ours: a dash for a colon, a curly apostrophe, "and" for &."""
    return title.replace(": ", " - ").replace("'", "’").replace("&", "and").replace('"', "")


def test_an_empty_history_matches_nothing(tmp_path: Path, view: CatalogView) -> None:
    file = tmp_path / "ViewingActivity.csv"
    file.write_text(HEADER)
    assert match(read_history(file).viewings, view, find).share == 0.0


def test_devices_are_classed_by_their_names() -> None:
    names = [
        "Netflix Windows App - Cadmium Windows Mobile",
        "Apple iPhone 8",
        "Apple iPad Pro",
        "Roku Express",
        "Firefox",
        "?",
    ]
    assert [device_class(name) for name in names] == ["desktop", "phone", "tablet", "tv", "desktop", ""]
