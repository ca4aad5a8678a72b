"""Titles read as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.catalog.titles import article_first, parse_title


@pytest.mark.parametrize(
    ("line", "title", "titles", "year"),
    [
        ("American President, The (1995)", "The American President", (), 1995),
        ("Postman, The (Postino, Il) (1994)", "The Postman", ("Il Postino",), 1994),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", ("Se7en",), 1995),
        ("Léon: The Professional (a.k.a. The Professional) (Léon) (1994)", "Léon: The Professional",
         ("The Professional", "Léon"), 1994),
        ("Avventura, L' (Adventure, The) (1960)", "L'Avventura", ("The Adventure",), 1960),
        ("Blind Side, The  (2009)", "The Blind Side", (), 2009),
        ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey", (), 1968),
        ("Ready Player One", "Ready Player One", (), None),
        ("Death Note: Desu nôto (2006–2007)", "Death Note: Desu nôto", (), 2006),
        ("(500) Days of Summer (2009)", "(500) Days of Summer", (), 2009),
        ("Babylon 5", "Babylon 5", (), None),
        ("", "", (), None),
        ("1984 (Nineteen Eighty-Four) (1984)", "1984", ("Nineteen Eighty-Four",), 1984),
        ("Hommage à Zgougou (et salut à Sabine Mamou) (2002)", "Hommage à Zgougou", ("et salut à Sabine Mamou",), 2002),
    ],
)  # fmt: skip
def test_a_title_is_read_as_people_write_it(line: str, title: str, titles: tuple[str, ...], year: int | None) -> None:
    assert parse_title(line) == (title, titles, year)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_and_no_title_is_its_own_other(text: str) -> None:
    title, titles, _ = parse_title(text)
    assert title not in titles


def test_a_comma_that_is_no_article_stays() -> None:
    assert article_first("Crouching Tiger, Hidden Dragon") == "Crouching Tiger, Hidden Dragon"
