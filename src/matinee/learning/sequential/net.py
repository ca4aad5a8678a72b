"""A shallow net over sequences: parameters and windows of items in; taste vectors, a loss and its gradients out.

``taste = g * unit(h + relu(h W1 + c) W2)`` with ``h = unit(sum_k a[k] * E[item k events back])``, where unit is
division by the root mean square (Zhang and Sennrich 2019); scores are ``taste . E + b``, the same item vectors E on
both sides (as in SASRec, Kang and McAuley 2018, whose attention is replaced by the learned weights ``a`` of each place
and factor).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matinee.learning.linear import Sequences

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Net:
    """Parameters; row ``n_items`` of the item vectors is the empty place and stays zero."""

    vectors: Floats  # E: (n_items + 1, d)
    bias: Floats  # b: (n_items,)
    places: Floats  # a: (n_places, d)
    inner: Floats  # W1: (d, d)
    offset: Floats  # c: (d,)
    outer: Floats  # W2: (d, d)
    gain: Floats  # g: (d,)

    @property
    def parameters(self) -> list[Floats]:
        """All arrays, in the order of their declaration."""
        return [self.vectors, self.bias, self.places, self.inner, self.offset, self.outer, self.gain]


class Batch(NamedTuple):
    """Moments to learn from: what came before, what came next, and items that did not."""

    windows: Rows  # (n, n_places), newest first, n_items where empty
    next_items: Rows  # (n,)
    others: Rows  # (n_others,), drawn from the whole catalogue
    dropout: tuple[Floats, Floats]  # (n, d) each: factors for h and for the hidden layer


class _Pass(NamedTuple):
    windows: Rows
    vectors: Floats
    h: Floats
    h_size: Floats
    hidden: Floats
    active: Floats
    z: Floats
    z_size: Floats
    taste: Floats


def new_net(n_items: int, n_factors: int, n_places: int, rng: np.random.Generator) -> Net:
    """Small random parameters; the places start as a decay of 0.7 an event."""

    def noise(*shape: int, scale: float) -> Floats:
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    vectors = noise(n_items + 1, n_factors, scale=0.05)
    vectors[n_items] = 0
    places = np.repeat(0.7 ** np.arange(n_places)[:, None], n_factors, axis=1).astype(np.float32)
    root = n_factors**-0.5
    inner, outer = noise(n_factors, n_factors, scale=root), noise(n_factors, n_factors, scale=0.3 * root)
    offset, gain = np.zeros(n_factors, np.float32), np.ones(n_factors, np.float32)
    return Net(vectors, np.zeros(n_items, np.float32), places, inner, offset, outer, gain)


def windows_of(sequences: Sequences, n_places: int) -> Rows:
    """For each event the item itself and those before it, newest first: (n_events, n_places), n_items where empty."""
    place = sequences.place()
    found = np.full((place.size, n_places), sequences.n_items, dtype=np.int32)
    for back in range(n_places):
        there = np.flatnonzero(place >= back)
        found[there, back] = sequences.items[there - back]
    return found


def tastes(net: Net, windows: Rows) -> Floats:
    """Taste vectors (n, d) of windows (n, n_places); a score is ``taste . vector + bias``."""
    return _forward(net, windows, None).taste


def loss_and_gradients(net: Net, batch: Batch) -> tuple[float, list[Floats]]:
    """Softmax loss of the next item against the drawn others, and its gradient by each of the net's parameters."""
    done = _forward(net, batch.windows, batch.dropout)
    own, others = net.vectors[batch.next_items], net.vectors[batch.others]
    loss, own_share, other_share = _softmax(net, batch, done.taste)
    d_taste = other_share @ others + own_share[:, None] * own
    d_bias = np.bincount(batch.next_items, own_share, net.bias.size)
    d_bias += np.bincount(batch.others, other_share.sum(axis=0), net.bias.size)
    d_windows, (d_places, d_inner, d_offset, d_outer, d_gain) = _backward(net, done, d_taste, batch.dropout)
    rows = np.concatenate([batch.windows.ravel(), batch.others, batch.next_items])
    slopes = np.concatenate([d_windows, other_share.T @ done.taste, own_share[:, None] * done.taste])
    ones, columns = np.ones(rows.size, np.float32), np.arange(rows.size)
    d_vectors = sparse.csr_matrix((ones, (rows, columns)), shape=(net.vectors.shape[0], rows.size)) @ slopes
    d_vectors[-1] = 0
    return loss, [d_vectors, d_bias.astype(np.float32), d_places, d_inner, d_offset, d_outer, d_gain]


def _softmax(net: Net, batch: Batch, taste: Floats) -> tuple[float, Floats, Floats]:
    """Mean loss; its slope by the score of the next item (n,) and of each other item (n, n_others)."""
    own = (taste * net.vectors[batch.next_items]).sum(axis=1) + net.bias[batch.next_items]
    others = taste @ net.vectors[batch.others].T + net.bias[batch.others]
    others[batch.next_items[:, None] == batch.others] = -1e9
    top = np.maximum(others.max(axis=1), own)
    own, others = np.exp(own - top), np.exp(others - top[:, None])
    total, n = own + others.sum(axis=1), np.float32(own.size)
    others /= (total * n)[:, None]
    return float(-np.log(own / total + 1e-30).mean()), (own / total - 1) / n, others


def _forward(net: Net, windows: Rows, dropout: tuple[Floats, Floats] | None) -> _Pass:
    vectors = net.vectors[windows]
    pooled = np.einsum("bkd,kd->bd", vectors, net.places)
    if dropout is not None:
        pooled *= dropout[0]
    h, h_size = _unit(pooled)
    hidden = h @ net.inner + net.offset
    active = np.maximum(hidden, 0)
    if dropout is not None:
        active *= dropout[1]
    z, z_size = _unit(h + active @ net.outer)
    return _Pass(windows, vectors, h, h_size, hidden, active, z, z_size, z * net.gain)


def _backward(
    net: Net, done: _Pass, d_taste: Floats, dropout: tuple[Floats, Floats]
) -> tuple[Floats, tuple[Floats, Floats, Floats, Floats, Floats]]:
    """Slopes by the windows' vectors (n * n_places, d), and by places, inner, offset, outer and gain."""
    d_z = _unit_slope(done.z, done.z_size, d_taste * net.gain)
    d_hidden: Floats = (d_z @ net.outer.T) * dropout[1] * (done.hidden > 0)
    d_h: Floats = d_z + d_hidden @ net.inner.T
    d_pooled = _unit_slope(done.h, done.h_size, d_h) * dropout[0]
    d_places = np.einsum("bkd,bd->kd", done.vectors, d_pooled)
    d_windows = (d_pooled[:, None, :] * net.places).reshape(-1, d_pooled.shape[1])
    d_gain = (d_taste * done.z).sum(axis=0)
    return d_windows, (d_places, done.h.T @ d_hidden, d_hidden.sum(axis=0), done.active.T @ d_z, d_gain)


def _unit(values: Floats) -> tuple[Floats, Floats]:
    size = np.sqrt((values * values).mean(axis=1, keepdims=True) + np.float32(1e-6))
    return values / size, size


def _unit_slope(unit: Floats, size: Floats, slope: Floats) -> Floats:
    result: Floats = (slope - unit * (slope * unit).mean(axis=1, keepdims=True)) / size
    return result
