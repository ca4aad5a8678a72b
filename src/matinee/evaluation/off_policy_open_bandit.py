"""Open Bandit files as they are in; a log with features, and a target's probabilities without its rewards, out."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.evaluation.off_policy_model import BanditLog
from matinee.verdict.experiments.intervals import Floats, Ints

_NEEDED = ("item_id", "position", "click", "propensity_score")
_USER = "user_feature_"
_AFFINITY = "user-item_affinity_"


class OpenBandit(msgspec.Struct, frozen=True):
    """A file's columns (n,): item, position from 0, click, propensity; users (n, u) levels; affinity (n, n_items)."""

    item: Ints
    position: Ints
    click: Floats
    propensity: Floats
    users: Ints
    affinity: Floats
    labels: list[list[str]]


def read_open_bandit(path: Path) -> OpenBandit:
    """A file of the Open Bandit Dataset (all.csv, men.csv or women.csv, as published).

    Source: Saito, Aihara, Matsutani and Narita (2021), Open Bandit Dataset and Pipeline, NeurIPS.

    Raises:
        InvalidInput: not there, a column is missing, or a value is outside its range.
    """
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            names = next(reader, [])
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}", "give a file of the Open Bandit Dataset") from error
    missing = [name for name in _NEEDED if name not in names]
    if missing or not rows:
        raise InvalidInput(f"{path} lacks {', '.join(missing) or 'rows'}", "give a file of the Open Bandit Dataset")
    try:
        return _columns(names, rows)
    except (ValueError, IndexError) as error:
        raise InvalidInput(f"{path}: {error}", "mend the line") from error


def _columns(names: list[str], rows: list[list[str]]) -> OpenBandit:
    at = {name: place for place, name in enumerate(names)}
    by_column = list(zip(*rows, strict=True))

    def numbers(name: str) -> Floats:
        return np.array(by_column[at[name]], np.float64)

    propensity, click = numbers("propensity_score"), numbers("click")
    if not bool(np.all((propensity > 0) & (propensity <= 1))):
        raise ValueError("propensity_score must lie in (0, 1]")
    if not bool(np.all((click >= 0) & (click <= 1))):
        raise ValueError("click must lie in [0, 1]")
    users = [name for name in names if name.startswith(_USER)]
    labels = [sorted(set(by_column[at[name]])) for name in users]
    levels = [np.searchsorted(found, by_column[at[name]]) for name, found in zip(users, labels, strict=True)]
    affinities = [name for name in names if name.startswith(_AFFINITY)]
    affinity = np.column_stack([numbers(name) for name in affinities]) if affinities else np.zeros((len(rows), 0))
    return OpenBandit(
        numbers("item_id").astype(np.int64),
        numbers("position").astype(np.int64) - 1,
        click,
        propensity,
        np.column_stack(levels).astype(np.int64) if levels else np.zeros((len(rows), 0), np.int64),
        affinity,
        labels,
    )


def as_log(file: OpenBandit, n_items: int) -> BanditLog:
    """The file as a log: each round a cluster; features are item, position, user and affinity to the item."""
    position = np.eye(int(file.position.max()) + 1)[file.position]
    user = [np.eye(len(found))[file.users[:, k]] for k, found in enumerate(file.labels)]
    fixed = np.column_stack([np.ones(len(file.click)), position, *user])
    items = np.eye(n_items)

    def features(rows: Ints, action: Ints) -> NDArray[np.float64]:
        near = _affinity(file, rows, action)
        return np.column_stack([fixed[rows], near, items[action]])

    return BanditLog(file.item, file.click, file.propensity, np.arange(len(file.click)), features)


def _affinity(file: OpenBandit, rows: Ints, action: Ints) -> Floats:
    known = action < file.affinity.shape[1]
    near = np.zeros(len(rows))
    near[known] = np.log1p(file.affinity[rows[known], action[known]])
    return near


def n_items_of(files: Iterable[OpenBandit]) -> int:
    """Items are numbered from 0; as many as any of the files knows."""
    return max(max(int(file.item.max()) + 1, int(file.affinity.shape[1])) for file in files)


def target_by_position(file: OpenBandit, n_items: int) -> Floats:
    """The target policy's mean probability of each item at each position, from its log without rewards.

    The file holds the probability of the chosen item only, and it drifts from round to round. Two estimates of its mean
    are joined, each weighted by its precision: how often the item was chosen (n of N, relative variance 1 / n), and the
    harmonic mean of its logged probabilities (exact where the policy stands still: the chosen rounds over-represent
    high probabilities by just their size). Both are consistent; an item never chosen at a position has probability 0.

    Returns:
        (n_positions, n_items), each row sums to 1.
    """
    n_positions = int(file.position.max()) + 1
    cell = file.position * n_items + file.item
    size = n_positions * n_items

    def sums(values: Floats | None) -> Floats:
        return np.asarray(np.bincount(cell, weights=values, minlength=size), np.float64)

    count, inverse, square = sums(None), sums(1 / file.propensity), sums(1 / file.propensity**2)
    shown = np.maximum(count, 1.0)
    often = count.reshape(n_positions, n_items) / np.maximum(np.bincount(file.position), 1)[:, None]
    mean = np.maximum(inverse / shown, 1e-12)
    spread = np.maximum(square / shown - mean**2, 0.0) / mean**2
    trust = np.where(count > 1, 1.0 / (1.0 + spread), 0.0).reshape(n_positions, n_items)
    joined = np.where(often > 0, (1 - trust) * often + trust * (1 / mean).reshape(n_positions, n_items), 0.0)
    return np.asarray(joined / joined.sum(axis=1, keepdims=True), np.float64)
