"""One record from a file or a door becomes a checked value, or an error that names the field."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.records import item_from, member_from, read_time
from matinee.catalog.view import build_view
from matinee.core.errors import InvalidInput

GOOD = {"item": "m1", "title": "Heat"}


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"title": "Heat"}, "missing field item"),
        ({"item": 11, "title": "Heat"}, "field item: Expected str, got int"),
        ({"item": "", "title": "Heat"}, "field item: is empty"),
        ({"item": "m" * 300, "title": "Heat"}, "field item: has 300 characters"),
        ({"item": "a\nb", "title": "Heat"}, "field item: holds a control character"),
        (GOOD | {"title": "  "}, "field title: is empty"),
        (GOOD | {"year": "soon"}, "field year: Expected int | null, got str"),
        (GOOD | {"year": 70_000}, "field year: 70000 is outside 1 to 9999"),
        (GOOD | {"price": float("nan")}, "field price: nan is outside"),
        (GOOD | {"stock": -1}, "field stock: -1 is outside"),
        (GOOD | {"genres": "Crime"}, "field genres: Expected array, got str"),
        (GOOD | {"genres": ["x"] * 3_000}, "field genres: 3000 names"),
        (GOOD | {"available_until": "never"}, "field available_until: 'never' is no time"),
        (GOOD | {"available_from": 20, "available_until": 10}, "field available_until: not after"),
        (GOOD | {"availble_until": 10}, "write available_until"),
        (GOOD | {"parent": "m1"}, "its own parent"),
        (GOOD | {"synopsis": "x" * 1_000_000}, "field synopsis: 1,000,002 bytes"),
        (GOOD | {"artwork": [{"artwork": ""}]}, "field artwork: is empty"),
    ],
)
def test_a_bad_item_is_named_with_its_field(record: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as error:
        item_from(record)
    assert said in str(error.value)
    assert error.value.way_out


def test_text_cells_become_the_fields_types() -> None:
    cells = {
        "item": "007", "title": "1917", "year": "2019.0", "genres": "War|Drama ", "available": "no", "price": "",
        "available_from": "2020-01-01", "attributes": '{"a": 1}', "colour": "red",
    }  # fmt: skip
    item = item_from(cells, loose=True)
    assert (item.item, item.title, item.year, item.genres) == ("007", "1917", 2019, ("War", "Drama"))
    assert (item.available, item.price, item.available_from) == (False, None, 1_577_836_800_000_000)
    assert item.attributes == {"a": 1, "colour": "red"}


def test_times_are_read_in_every_unit() -> None:
    times = ["2016-10-16T17:57:24Z", 1_476_640_644, 1_476_640_644_000, 1_476_640_644_000_000, "1476640644"]
    assert {read_time("added_at", time) for time in times} == {1_476_640_644_000_000}


@pytest.mark.parametrize("time", [True, -1, float("inf"), "soon", None, 1e18, "9" * 400])
def test_what_is_no_time_is_refused(time: Any) -> None:
    with pytest.raises(InvalidInput):
        read_time("added_at", time)


def test_a_member_is_checked_and_the_country_capitalised() -> None:
    assert member_from({"member": "a", "country": "de", "time_zone": "Europe/Berlin"}).country == "DE"
    with pytest.raises(InvalidInput, match="time_zone: 'Berlin' is not known"):
        member_from({"member": "a", "time_zone": "Berlin"})
    with pytest.raises(InvalidInput, match="Expected bool"):
        member_from({"member": "a", "kids": 3})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "item",
        "title",
        "kind",
        "parent",
        "number",
        "year",
        "genres",
        "people",
        "maturity",
        "available",
        "available_from",
        "countries",
        "stock",
        "price",
    ]
)


@settings(max_examples=60)
@given(st.dictionaries(FIELDS, VALUES, max_size=6), st.booleans())
def test_every_record_is_taken_or_refused_and_what_is_taken_fits_the_view(record: dict[str, Any], loose: bool) -> None:
    try:
        item = item_from(GOOD | record, loose)
    except InvalidInput as error:
        assert error.way_out
    else:
        assert build_view([(0, item)]).ids == (item.item,)
