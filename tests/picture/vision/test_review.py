"""Review and artwork: decisions of a person are kept, and stills become artwork that the choice of picture can use."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cv2
import pytest
from typer.testing import CliRunner

from matinee.cli.vision import app
from matinee.core.errors import InvalidInput
from matinee.core.values import Artwork
from matinee.picture.vision.artworks import artwork_of_picture, artworks_of_stills, canvas_of
from matinee.picture.vision.stills.review import read_stills, reviewed
from tests.picture.vision import films


def still(number: int) -> dict[str, Any]:
    return {
        "file": f"still-{number:03d}.jpg", "timecode_seconds": float(number), "width": 320, "height": 180,
        "tags": ["dog", "warm"], "kind": "portrait", "scores": {"overall": 0.5},
        "faces": [{"character": number, "name": ""}],
    }  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = {
        "stills": [still(1), still(2)],
        "rejects": [],
        "characters": [{"character": 1, "name": ""}, {"character": 2, "name": ""}],
    }
    (tmp_path / "stills.json").write_text(json.dumps(found))
    for number in (1, 2):
        cv2.imwrite(str(tmp_path / f"still-{number:03d}.jpg"), films.scene(number, (320, 180)))
    return tmp_path


def test_a_review_is_kept_and_written_as_artwork_of_the_item(folder: Path) -> None:
    words = ["--reject", "still-001.jpg", "--approve", "still-002.jpg", "--name", "2=Jane Doe", "--item", "7", "--json"]
    run = CliRunner().invoke(app, ["review", str(folder), *words])
    assert [one["approved"] for one in json.loads(run.stdout)["stills"]] == [False, True]
    assert read_stills(folder)["characters"][1]["name"] == "Jane Doe"
    page = (folder / "contact-sheet.html").read_text()
    assert "still-002.jpg" in page and "Jane Doe" in page and "still-001.jpg" not in page
    lines = [json.loads(line) for line in (folder / "artwork.jsonl").read_text().splitlines()]
    assert [one.get("approved", True) for one in lines] == [False, True]
    assert lines[1]["people"] == ["Jane Doe"]
    assert lines[1]["item"] == "7"


def test_a_still_that_is_not_there_or_decided_twice_is_told(folder: Path) -> None:
    found = read_stills(folder)
    with pytest.raises(InvalidInput, match="there is no still"):
        reviewed(found, approve=["still-009.jpg"])
    with pytest.raises(InvalidInput, match="both approved and rejected"):
        reviewed(found, approve=["still-001.jpg"], reject=["still-001.jpg"])
    with pytest.raises(InvalidInput, match="holds no stills"):
        read_stills(folder / "none")


def test_stills_and_posters_are_artwork_with_stable_ids_themes_and_a_canvas(folder: Path) -> None:
    first, second = artworks_of_stills(read_stills(folder), folder, "7")
    assert first == artworks_of_stills(read_stills(folder), folder, "7")[0]
    assert first.artwork != second.artwork
    assert (first.kind, first.canvas, first.themes) == ("still", "wide", ("dog", "warm", "portrait"))
    poster = artwork_of_picture(
        {
            "file": "a.jpg",
            "sha256": "00",
            "width": 182,
            "height": 268,
            "objects": [{"name": "person"}] * 2,
            "kind": "no face",
        },
        "7",
    )
    assert poster == Artwork(artwork=poster.artwork, item="7", path="a.jpg", canvas="tall", themes=("person",))
    assert [canvas_of(*size) for size in ((21, 9), (16, 9), (1, 1), (2, 3))] == ["hero", "wide", "square", "tall"]
