"""Heads: what is left out is left out, probabilities are probabilities, and better than what colours alone know."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score
from typer.testing import CliRunner

from matinee.cli.vision import app
from matinee.core.errors import InvalidInput, ShapeError
from matinee.picture.vision.heads import learned as heads_file
from matinee.picture.vision.heads.calibrate import apply_curves, fit_curves
from matinee.picture.vision.heads.evaluate import folds_by_item, out_of_fold
from matinee.picture.vision.heads.gather import gather
from matinee.picture.vision.heads.index_file import read_index
from matinee.picture.vision.heads.kernel import Recipe, fit
from matinee.picture.vision.heads.metrics import average_precision, best_threshold, calibration_error, f1_score
from tests.picture.vision.films import scene
from tests.picture.vision.places import POSTERS, private

RECIPE = Recipe(weights={"a": 1.0, "b": 2.0})


def blocks(n: int, seed: int = 0) -> tuple[dict[str, np.ndarray], np.ndarray]:
    generator = np.random.default_rng(seed)
    made = {
        "a": generator.normal(size=(n, 6)).astype(np.float32),
        "b": generator.normal(size=(n, 4)).astype(np.float32),
    }
    labels = np.column_stack([made["a"][:, 0] + made["b"][:, 0] > 0, made["b"][:, 1] > 0.8])
    return made, labels


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=2, max_size=40).filter(
        lambda rows: any(r[0] for r in rows)
    )
)
def test_average_precision_is_that_of_scikit_learn_with_ties(rows: list[tuple[bool, int]]) -> None:
    labels, scores = np.array([row[0] for row in rows]), np.array([float(row[1]) for row in rows])
    assert average_precision(labels, scores) == pytest.approx(average_precision_score(labels, scores))


def test_left_out_scores_are_those_of_refitting_without_the_picture() -> None:
    made, labels = blocks(25)
    # The standardisation and the offset are kept as in the full fit: they are what the closed form leaves alone.
    head, left_out = fit(made, labels, RECIPE)
    from matinee.picture.vision.heads.kernel import mean_kernel

    kernel = mean_kernel(head.landmarks, head.landmarks, RECIPE)
    aims = labels - head.offset
    for row in range(25):
        rest = np.arange(25) != row
        solved = np.linalg.solve(kernel[np.ix_(rest, rest)] + RECIPE.ridge * np.eye(24), aims[rest])
        assert left_out[row] == pytest.approx(kernel[row, rest] @ solved + head.offset, abs=1e-4)


def test_fewer_landmarks_than_pictures_still_rank_well() -> None:
    made, labels = blocks(300)
    small = Recipe(weights=RECIPE.weights, landmarks=60)
    test, truth = blocks(200, seed=1)
    head, _ = fit(made, labels, small)
    assert average_precision(truth[:, 0], head.predict(test)[:, 0]) > 0.85


def test_calibrated_probabilities_match_frequencies() -> None:
    generator = np.random.default_rng(0)
    truth = generator.random(4000)
    labels = (generator.random(4000) < truth)[:, None]
    scores = np.log(truth / (1 - truth))[:, None] * 3 + 1
    said = apply_curves(fit_curves(labels, scores), scores)
    assert calibration_error(labels, said) < 0.02
    assert calibration_error(labels, np.full((4000, 1), 0.9)) > 0.3


def test_the_threshold_gives_the_highest_f1_of_all_thresholds() -> None:
    generator = np.random.default_rng(1)
    labels, scores = generator.random(80) < 0.3, generator.random(80)
    best = f1_score(labels, scores >= best_threshold(labels, scores))
    assert best == max(f1_score(labels, scores >= limit) for limit in scores)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=2, max_size=60))
def test_an_item_and_copies_of_a_file_stand_in_one_fold(rows: list[tuple[int, int]]) -> None:
    items, hashes = tuple(f"i{a}" for a, _ in rows), tuple(f"h{b}" for _, b in rows)
    folds = folds_by_item(items, hashes, 3, 0)
    for names in (items, hashes):
        for name in set(names):
            assert len({folds[at] for at in range(len(rows)) if names[at] == name}) == 1


def test_labels_without_a_link_to_the_pixels_are_not_learned() -> None:
    made, labels = blocks(400)
    shuffled = np.random.default_rng(2).permutation(labels)
    folds = np.arange(400) % 5
    honest = out_of_fold(made, labels, folds, RECIPE).probabilities
    chance = out_of_fold(made, shuffled, folds, RECIPE).probabilities
    assert average_precision(labels[:, 0], honest[:, 0]) > 0.85
    assert average_precision(shuffled[:, 0], chance[:, 0]) < 0.65


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Sixty pictures of two looks, one unreadable, one outside the folder."""
    rows = []
    for at in range(60):
        pixels = scene(at, (96, 128))
        if at % 2:
            pixels = cv2.GaussianBlur(pixels, (0, 0), 5)
        cv2.imwrite(str(tmp_path / f"{at}.png"), pixels[:, :, ::-1])
        rows.append((f"{at}.png", f"i{at}", "soft" if at % 2 else "sharp|drawn"))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no")
    rows += [("broken.jpg", "i90", "soft"), ("../outside.png", "i91", "soft")]
    with (tmp_path / "index.csv").open("w", newline="") as out:
        csv.writer(out).writerows([("file", "item", "genres"), *rows])
    return tmp_path / "index.csv"


@pytest.mark.slow
def test_learn_and_evaluate_speak_json_skip_bad_files_and_keep_what_they_read(index: Path, tmp_path: Path) -> None:
    cache = ["--cache", str(tmp_path / "cache")]
    run = CliRunner().invoke(app, ["evaluate", "--images", str(index), *cache, "--json"])
    found = json.loads(run.stdout)
    assert found["mean_average_precision"] > 0.95
    assert found["mean_average_precision"] > found["baselines"]["prevalence"]
    assert set(found["per_class"]) == {"drawn", "sharp", "soft"}
    assert [Path(row["file"]).name for row in found["skipped"]] == ["broken.jpg", "outside.png"]
    heads = tmp_path / "heads.npz"
    again = CliRunner().invoke(app, ["learn", "--images", str(index), *cache, "--heads", str(heads), "--json"])
    assert json.loads(again.stdout)["mean_average_precision"] == found["mean_average_precision"]
    kept = heads_file.load(heads)
    said = heads_file.say(kept, gather([index.parent / "0.png"], None).blocks)
    assert {one["name"] for one in said} == {"drawn", "sharp"}
    assert 0 < said[0]["measured"]["average_precision"] <= 1


def test_what_was_read_of_a_picture_is_read_again_from_the_cache_and_a_damaged_one_is_made_again(
    tmp_path: Path,
) -> None:
    file = tmp_path / "a.png"
    cv2.imwrite(str(file), scene(1, (64, 64)))
    first = gather([file], tmp_path / "cache")
    (stored,) = (tmp_path / "cache").rglob("*.npz")
    np.savez(stored, **{name: block * 0 for name, block in first.blocks.items()})
    assert not gather([file], tmp_path / "cache").blocks["style"].any()
    stored.write_bytes(b"PK broken")
    assert gather([file], tmp_path / "cache").blocks["style"].any()


def test_heads_of_another_space_and_files_that_are_no_heads_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.npz").write_bytes(b"nothing")
    with pytest.raises(InvalidInput, match="holds no heads"):
        heads_file.load(tmp_path / "x.npz")
    about = json.dumps({"space": "other@1", "format": 1})
    np.savez(tmp_path / "y.npz", about=np.array(about))
    with pytest.raises(ShapeError, match="other@1"):
        heads_file.load(tmp_path / "y.npz")


def test_an_index_takes_movie_ids_and_poster_genres_and_names_a_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "i.csv"
    path.write_text("file,title,movieId,poster_genres\na.jpg,T,7,Drama|War\nb.jpg,U,8,\n")
    found = read_index(path)
    assert (found.items, found.classes, found.labels.tolist()) == (
        ("7", "8"),
        ("Drama", "War"),
        [[True, True], [False, False]],
    )
    path.write_text("picture,item,genres\na.jpg,1,x\n")
    with pytest.raises(InvalidInput, match="no column file"):
        read_index(path)


@pytest.mark.full
class TestPosters:
    pytestmark = private

    def test_genres_are_seen_on_unseen_posters_better_than_the_target(self, tmp_path: Path) -> None:
        given = ["--images", str(POSTERS / "index.csv"), "--cache", str(tmp_path / "cache")]
        run = CliRunner().invoke(app, ["evaluate", *given, "--json"])
        found = json.loads(run.stdout)
        assert found["mean_average_precision"] >= 0.60
        assert found["baselines"]["colour_histograms"] < 0.5
        assert found["calibration_error"] < 0.05
