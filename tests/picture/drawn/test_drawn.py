"""Drawn posters: an item's four prints differ, say what they show, stay small, and are the same for ever."""

from __future__ import annotations

import hashlib
import itertools
import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import MatineeError
from matinee.core.values import Item
from matinee.picture.drawn import STYLES, artworks, draw, poster
from matinee.picture.drawn.ink import contrast
from matinee.picture.drawn.lettering import FACES, parts_of, wrap
from matinee.picture.drawn.palettes import MAIN_GENRES, PALETTES
from matinee.picture.drawn.shapes.figures import FIGURES
from matinee.picture.drawn.shapes.place import place
from matinee.picture.drawn.shapes.props import PROPS
from matinee.picture.drawn.shapes.things import THINGS

HEAT = Item(
    item="6", title="Heat", year=1995, genres=("Action", "Crime", "Thriller"), people=("Al Pacino", "Robert De Niro")
)

items = st.builds(
    Item,
    item=st.text(min_size=1, max_size=12),
    title=st.text(min_size=1, max_size=160),
    year=st.none() | st.integers(1890, 2030),
    genres=st.lists(st.sampled_from([*MAIN_GENRES, "IMAX", "(no genres listed)", "Kitchen"]), max_size=5).map(tuple),
    people=st.lists(st.text(min_size=1, max_size=40), max_size=3).map(tuple),
)


def films(n: int) -> list[Item]:
    """Films with the genres, years and titles of a catalogue, made from their number."""
    words = "the last night of a river in winter gold stranger house letters from red city"
    each = words.split()
    return [
        Item(
            item=str(i),
            title=" ".join(each[(i * 7 + k * 3) % len(each)] for k in range(1 + i % 4)).title(),
            year=1925 + (i * 13) % 92,
            genres=(MAIN_GENRES[i % 18], MAIN_GENRES[(i * 5 + 1) % 18]),
            people=(f"Ana {i}", f"Jon {i}") if i % 3 else (),
        )
        for i in range(n)
    ]


@settings(max_examples=40, deadline=None)
@given(items, st.sampled_from(STYLES))
def test_any_item_in_any_style_is_well_formed_and_names_itself(item: Item, style: str) -> None:
    root = ET.fromstring(draw(item, style))
    printable = "".join(letter if letter.isprintable() else " " for letter in item.title)
    assert root.tag.endswith("svg")
    assert (root.findtext("{http://www.w3.org/2000/svg}title") or "").split() == printable.split()


@settings(max_examples=40, deadline=None)
@given(items, st.sampled_from(STYLES))
def test_a_poster_is_the_same_for_ever_and_carries_no_script_or_foreign_address(item: Item, style: str) -> None:
    svg = draw(item, style)
    assert svg == draw(item, style)
    bare = re.sub(r">[^<]*<", "><", svg).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "<script" not in bare and "http" not in bare and " on" not in bare.replace(" one", "")


def test_a_poster_drawn_today_is_the_poster_drawn_when_this_was_written() -> None:
    drawn = hashlib.sha256("".join(draw(HEAT, style) for style in STYLES).encode()).hexdigest()
    assert drawn[:16] == "5ff8be8634b43efb"


def test_posters_stay_near_four_kilobytes() -> None:
    sizes = sorted(len(draw(item, style).encode()) for item in films(300) for style in STYLES)
    assert sizes[len(sizes) // 2] < 2_500
    assert sizes[-1] < 4_600


def test_the_four_styles_of_an_item_differ_in_what_they_show() -> None:
    for item in films(60):
        prints = [poster(item, style) for style in STYLES]
        assert len({print_.svg for print_ in prints}) == 4
        assert len({print_.themes[0] for print_ in prints}) == 4
        assert all(set(print_.genres) <= set(item.genres) for print_ in prints)


def test_no_two_of_a_viewport_are_alike_even_without_their_words() -> None:
    for first in range(0, 480, 48):
        bare = Counter(
            re.sub(r"<(text|title)[^>]*>[^<]*</\1>", "", draw(item, style))
            for item, style in zip(films(first + 48)[first:], itertools.cycle(STYLES))
        )
        assert max(bare.values()) == 1


def test_the_lead_s_poster_names_the_lead_and_not_the_director() -> None:
    item = Item(item="9", title="X", people=("Jane Doe", "John Roe"), attributes={"director": "Jane Doe"})
    print_ = poster(item, "lead")
    assert print_.people == ("John Roe",)
    assert "ROE" in print_.svg or "Roe" in print_.svg


def test_an_item_without_people_offers_three_artworks_and_one_with_people_four() -> None:
    assert [art.artwork for art in artworks(HEAT)] == ["6-scene", "6-mood", "6-lead", "6-era"]
    assert [art.artwork for art in artworks(Item(item="7", title="Seven"))] == ["7-scene", "7-mood", "7-era"]
    assert all(art.themes and art.item == "6" for art in artworks(HEAT))


def test_the_era_is_the_decade_of_the_year() -> None:
    decades = {1915: "1920s", 1938: "1930s", 1964: "1960s", 1999: "1990s", 2024: "2010s", None: "2010s"}
    for year, decade in decades.items():
        assert poster(Item(item="1", title="T", year=year), "era").themes == ("era", decade)


def test_an_unknown_style_names_the_four() -> None:
    with pytest.raises(MatineeError, match="scene, mood, lead, era"):
        draw(HEAT, "baroque")


@given(st.text(min_size=1, max_size=120).filter(str.strip), st.integers(1, 6), st.sampled_from(sorted(FACES)))
def test_wrapping_keeps_every_word_in_order(text: str, lines: int, face: str) -> None:
    wrapped = wrap(text, lines, FACES[face])
    assert len(wrapped) <= lines
    assert " ".join(wrapped).split() == text.split()


def test_a_long_title_is_parted_where_its_name_can_stand_alone() -> None:
    assert parts_of("The Lord of the Rings: The Two Towers") == ("The Lord of the Rings", "The Two Towers")
    assert parts_of("Mission: Impossible") == ("Mission: Impossible", "")


def test_lettering_reads_on_every_ground_of_its_own_print() -> None:
    for mood, palettes in PALETTES.items():
        for palette in palettes:
            for ground in (palette.top, palette.near, palette.light):
                assert contrast(palette.on(ground), ground) >= 3, (mood, ground)


def test_every_drawing_of_the_library_is_well_formed_and_speaks_for_known_genres() -> None:
    for table in (FIGURES, THINGS, PROPS):
        for name, (genres, _) in table.items():
            ET.fromstring(place(name, ("#000000", "#ffffff"), 50, 50, 100))
            assert set(genres.split()) <= set(MAIN_GENRES), name
