"""Off-policy judgement: simulated logs with known truth, and the Open Bandit files beside the published errors."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from matinee.core.errors import InvalidInput
from matinee.evaluation.off_policy import judge_files
from matinee.evaluation.off_policy_coverage import coverage
from matinee.evaluation.off_policy_open_bandit import read_open_bandit, target_by_position

DATA = Path(os.environ.get("MATINEE_DATA", Path(__file__).parents[2].parent / "shared" / "data")) / "open-bandit"
COVERED = ("ips", "snips", "dr", "switch_dr")


def write_log(path: Path, shares: np.ndarray, n: int, seed: int) -> Path:
    """A file of the dataset's form from a policy that stands still: shares (n_positions, n_items)."""
    rng = np.random.default_rng(seed)
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        names = ["", "timestamp", "item_id", "position", "click", "propensity_score", "user_feature_0"]
        writer.writerow(names + [f"user-item_affinity_{a}" for a in range(shares.shape[1])])
        for k in range(n):
            position = int(rng.integers(len(shares)))
            item = int(rng.choice(shares.shape[1], p=shares[position]))
            click = int(rng.random() < 0.05 + 0.1 * item)
            zeros = [0.0] * shares.shape[1]
            writer.writerow([k, "2019-11-24", item, position + 1, click, shares[position, item], "a", *zeros])
    return path


def test_a_still_targets_distribution_is_found_from_its_log_without_rewards(tmp_path: Path):
    shares = np.array([[0.6, 0.3, 0.1], [0.2, 0.2, 0.6]])
    found = target_by_position(read_open_bandit(write_log(tmp_path / "t.csv", shares, 300, 1)), 3)
    assert found == pytest.approx(shares, abs=1e-9)


def test_the_targets_rewards_change_its_relative_errors_and_nothing_else(tmp_path: Path):
    log = write_log(tmp_path / "log.csv", np.full((2, 3), 1 / 3), 3_000, 2)
    target = write_log(tmp_path / "target.csv", np.array([[0.1, 0.2, 0.7], [0.6, 0.2, 0.2]]), 3_000, 3)
    silent = tmp_path / "silent.csv"
    rows = list(csv.reader(target.read_text().splitlines()))
    rows[1:] = [[*row[:4], str(int(n % 7 == 0)), *row[5:]] for n, row in enumerate(rows[1:])]
    silent.write_text("\n".join(",".join(row) for row in rows))
    first, second = judge_files(log, target), judge_files(log, silent)
    assert first["chosen"] == second["chosen"]
    for one, other in zip(first["estimators"], second["estimators"], strict=True):
        assert one["estimate"] == other["estimate"]
        assert one["relative_error"] != other["relative_error"]
    truth = 0.5 * (0.1 * 0.05 + 0.2 * 0.15 + 0.7 * 0.25) + 0.5 * (0.6 * 0.05 + 0.2 * 0.15 + 0.2 * 0.25)
    for one in first["estimators"][:-1]:
        assert one["interval"][0] < truth < one["interval"][1], one["name"]


def test_a_file_of_another_form_is_named_with_what_it_lacks(tmp_path: Path):
    path = tmp_path / "log.csv"
    path.write_text("item_id,click\n1,0\n")
    with pytest.raises(InvalidInput, match="lacks position, propensity_score"):
        read_open_bandit(path)
    path.write_text("item_id,position,click,propensity_score\n1,1,0,1.5\n")
    with pytest.raises(InvalidInput, match="propensity_score must lie in"):
        read_open_bandit(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_open_bandit(tmp_path / "missing.csv")


@pytest.mark.slow
def test_intervals_cover_the_truth_and_every_judge_beats_the_logs_mean_on_a_hundred_logs():
    found = coverage(range(100))["estimators"]
    for name in COVERED:
        assert 0.90 <= found[name]["covered"] <= 0.99, name
    for name in ("ips", "snips", "dm", "dr", "dros", "switch_dr"):
        assert found[name]["rmse"] < 0.5 * found["log_mean"]["rmse"]


@pytest.mark.full
def test_intervals_cover_the_truth_in_93_to_97_percent_of_2000_logs():
    found = coverage(range(2_000))["estimators"]
    for name in COVERED:
        assert 0.93 <= found[name]["covered"] <= 0.97, name
    for name in ("ips", "snips", "dm", "dr", "dros", "switch_dr"):
        assert found[name]["rmse"] < found["log_mean"]["rmse"]


@pytest.mark.private
@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="private data folder is missing")
def test_on_the_open_bandit_files_the_chosen_estimate_is_nearer_than_the_published_direct_method():
    def file(policy: str) -> Path:
        return DATA / policy / "all" / "all.csv"

    found = judge_files(file("random"), file("bts"))
    errors = {row["name"]: row["relative_error"] for row in found["estimators"]}
    assert errors["log_mean"] == pytest.approx(0.0952, abs=1e-3)
    assert errors[found["chosen"]] <= 0.157
    assert errors["dr"] <= 0.292
    assert errors["ips"] <= 0.311
    assert errors["dros"] <= 0.160
    back = judge_files(file("bts"), file("random"))
    assert back["verdict"].startswith("no verdict")
