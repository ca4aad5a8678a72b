"""Plausible: curves of a world lie near those of real data."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from matinee.core.errors import MatineeError
from matinee.evaluation.plausible import compare_complete_journey, compare_movielens, concentration

DATA = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[3] / "shared" / "data"))


def test_concentration_is_a_straight_line_for_equals_and_a_corner_for_one_who_has_all() -> None:
    assert np.allclose(concentration(np.full(50, 7)), np.linspace(0, 1, 51))
    assert concentration(np.array([100, 0, 0, 0, 0]))[10] == pytest.approx(1.0)


def test_a_folder_without_the_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(MatineeError, match=r"ratings\.csv"):
        compare_movielens(tmp_path, 1)


@pytest.mark.slow
def test_the_stream_world_lies_near_the_bundled_movielens() -> None:
    folder = Path(__file__).parents[2] / "examples" / "data" / "movielens-small"
    assert {one.curve: one.distance < 0.1 for one in compare_movielens(folder, 3)} == {
        "activity": True, "popularity": True, "repeat": True,
    }  # fmt: skip


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="the private data folder is missing")
def test_the_stream_world_lies_near_movielens() -> None:
    curves = compare_movielens(DATA / "ml-latest-small", 2)
    assert len(curves) == 3 and max(one.distance for one in curves) < 0.1


@pytest.mark.private
@pytest.mark.full
@pytest.mark.skipif(not DATA.is_dir(), reason="the private data folder is missing")
def test_the_shop_world_lies_near_complete_journey() -> None:
    curves = compare_complete_journey(DATA / "complete-journey", 2)
    assert len(curves) == 3 and max(one.distance for one in curves) < 0.1
