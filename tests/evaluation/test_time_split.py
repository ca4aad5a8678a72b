"""The time split: nothing after the cut is used, and habits are found where members have them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from matinee.cli.evaluate_time_split import time_split
from matinee.core.errors import InvalidInput
from matinee.evaluation.time_split import OURS, _learn_blend, _size_difference, measure_cut
from matinee.evaluation.time_split_data import Log, cuts_of, read_log
from matinee.evaluation.time_split_models import listen


def _habits(n_members: int = 60, n_items: int = 80, n_days: int = 70, seed: int = 0) -> Log:
    """Every member has a dozen items of their own that they come back to."""
    rng = np.random.default_rng(seed)
    own = np.stack([rng.permutation(n_items)[:12] for _ in range(n_members)])
    n = n_members * 60
    member = np.repeat(np.arange(n_members), 60)
    return Log(member, own[member, rng.integers(0, 12, n)], rng.random(n) * n_days, n_members, n_items)


def test_nothing_after_the_cut_changes_what_is_fitted() -> None:
    log = _habits()
    late = log.day >= 56
    changed = replace(log, item=np.where(late, np.random.default_rng(5).permutation(log.item), log.item))
    assert (changed.item != log.item).any()
    members = np.arange(10)
    one, other = listen(log, 56.0).score(members), listen(changed, 56.0).score(members)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])
    np.testing.assert_array_equal(_learn_blend(log, 42.0, 56.0, 0), _learn_blend(changed, 42.0, 56.0, 0))


def test_habits_are_found_ahead_of_popularity() -> None:
    found = measure_cut(_habits(), 56.0, seed=0)
    gaps = found["ours_minus"]["popular in the last 7 days"]
    for metric in ("hit_rate@10", "ndcg@10", "effective_catalogue_size"):
        assert gaps[metric]["low"] > 0
    assert found["models"][OURS]["effective_catalogue_size"] > 20


def test_equal_lists_have_no_difference_in_size() -> None:
    lists = np.random.default_rng(0).integers(0, 50, (30, 10))
    assert _size_difference(lists, lists, 50, 0) == {"mean": 0.0, "low": 0.0, "high": 0.0}


def test_the_interval_of_a_size_holds_what_other_members_show() -> None:
    rng = np.random.default_rng(3)
    narrow = np.zeros((400, 10), dtype=np.int64) + np.arange(10)
    found = [
        _size_difference((200 * rng.random((400, 10)) ** 2).astype(np.int64), narrow, 200, seed) for seed in range(40)
    ]
    expected = np.mean([one["mean"] for one in found])
    assert sum(one["low"] <= expected <= one["high"] for one in found) >= 34
    assert all(one["low"] > 0 for one in found)


def test_cuts_are_weeks_where_members_come_back_and_a_share_where_they_do_not() -> None:
    log = _habits()
    assert np.allclose(np.diff(cuts_of(log)), 14)
    once = np.unique(np.stack([log.member, log.item]), axis=1, return_index=True)[1]
    first = Log(log.member[once], log.item[once], log.day[once], 60, 80)
    assert not first.repeats
    assert (first.day < cuts_of(first)[0]).mean() == pytest.approx(0.8, abs=0.01)


def test_a_movielens_folder_is_cut_and_printed(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pairs = rng.permutation(40 * 50)[:1200]
    lines = [f"{pair // 50},{pair % 50},4.0,{int(rng.integers(0, 10**7))}" for pair in pairs]
    (tmp_path / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *lines]))
    command = typer.Typer()
    command.command()(time_split)
    done = CliRunner().invoke(command, ["--data", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["cuts"][0]["members"] > 0
    assert "popular in" in CliRunner().invoke(command, ["--data", str(tmp_path)]).stdout


def test_a_folder_with_neither_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"ratings\.csv"):
        read_log(tmp_path)
