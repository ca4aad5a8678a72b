"""The catalogue's view: columns over stable rows."""

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.labels import build_labels, replace_rows
from matinee.catalog.view import CatalogView, available_at, build_view, next_unfinished
from matinee.core.values import Item

SERIES = [
    Item(item="s", title="A series", kind="series"),
    Item(item="s2", title="Season 2", kind="season", parent="s", number=2),
    Item(item="e21", title="2.1", kind="episode", parent="s2", number=1),
    Item(item="e12", title="1.2", kind="episode", parent="s1", number=2),
    Item(item="s1", title="Season 1", kind="season", parent="s", number=1),
    Item(item="e11", title="1.1", kind="episode", parent="s1", number=1),
    Item(item="film", title="A film"),
    Item(item="e13", title="1.3", kind="episode", parent="s1"),
]


def view_of(items: list[Item]) -> CatalogView:
    return build_view(list(enumerate(items)))


def same(left: CatalogView, right: CatalogView) -> bool:
    arrays = ("year", "maturity", "number", "available", "available_from", "available_until", "added_at", "seconds",
              "price", "margin", "stock", "family", "parent")  # fmt: skip
    labels = ("kinds", "brands", "genres", "tags", "people", "countries")
    return (
        left.ids == right.ids
        and left.titles == right.titles
        and left.row_of == right.row_of
        and all(np.array_equal(getattr(left, n), getattr(right, n), getattr(left, n).dtype.kind == "f") for n in arrays)
        and all(getattr(left, n).names_of(r) == getattr(right, n).names_of(r) for n in labels for r in range(len(left)))
        and np.array_equal(left.families.parts, right.families.parts)
        and np.array_equal(left.families.starts, right.families.starts)
    )


def test_every_part_of_a_series_has_the_series_as_its_family_and_a_film_has_itself() -> None:
    view = view_of(SERIES)
    assert [view.ids[row] for row in view.family] == ["s"] * 6 + ["film", "s"]
    assert view.ids[view.parent[view.row_of["e12"]]] == "s1"


def test_the_parts_of_a_family_play_by_season_then_number_and_the_unnumbered_come_last() -> None:
    view = view_of(SERIES)
    assert [view.ids[row] for row in view.families.parts_of(0)] == ["e11", "e12", "e13", "e21"]


@pytest.mark.parametrize(
    ("finished", "plays"),
    [([], "e11"), (["e11"], "e12"), (["e12"], "e13"), (["e11", "e12", "e13"], "e21"), (["e21"], "e11"),
     (["e11", "e12", "e13", "e21"], "e11")],
)  # fmt: skip
def test_play_goes_to_the_next_unfinished_episode(finished: list[str], plays: str) -> None:
    view = view_of(SERIES)
    rows = np.array([view.row_of[item] for item in finished], np.int32)
    assert view.ids[next_unfinished(view, 0, rows)] == plays
    assert view.ids[next_unfinished(view, view.row_of["e12"], rows)] == plays


def test_play_passes_over_what_is_not_available_and_gives_nothing_when_nothing_is() -> None:
    view = view_of([msgspec.structs.replace(i, available=i.item != "e11") for i in SERIES])
    mask = available_at(view, 0)
    none = np.empty(0, np.int32)
    assert view.ids[next_unfinished(view, 0, none, mask)] == "e12"
    assert next_unfinished(view, 0, none, np.zeros(len(view), bool)) == -1


def test_a_film_plays_itself() -> None:
    view = view_of(SERIES)
    assert next_unfinished(view, 6, np.array([6], np.int32)) == 6


def test_a_ring_of_parents_and_a_missing_parent_count_as_no_parent() -> None:
    view = view_of([Item(item=i, title=i, parent=p) for i, p in [("a", "b"), ("b", "a"), ("c", "gone"), ("d", "d")]])
    assert view.family.tolist() == [0, 1, 2, 3]
    assert view.parent.tolist() == [-1, -1, -1, -1]


@pytest.mark.parametrize(
    ("fields", "at", "country", "shown"),
    [
        ({}, 0, "", True),
        ({"available": False}, 0, "DE", False),
        ({"available_from": 10}, 9, "DE", False),
        ({"available_from": 10}, 10, "DE", True),
        ({"available_until": 10}, 9, "DE", True),
        ({"available_until": 10}, 10, "DE", False),
        ({"countries": ("DE", "FR")}, 0, "FR", True),
        ({"countries": ("DE", "FR")}, 0, "US", False),
        ({"countries": ("DE",)}, 0, "", False),
        ({"stock": 0}, 0, "", False),
        ({"stock": 1}, 0, "", True),
    ],
)
def test_an_item_is_available_inside_its_window_its_countries_and_its_stock(
    fields: dict[str, Any], at: int, country: str, shown: bool
) -> None:
    view = view_of([Item(item="x", title="x", **fields)])
    assert available_at(view, at, country).tolist() == [shown]


def test_an_episode_is_not_available_where_its_series_is_not() -> None:
    view = view_of([msgspec.structs.replace(SERIES[0], countries=("US",)), *SERIES[1:]])
    assert available_at(view, 0, "DE").sum() == 1
    assert available_at(view, 0, "US").all()


NAMES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3).map(tuple)
ITEMS = st.builds(
    lambda n, parent, genres, year, stock, countries: Item(
        item=f"i{n}", title=f"t{n}", parent=parent, genres=genres, year=year, stock=stock, countries=countries
    ),
    st.integers(0, 9),
    st.sampled_from(["", "i0", "i1", "i2"]),
    NAMES,
    st.none() | st.integers(1900, 2030),
    st.none() | st.integers(0, 3),
    NAMES,
)
CATALOGUES = st.lists(ITEMS, max_size=8, unique_by=lambda item: item.item)


@settings(max_examples=40)
@given(CATALOGUES, st.lists(ITEMS, max_size=4, unique_by=lambda item: item.item))
def test_a_view_with_changes_equals_a_view_built_anew_and_the_old_one_stays(old: list[Item], new: list[Item]) -> None:
    view = view_of(old)
    rows = dict(view.row_of)
    for item in new:
        rows.setdefault(item.item, len(rows))
    placed = [(rows[item.item], item) for item in new]
    after = view.with_changes(placed)
    assert same(after, build_view([*enumerate(old), *placed]))
    assert same(view, view_of(old))


@settings(max_examples=40)
@given(st.lists(NAMES, max_size=6), st.dictionaries(st.integers(0, 8), NAMES, max_size=4))
def test_replaced_rows_of_labels_read_as_if_built_with_them(rows: list[Any], changes: dict[int, Any]) -> None:
    n = max([len(rows), *(row + 1 for row in changes)])
    after = replace_rows(build_labels(rows), changes, n)
    wanted = [changes.get(row, rows[row] if row < len(rows) else ()) for row in range(n)]
    assert [after.names_of(row) for row in range(n)] == [tuple(dict.fromkeys(names)) for names in wanted]
    for name in "abcd":
        assert after.having(name).tolist() == [row for row, names in enumerate(wanted) if name in names]


def test_columns_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        view_of(SERIES).year[0] = 1


def test_an_empty_row_is_never_available() -> None:
    view = build_view([(2, Item(item="x", title="x"))])
    assert len(view) == 3
    assert available_at(view, 0).tolist() == [False, False, True]
    assert view.kind(0) == ""
