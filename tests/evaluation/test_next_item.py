"""The next-item protocol: what it may see, what it prints, and Beauty's published numbers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from matinee.cli.evaluate_next_item import next_item
from matinee.core.errors import InvalidInput
from matinee.evaluation.next_item import leave_last_two, measure_next_item
from matinee.evaluation.next_item_file import read_sequences
from matinee.learning.linear import Sequences
from matinee.learning.sequential import fit_next_item, plain_ranks, ranks
from matinee.learning.sequential.blend import rank_in

BEAUTY = Path(os.environ.get("MATINEE_DATA", "../shared/data")) / "amazon-beauty" / "sequences.txt"


def _drifting(n_members: int, n_items: int, seed: int) -> Sequences:
    """Members walk through neighbouring items, so that what comes next can be learned."""
    rng = np.random.default_rng(seed)
    lengths = rng.integers(4, 9, n_members)
    walks = [
        rng.permutation(9)[:length] + start
        for start, length in zip(rng.integers(0, n_items - 9, n_members), lengths, strict=True)
    ]
    return Sequences(np.concatenate([[0], np.cumsum(lengths)]), np.concatenate(walks).astype(np.int32), n_items)


def test_the_last_item_never_changes_what_was_fitted() -> None:
    sequences = _drifting(60, 25, 0)
    changed = sequences.items.copy()
    changed[sequences.offsets[1:] - 1] = np.random.default_rng(9).integers(0, 25, 60)
    one, other = (leave_last_two(Sequences(sequences.offsets, items, 25)) for items in (sequences.items, changed))
    assert (one.test != other.test).any()
    fitted, again = (fit_next_item(split.train, split.validation) for split in (one, other))
    np.testing.assert_array_equal(fitted.blend.weights, again.blend.weights)
    np.testing.assert_array_equal(fitted.validation_ranks, again.validation_ranks)
    np.testing.assert_array_equal(fitted.counts.weights.toarray(), again.counts.weights.toarray())
    np.testing.assert_array_equal(ranks(fitted.blend, one.known, one.test), ranks(again.blend, other.known, one.test))


def test_the_split_leaves_the_last_two_items_out_in_order() -> None:
    split = leave_last_two(Sequences(np.array([0, 4, 7]), np.array([3, 1, 2, 0, 4, 3, 1], dtype=np.int32), 5))
    assert split.train.items.tolist() == [3, 1, 4]
    assert split.validation.tolist() == [2, 3]
    assert split.known.items.tolist() == [3, 1, 2, 4, 3]
    assert split.test.tolist() == [0, 1]


def test_a_whole_run_ranks_better_than_popularity_and_names_every_field() -> None:
    found = measure_next_item(_drifting(120, 60, 1))
    assert found["recall@10"] > 1.5 * found["baselines"]["popularity"]["recall@10"]
    assert {"ndcg@10", "fit_seconds", "cpu_seconds", "query_seconds", "peak_bytes"} <= found.keys()
    assert found["recall@10_standard_error"] > 0
    assert found["baselines"].keys() == {"popularity", "counts"}


def test_every_rank_from_first_to_last_is_taken_once() -> None:
    sequences = _drifting(60, 260, 2)
    split = leave_last_two(sequences)
    model = fit_next_item(split.train, split.validation)
    one = split.known.take(np.zeros(260, dtype=np.int64))
    unseen = np.setdiff1d(np.arange(260), one.items[: one.lengths[0]]).astype(np.int32)
    found = ranks(model.blend, one.take(np.arange(unseen.size)), unseen)
    assert found.sum() == pytest.approx(unseen.size * (unseen.size - 1) / 2)


def test_items_already_seen_are_not_ranked_and_ties_share_their_mean_rank() -> None:
    assert rank_in(np.array([[3, 1, 1, 0]], dtype=np.float32), np.array([1], dtype=np.float32))[0] == 1.5
    known = Sequences(np.array([0, 2]), np.array([0, 1], dtype=np.int32), 4)

    def by_row(sequences: Sequences) -> np.ndarray:
        return np.array([[9, 8, 7, 6]], dtype=np.float32)

    assert plain_ranks(by_row, known, np.array([3], dtype=np.int32))[0] == 1


def test_a_file_is_read_in_order_and_short_members_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "s.txt"
    file.write_text("a x y z\nb y\n\nc z x x y\n")
    read = read_sequences(file)
    assert read.item_ids == ["x", "y", "z"]
    assert read.sequences.items.tolist() == [0, 1, 2, 2, 0, 0, 1]
    assert read.n_too_short == 1


def test_an_item_that_was_seen_before_is_never_found_again() -> None:
    again = Sequences(np.arange(0, 81, 4), np.tile(np.array([0, 1, 2, 0], dtype=np.int32), 20), 3)
    found = measure_next_item(again)
    assert found["recall@10"] == found["baselines"]["counts"]["recall@10"] == 0


def test_a_small_catalogue_is_ranked_without_what_was_seen() -> None:
    found = measure_next_item(Sequences(np.arange(0, 61, 5), np.tile(np.arange(5, dtype=np.int32), 12), 5))
    assert found["ndcg@10"] == 1


def test_a_single_member_gets_a_clear_answer() -> None:
    with pytest.raises(InvalidInput, match="give more members"):
        measure_next_item(Sequences(np.array([0, 3]), np.array([0, 1, 2], dtype=np.int32), 3))


@pytest.mark.parametrize("text", ["", "a x\n", "only\n"])
def test_a_file_without_a_usable_member_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "s.txt"
    file.write_text(text)
    with pytest.raises(InvalidInput, match="no member"):
        read_sequences(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"nowhere\.txt"):
        read_sequences(tmp_path / "nowhere.txt")


@pytest.mark.full
@pytest.mark.private
@pytest.mark.skipif(not BEAUTY.exists(), reason="the private data folder is missing")
def test_beauty_is_predicted_above_the_best_published_numbers() -> None:
    found = measure_next_item(read_sequences(BEAUTY).sequences)
    assert (found["members"], found["items"], found["events"]) == (22363, 12101, 198502)
    assert found["recall@10"] > 0.0928
    assert found["ndcg@10"] > 0.0531
    assert found["peak_bytes"] < 8e9
    assert found["baselines"]["counts"]["recall@10"] == pytest.approx(0.0837, abs=0.004)


def test_the_command_prints_one_object(tmp_path: Path) -> None:
    sequences = _drifting(40, 20, 3)
    lines = [
        f"m{row} " + " ".join(map(str, sequences.items[a:b]))
        for row, (a, b) in enumerate(zip(sequences.offsets, sequences.offsets[1:], strict=False))
    ]
    file = tmp_path / "s.txt"
    file.write_text("\n".join(lines))
    command = typer.Typer()
    command.command()(next_item)
    done = CliRunner().invoke(command, ["--sequences", str(file), "--json"])
    assert done.exit_code == 0
    assert 0 < json.loads(done.stdout)["recall@10"] <= 1
    table = CliRunner().invoke(command, ["--sequences", str(file)])
    assert "popularity" in table.stdout and "counts" in table.stdout
