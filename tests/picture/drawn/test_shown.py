"""What drawn posters show, told without drawing."""

from hypothesis import given, settings

from matinee.picture.drawn import artworks
from matinee.picture.drawn.shown import shown
from tests.picture.drawn.test_drawn import items


@given(items)
@settings(max_examples=20, deadline=None)
def test_what_is_told_without_drawing_is_what_the_drawn_posters_show(item):
    drawn, told = artworks(item), shown(item)
    assert [(a.artwork, a.genres, a.people) for a in told] == [(a.artwork, a.genres, a.people) for a in drawn]
    assert all(set(one.themes) <= set(whole.themes) for one, whole in zip(told, drawn, strict=True))
