"""Views of pictures follow the catalogue: what changes nothing about pictures costs nothing, what does is seen."""

import msgspec

from matinee.app.artwork import same_pictures, view_for
from matinee.catalog.view import build_view
from matinee.core.values import Artwork, Item

ITEMS = [Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",), people=("Ann",)) for n in range(5)]


def changed(catalog, n, **fields):
    return catalog.with_changes([(n, msgspec.structs.replace(catalog.items[n], **fields))])


def test_an_item_made_unavailable_or_repriced_leaves_the_pictures_as_they_were():
    catalog = build_view(list(enumerate(ITEMS)))
    before = view_for(catalog)
    after = view_for(changed(catalog, 2, available=False, price=3.0, stock=0))
    assert after.catalog is not before.catalog and after.parts is before.parts and after.code is before.code
    assert not after.catalog.available[2]


def test_another_picture_genre_person_or_title_makes_other_pictures():
    catalog = build_view(list(enumerate(ITEMS)))
    for fields in (
        {"artwork": (Artwork(artwork="own"),)}, {"genres": ("Horror",)}, {"people": ("Bob",)}, {"title": "Another"},
    ):  # fmt: skip
        assert not same_pictures(changed(catalog, 1, **fields), catalog), fields
    view_for(catalog)
    assert "own" in view_for(changed(catalog, 1, artwork=(Artwork(artwork="own"),))).ids


def test_a_new_item_has_pictures_at_once():
    catalog = build_view(list(enumerate(ITEMS)))
    view_for(catalog)
    more = catalog.with_changes([(5, Item(item="new", title="New", genres=("Drama",)))])
    assert any(name.startswith("new-") for name in view_for(more).ids)
