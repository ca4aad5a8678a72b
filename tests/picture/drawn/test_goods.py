"""Drawn products: every category of the shop world has a thing of its own, told as it is drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from matinee.core.values import Item
from matinee.picture.drawn import STYLES, artworks, draw
from matinee.picture.drawn.shapes.goods import shapes
from matinee.picture.drawn.shown import shown
from matinee.worlds.words import SHOP_GENRES

SHOE = Item(item="p1", title="Last House Shoes", kind="product", genres=("Shoes",), brand="Silva & Co", price=12.5)


def test_every_category_of_the_shop_world_has_a_drawing_and_no_two_are_alike() -> None:
    assert {genre.casefold() for genre in SHOP_GENRES} <= set(shapes())
    assert len(set(shapes().values())) == len(shapes())


def test_what_is_told_of_a_product_is_what_is_drawn_and_a_label_needs_no_person() -> None:
    drawn, told = artworks(SHOE), shown(SHOE)
    assert [(a.artwork, a.genres, a.people) for a in told] == [(a.artwork, a.genres, a.people) for a in drawn]
    assert len(drawn) == 4 and all(set(one.themes) <= set(two.themes) for one, two in zip(told, drawn, strict=True))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("item", [SHOE, Item(item="x", title="<&>", kind="product"),
                                  Item(item="y", title="", kind="product", genres=("Unheard of",))])  # fmt: skip
def test_a_product_is_whole_svg_in_every_style_the_same_for_ever(item: Item, style: str) -> None:
    made = draw(item, style)
    ElementTree.fromstring(made)
    assert made == draw(item, style) and len(made) < 12_000


def test_the_price_stands_on_the_print_that_shows_it() -> None:
    assert "12.50" in draw(SHOE, "era")
