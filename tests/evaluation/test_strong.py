"""Strong generalisation: members are held out whole, settings are chosen without the test members."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import typer
from scipy import sparse
from typer.testing import CliRunner

from matinee.cli.evaluate_strong import strong
from matinee.core.errors import InvalidInput
from matinee.evaluation.strong import choose, measure, measure_strong
from matinee.evaluation.strong_data import Held, member_order, read_ratings, split_members
from matinee.evaluation.strong_models import OTHERS, Family

PRIVATE = Path(os.environ.get("MATINEE_DATA", "../shared/data")) / "ml-latest-small"


def _ratings(n_members: int = 60, n_items: int = 30, seed: int = 0) -> sparse.csr_matrix:
    rng = np.random.default_rng(seed)
    taste, quality = rng.integers(0, 2, n_members), rng.random(n_items)
    kind = np.arange(n_items) % 2
    stars = np.where(kind == taste[:, None], 4.5, 2.0) + quality.round()
    kept = rng.random(stars.shape) < 0.5
    return sparse.csr_matrix((np.clip(stars, 0.5, 5) * kept).astype(np.float32))


def _folder(path: Path, ratings: sparse.csr_matrix) -> Path:
    rows = ratings.tocoo()
    lines = [f"{m},{i},{s},0" for m, i, s in zip(rows.row, rows.col, rows.data, strict=True)]
    (path / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines]))
    return path


def test_no_member_stands_in_two_parts_and_nothing_wanted_is_known() -> None:
    ratings = _ratings()
    split = split_members(ratings, 3)
    assert split.train.shape[0] + 2 * split.test.known.shape[0] == 60
    whole = ratings[member_order(60, 3)[:10]]
    test = split.test
    assert test.known.multiply(test.wanted).nnz == 0
    assert (whole.multiply(test.wanted).data >= 4).all()
    np.testing.assert_array_equal(
        np.sort(np.concatenate([split.train.data, split.test.known.data]))[-5:], np.full(5, ratings.max())
    )


def test_the_test_members_never_change_what_is_chosen_or_fitted() -> None:
    ratings = _ratings()
    tested = member_order(60, 0)[:10]
    changed = ratings.tolil()
    changed[tested] = 5.0
    one, other = split_members(ratings, 0), split_members(changed.tocsr(), 0)
    np.testing.assert_array_equal(one.train.toarray(), other.train.toarray())
    family = next(family for family in OTHERS if family.name == "EDLAE")
    setting, fitted = choose(family, one.train, one.validation, 0)
    held = Held(one.validation.known, one.validation.wanted)
    setting_again, again = choose(family, other.train, held, 0)
    assert setting == setting_again
    np.testing.assert_array_equal(fitted(one.test.known), again(one.test.known))


def test_the_setting_of_highest_validation_ndcg_is_chosen() -> None:
    split = split_members(_ratings(), 1)

    def fit(train: sparse.csr_matrix, setting: dict[str, float], seed: int) -> object:
        answer = split.validation.wanted.toarray().astype(np.float32)
        return lambda known: answer * setting["right"] if known.shape[0] == answer.shape[0] else answer

    family = Family("planted", fit, ({"right": -1.0}, {"right": 1.0}, {"right": 0.0}))  # type: ignore[arg-type]
    setting, fitted = choose(family, split.train, split.validation, 0)
    assert setting == {"right": 1.0}
    assert np.nanmin(measure(fitted, split.validation)["ndcg@100"]) == pytest.approx(1)


def test_the_whole_protocol_prints_models_and_paired_differences(tmp_path: Path) -> None:
    command = typer.Typer()
    command.command()(strong)
    arguments = ["--ratings", str(_folder(tmp_path, _ratings(72, 60))), "--seeds", "1"]
    done = CliRunner().invoke(command, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert {"graded EDLAE", "EASE", "EDLAE", "popularity"} <= found["models"].keys()
    gap = found["differences"]["popularity"]["ndcg@100"]
    assert gap["low"] <= gap["mean"] <= gap["high"]
    assert gap["mean"] > 0
    assert len(found["models"]["EASE"]["settings"]) == 1


def test_a_folder_that_is_not_movielens_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"ratings\.csv"):
        read_ratings(tmp_path)
    with pytest.raises(InvalidInput, match="1 members"):
        read_ratings(_folder(tmp_path, _ratings(1, 9)))


@pytest.mark.full
@pytest.mark.private
@pytest.mark.skipif(not PRIVATE.exists(), reason="the private data folder is missing")
def test_movielens_members_held_out_whole_are_served_better_than_by_ease_and_edlae() -> None:
    found = measure_strong(PRIVATE, seeds=3)
    for other in ("EASE", "EDLAE"):
        assert found["differences"][other]["ndcg@100"]["low"] > 0
        assert found["differences"][other]["recall@50"]["low"] > 0
