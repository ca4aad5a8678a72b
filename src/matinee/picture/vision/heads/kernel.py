"""Blocks of numbers per picture and labels in, scores out: ridge regression with a mean of Gaussian kernels.

Each block is standardised and has a kernel of its own, exp(-gamma d2 / 2w) with w its width; the kernel is their
weighted mean (multiple kernel learning with fixed weights). Above `landmarks` pictures the subset of regressors is
used (Smola & Bartlett 2001). Leave-one-out scores come in closed form (Rifkin & Lippert 2007).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve

Block = NDArray[np.float32]
"""(n, w): w numbers of each of n pictures."""
Blocks = Mapping[str, Block]
Scores = NDArray[np.float64]
"""(n, classes)."""


@dataclass(frozen=True)
class Recipe:
    """What is set, not learned: weight of each block's kernel, gamma, ridge and the most landmarks."""

    weights: Mapping[str, float]
    gamma: float = 0.5
    ridge: float = 1.0
    landmarks: int = 3_000


@dataclass(frozen=True)
class KernelHead:
    """A fitted head: standardised landmarks (m, w) per block, coefficients (m, classes), offset (classes,)."""

    recipe: Recipe
    landmarks: Blocks
    centers: Mapping[str, NDArray[np.float32]]
    scales: Mapping[str, NDArray[np.float32]]
    coefficients: Scores
    offset: NDArray[np.float64]

    def predict(self, blocks: Blocks) -> Scores:
        """Scores (n, classes); higher is likelier, the scale is that of the labels."""
        ready = {name: (blocks[name] - self.centers[name]) / self.scales[name] for name in self.recipe.weights}
        return mean_kernel(ready, self.landmarks, self.recipe) @ self.coefficients + self.offset


def fit(blocks: Blocks, labels: NDArray[np.bool_], recipe: Recipe, seed: int = 0) -> tuple[KernelHead, Scores]:
    """Labels (n, classes) -> the head, and the score (n, classes) each picture would get had it been left out."""
    names = list(recipe.weights)
    centers = {name: blocks[name].mean(0) for name in names}
    scales = {name: blocks[name].std(0) + np.float32(1e-6) for name in names}
    ready = {name: ((blocks[name] - centers[name]) / scales[name]).astype(np.float32) for name in names}
    n = len(labels)
    chosen = np.arange(n) if n <= recipe.landmarks else _draw(n, recipe.landmarks, seed)
    marks = {name: ready[name][chosen] for name in names}
    across = mean_kernel(ready, marks, recipe)
    offset = labels.mean(0, dtype=np.float64)
    aims = labels - offset
    solved, hat = _solve(across, across[chosen], recipe.ridge)
    coefficients = solved @ (across.T @ aims)
    fitted = across @ coefficients
    left_out = (fitted - hat[:, None] * aims) / np.maximum(1 - hat[:, None], 1e-6) + offset
    return KernelHead(recipe, marks, centers, scales, coefficients, offset), left_out


def _draw(n: int, size: int, seed: int) -> NDArray[np.int64]:
    return np.sort(np.random.default_rng(seed).choice(n, size, replace=False))


def _solve(across: Scores, among: Scores, ridge: float) -> tuple[Scores, NDArray[np.float64]]:
    """(K'K + ridge M)^-1 (m, m) and the diagonal of the hat matrix (n,)."""
    system = across.T @ across + ridge * among
    system.flat[:: len(system) + 1] += 1e-8 * np.trace(system) / len(system)
    solved = cho_solve(cho_factor(system), np.eye(len(system)))
    return solved, np.einsum("nm,nm->n", across @ solved, across)


def mean_kernel(left: Blocks, right: Blocks, recipe: Recipe) -> Scores:
    """The weighted mean of the blocks' Gaussian kernels (n, m)."""
    total = sum(recipe.weights.values())
    parts = (recipe.weights[name] * gaussian(left[name], right[name], recipe.gamma) for name in recipe.weights)
    return np.asarray(sum(parts) / total, np.float64)


def gaussian(left: Block, right: Block, gamma: float) -> NDArray[np.float32]:
    """exp(-gamma |x - y|^2 / 2w) for rows of width w."""
    squares = (left**2).sum(1)[:, None] + (right**2).sum(1)[None] - 2 * left @ right.T
    found: NDArray[np.float32] = np.exp(-gamma * np.maximum(squares, 0) / (2 * left.shape[1]))
    return found
