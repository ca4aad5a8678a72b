"""Items and members from files of four formats; a bad line never stops the rest."""

from pathlib import Path

import duckdb
import pytest

from matinee.catalog.importers.generic import read_items, read_members
from matinee.catalog.importers.rows import Rejected
from matinee.core.errors import InvalidInput
from matinee.core.values import Item

LINES = """{"item": "a", "title": "Heat", "year": 1995, "genres": ["Crime"]}
{"item": "b", "titel": "Ran"}
not json

[1]
{"item": "c", "title": "Ran", "year": 1985}
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_bad_line_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    found = list(read_items(write(tmp_path / "items.jsonl", LINES)))
    assert [item.item for item in found if isinstance(item, Item)] == ["a", "c"]
    rejected = [line for line in found if isinstance(line, Rejected)]
    assert [line.line for line in rejected] == [2, 3, 5]
    assert "write title" in rejected[0].reason
    assert "not JSON" in rejected[1].reason


def test_the_four_formats_give_the_same_items(tmp_path: Path) -> None:
    csv = write(tmp_path / "items.csv", 'item,title,year,genres\na,Heat,1995,Crime|Drama\nb,"Ran, the film",,\n')
    json = write(
        tmp_path / "items.json",
        '[{"item":"a","title":"Heat","year":1995,"genres":["Crime","Drama"]},{"item":"b","title":"Ran, the film"}]',
    )
    lines = write(tmp_path / "items", json.read_text().strip("[]").replace("},{", "}\n{"))
    parquet = tmp_path / "items.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT * FROM read_json('{json}')) TO '{parquet}' (FORMAT parquet)")
    expected = [
        Item(item="a", title="Heat", year=1995, genres=("Crime", "Drama")),
        Item(item="b", title="Ran, the film"),
    ]
    for path in (csv, json, lines, parquet):
        assert list(read_items(path)) == expected, path.name


def test_csv_lines_with_too_many_cells_or_broken_text_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_bytes(b"item,title\na,Heat,1995\nb,Caf\xe9\nc,Ran\n")
    found = list(read_items(path))
    assert [line.line for line in found if isinstance(line, Rejected)] == [2, 3]
    assert found[-1] == Item(item="c", title="Ran")


def test_one_object_is_one_item_and_a_mark_at_the_start_is_passed_over(tmp_path: Path) -> None:
    one = write(tmp_path / "one.json", '{\n "item": "a",\n "title": "Heat"}')
    marked = write(tmp_path / "marked.csv", "\ufeffitem,title\na,Heat\n")
    assert list(read_items(one)) == list(read_items(marked)) == [Item(item="a", title="Heat")]


def test_members_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "members.csv", "member,name,kids,time_zone\n7,Ada,yes,Europe/Berlin\n8,Bo,no,Nowhere\n")
    ada, bo = read_members(path)
    assert not isinstance(ada, Rejected)
    assert (ada.member, ada.kids, ada.time_zone) == ("7", True, "Europe/Berlin")
    assert isinstance(bo, Rejected)
    assert (bo.line, "Nowhere" in bo.reason) == (3, True)


def test_what_cannot_be_read_at_all_says_the_way_out(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", write(tmp_path / "a.json", "[1,"), write(tmp_path / "a.parquet", "no")):
        with pytest.raises(InvalidInput) as error:
            list(read_items(path))
        assert error.value.way_out


def test_an_empty_file_has_no_items(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl"):
        assert list(read_items(write(tmp_path / name, ""))) == []
