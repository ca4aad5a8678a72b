"""Describe, index and the bundled networks: one bad file never stops the rest, and nothing unsure is said."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from matinee.cli.vision import app
from matinee.core.errors import InvalidInput, ShapeError, StoreError
from matinee.picture.vision import weights
from matinee.picture.vision.describe import describe_all, kind_of
from matinee.picture.vision.detection import average_precision, evaluate_objects
from matinee.picture.vision.faces import Face
from matinee.picture.vision.index import Indexed, empty, index_pictures, load, pictures_under, save
from matinee.picture.vision.looks import look_at
from matinee.picture.vision.text import find_text
from tests.picture.vision import films
from tests.picture.vision.places import COCO, ROOT, VIDEO, private, with_film


def write(path: Path, pixels: np.ndarray) -> Path:
    cv2.imwrite(str(path), pixels[:, :, ::-1])
    return path


def test_every_bundled_network_has_a_licence_and_its_hash_in_the_notice() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    folder = ROOT / "src/matinee/picture/vision/weights"
    listed = json.loads((folder / "sha256.json").read_text())
    networks = {one.name for one in folder.iterdir() if one.suffix in (".onnx", ".pb", ".gz")}
    assert networks == set(listed)
    for name, digest in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        assert name in notice and digest in notice
    assert sum((folder / name).stat().st_size for name in networks) < 45_000_000


def test_a_file_that_is_not_bundled_is_refused() -> None:
    with pytest.raises(StoreError, match="missing"):
        weights.read("other.onnx")


def test_a_batch_goes_on_past_a_bad_file_and_says_what_was_wrong(tmp_path: Path) -> None:
    good = write(tmp_path / "good.png", films.scene(1, (160, 120)))
    (tmp_path / "bad.jpg").write_text("words")
    run = CliRunner().invoke(app, ["describe", str(tmp_path / "bad.jpg"), str(good), "--json"])
    found = json.loads(run.stdout)
    assert [Path(one["file"]).name for one in found["errors"]] == ["bad.jpg"]
    (one,) = found["pictures"]
    assert {"objects", "labels", "faces", "kind", "text", "colours", "sharpness", "crops"} <= set(one)
    assert (one["width"], one["height"], one["faces"], one["kind"]) == (160, 120, [], "no face")
    assert set(found["measured"]) >= {"objects", "labels", "faces", "kind", "text"}
    assert CliRunner().invoke(app, ["describe", str(tmp_path / "bad.jpg"), "--json"]).exit_code == 1


def test_plain_grey_has_no_object_no_label_no_face_and_no_text(tmp_path: Path) -> None:
    grey = write(tmp_path / "grey.png", np.full((200, 300, 3), 128, np.uint8))
    (one,) = describe_all([grey])["pictures"]
    assert one["objects"] == one["labels"] == one["faces"] == one["text"]["boxes"] == []
    assert one["colours"][0]["name"] == "gray"


def test_a_large_picture_is_described_in_its_own_pixels(tmp_path: Path) -> None:
    pixels = np.full((400, 3000, 3), 30, np.uint8)
    cv2.putText(pixels, "COMING SOON", (2000, 260), cv2.FONT_HERSHEY_SIMPLEX, 4, (255, 255, 255), 12)
    (one,) = describe_all([write(tmp_path / "wide.png", pixels)])["pictures"]
    assert (one["width"], one["height"]) == (3000, 400)
    assert min(box[0] for box in one["text"]["boxes"]) > 1800


def test_text_is_found_where_it_stands_and_covers_its_share() -> None:
    pixels = np.full((240, 400, 3), 30, np.uint8)
    cv2.putText(pixels, "COMING SOON", (60, 130), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (255, 255, 255), 3)
    found = find_text(pixels)
    assert found.boxes
    assert 0.04 < found.share < 0.4
    left = min(box[0] for box in found.boxes)
    assert 30 < left < 90


def test_looks_are_what_their_names_say() -> None:
    warm = np.zeros((50, 50, 3), np.uint8) + np.array([240, 160, 60], np.uint8)
    cold = np.zeros((50, 50, 3), np.uint8) + np.array([60, 120, 220], np.uint8)
    assert look_at(warm).warmth > 0.6 > 0.4 > look_at(cold).warmth
    assert look_at(films.scene(1)).sharpness > 2 * look_at(films.blurred(films.scene(1))).sharpness
    assert look_at(np.full((9, 9, 3), 250, np.uint8)).light > 0.9


def test_one_large_face_is_a_portrait_and_a_second_of_a_quarter_of_its_area_makes_a_group() -> None:
    def face(side: float) -> Face:
        return Face((0, 0, side, side), np.zeros((5, 2), np.float32), 0.9)

    assert kind_of([]) == "no face"
    assert kind_of([face(10), face(4)]) == "portrait"
    assert kind_of([face(10), face(5)]) == "group"


def test_an_index_holds_each_content_once_and_doing_it_again_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "art"
    folder.mkdir()
    write(folder / "a.png", films.scene(1, (96, 64)))
    write(folder / "b.png", films.scene(2, (96, 64)))
    shutil.copy(folder / "a.png", folder / "copy.png")
    (folder / "bad.jpg").touch()
    first, skipped = index_pictures(pictures_under(folder), empty(), root=folder)
    assert len(first.hashes) == 2
    assert [Path(one["file"]).name for one in skipped] == ["bad.jpg"]
    assert np.linalg.norm(first.vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    again, _ = index_pictures(pictures_under(folder), first, root=folder)
    assert again is first
    write(folder / "c.png", films.scene(3, (96, 64)))
    more, _ = index_pictures(pictures_under(folder), first, root=folder)
    assert more.hashes[:2] == first.hashes and len(more.hashes) == 3
    save(more, tmp_path / "i.npz")
    kept = load(tmp_path / "i.npz")
    assert kept.hashes == more.hashes
    assert kept.rows_of([more.hashes[2], "none"]).tolist() == [2, -1]
    assert kept.vectors == pytest.approx(more.vectors, abs=1e-3)


def test_an_index_of_another_space_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    other = Indexed("clip@1", ("h",), ("f",), np.ones((1, 4), np.float32))
    with pytest.raises(ShapeError, match="clip@1"):
        index_pictures([], other)
    (tmp_path / "i.npz").write_bytes(b"PK")
    with pytest.raises(InvalidInput, match="no picture index"):
        load(tmp_path / "i.npz")


def test_the_index_command_adds_what_is_new(tmp_path: Path) -> None:
    folder = tmp_path / "art"
    folder.mkdir()
    write(folder / "a.png", films.scene(1, (96, 64)))
    words = ["index", str(folder), "--out", str(tmp_path / "i.npz"), "--cache", str(tmp_path / "cache"), "--json"]
    assert json.loads(CliRunner().invoke(app, words).stdout)["added"] == 1
    assert json.loads(CliRunner().invoke(app, words).stdout)["added"] == 0


def test_average_precision_of_boxes_is_one_when_all_are_found_and_falls_with_each_false_box() -> None:
    real = [np.array([[0.1, 0.1, 0.5, 0.5]]), np.array([[0.2, 0.2, 0.9, 0.9]])]
    perfect = [(boxes, np.array([0.9])) for boxes in real]
    assert average_precision(real, perfect, 0.95) == 1.0
    false = np.array([[0.6, 0.6, 0.7, 0.7], [0.1, 0.1, 0.5, 0.5]])
    half = [(false, np.array([0.95, 0.9])), perfect[1]]
    assert average_precision(real, half, 0.5) == pytest.approx(2 / 3, abs=1e-6)
    twice = [(np.repeat(real[0], 2, 0), np.array([0.9, 0.8])), (np.empty((0, 4)), np.empty(0))]
    assert average_precision(real, twice, 0.5) == pytest.approx(51 / 101)


@pytest.mark.slow
class TestPhotographs:
    pytestmark = private

    def test_objects_are_found_far_above_the_label_prior(self) -> None:
        found = evaluate_objects(COCO)
        assert found["classes"] == 9
        assert found["mean_average_precision_50"] >= 0.25
        assert found["mean_average_precision_50"] > 10 * found["baselines"]["label_prior_50"]


class TestDrawn:
    pytestmark = with_film

    def test_a_frame_of_a_drawn_film_has_no_text_and_every_crop(self) -> None:
        (one,) = describe_all([VIDEO / "bbb_poster_frame.jpg"])["pictures"]
        assert one["text"]["boxes"] == []
        assert set(one["crops"]) == {"wide", "tall", "square", "hero"}
