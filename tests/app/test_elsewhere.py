"""`matinee import` of another tool's files: items, members, pages and events in a home, by the command and by HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from matinee.app.home import Home, open_home
from matinee.app.importing import run_import
from matinee.core.errors import InvalidInput
from tests.events.test_elsewhere import CLICK, DUMP, EXPORTED, FEEDBACK, INTERACTIONS, RANKING, retail, track


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    (tmp_path / "home").mkdir()
    opened = open_home(tmp_path / "home")
    yield opened
    opened.close()


def lines(path: Path, *records: Any) -> Path:
    path.write_text("\n".join(map(json.dumps, records)))
    return path


def bring(home: Home, form: str, path: Path) -> Any:
    return run_import(home, form, path, lambda _: None)


def kept(home: Home, member: str) -> list[tuple[str, str]]:
    return [(event.kind, event.item) for _, event in home.store.events_of(member)]


def test_a_folder_of_gorse_exports_in_whatever_order_its_files_come(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "gorse"
    folder.mkdir()
    lines(folder / "a_feedback.jsonl", *FEEDBACK)
    items = [{"ItemId": "vuejs:vue", "Comment": "Vue", "Categories": ["js"], "Labels": ["ui"], "IsHidden": False}]
    lines(folder / "b_items.jsonl", *items, {"ItemId": "d3:d3", "IsHidden": True, "Timestamp": "2022-02-01T00:00:00Z"})
    lines(folder / "c_users.jsonl", {"UserId": "bob", "Labels": ["frontend"], "Comment": ""})
    done = bring(home, "gorse", folder)
    assert (done.items, done.members, done.events) == (2, 1, 2)
    assert [one["reason"] for one in done.refused] == ["unknown item '10086'"]
    assert kept(home, "bob") == [("thumb", "vuejs:vue"), ("thumb", "d3:d3")]
    shown = next(item for _, _, item in home.store.items() if item.item == "vuejs:vue")
    assert (shown.title, shown.genres, shown.tags) == ("Vue", ("js",), ("ui",))


def test_the_binary_dump_of_gorse_is_a_whole_home(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "backup.bin"
    path.write_bytes(DUMP)
    done = bring(home, "gorse", path)
    assert (done.items, done.members, done.events, done.refused) == (1, 1, 2, [])
    assert bring(home, "gorse", path).duplicate == 2


def test_metaranks_lines_give_items_events_and_the_pages_that_were_shown(home: Home, tmp_path: Path) -> None:
    items = [
        {
            "event": "item",
            "id": f"m{n}",
            "timestamp": "1599391467000",
            "item": f"item{n}",
            "fields": [{"name": "title", "value": f"Cat {n}"}, {"name": "genres", "value": ["Cats"]}],
        }
        for n in (1, 3)
    ]
    done = bring(home, "metarank", lines(tmp_path / "events.jsonl", RANKING, CLICK, *items))
    assert (done.items, done.events, done.decisions, done.refused) == (2, 3, 1, [])
    assert kept(home, "user1") == [("impression", "item3"), ("impression", "item1"), ("open", "item1")]
    event = home.store.events_of("user1")[-1][1]
    assert (event.decision, event.row, event.column) == ("r-1", 0, 1)


def test_the_datasets_of_personalize(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "personalize"
    folder.mkdir()
    (folder / "interactions.csv").write_bytes(INTERACTIONS)
    ids = (73, 70, 17, 95, 96, 35, 33)
    rows = "".join(f"{n},Film {n},Drama|Crime,1570003267\n" for n in ids)
    (folder / "items.csv").write_text(f"ITEM_ID,TITLE,GENRES,CREATION_TIMESTAMP\n{rows}")
    (folder / "users.csv").write_text("USER_ID,AGE\n35,34\n")
    done = bring(home, "personalize", folder)
    assert (done.items, done.members, done.events, done.refused) == (7, 1, 8, [])


def test_what_a_segment_event_names_is_added_to_a_catalogue_that_lacks_it(home: Home, tmp_path: Path) -> None:
    viewed = track("Product Viewed", product_id="p1", name="Lamp", price=19, category="Light", brand="Lux")
    nameless = {**track("Product Viewed", product_id="p2"), "messageId": "m-2"}
    done = bring(home, "segment", lines(tmp_path / "segment.jsonl", viewed, nameless, {**viewed, "type": "page"}))
    assert (done.items, done.events, done.passed) == (1, 1, 1)
    assert [one["reason"] for one in done.refused] == ["unknown item 'p2'"]
    again = bring(home, "segment", tmp_path / "segment.jsonl")
    assert (again.items, again.events, again.duplicate) == (0, 0, 1)


def test_the_exports_of_google(home: Home, tmp_path: Path) -> None:
    assert bring(home, "ga4", lines(tmp_path / "ga4.json", EXPORTED)).events == 1
    named = [{"product": {"id": "p-1", "title": "Shoe", "categories": ["Shoes > Red"]}, "quantity": 1}]
    done = bring(home, "google-retail", lines(tmp_path / "r.jsonl", retail("add-to-cart", productDetails=named)))
    assert (done.items, done.events, kept(home, "v-1")) == (1, 1, [("cart_add", "p-1")])


def test_what_was_quarantined_for_an_unknown_item_is_kept_once_the_item_is_there(home: Home, tmp_path: Path) -> None:
    bring(home, "gorse", lines(tmp_path / "feedback.jsonl", FEEDBACK[0]))
    assert home.store.n_quarantined() == 1
    bring(home, "gorse", lines(tmp_path / "items.jsonl", {"ItemId": "10086", "Comment": "A book"}))
    assert home.intake.replay().accepted == 1
    assert kept(home, "jack") == [("open", "10086")]


def test_a_folder_with_nothing_to_read_says_what_it_takes(home: Home, tmp_path: Path) -> None:
    (tmp_path / "notes.doc").write_text("no")
    with pytest.raises(InvalidInput, match="it takes files ending in"):
        bring(home, "ga4", tmp_path)
