"""Is a world plausible? What was done in it and in real data in, curves side by side and their distance out."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import InvalidInput
from matinee.worlds.columns import KIND, joined
from matinee.worlds.open_loop import daily
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.world import make_world

Counts = NDArray[np.int64]
GRID: Final = np.linspace(0.0, 1.0, 51)
TIMES: Final = 10
"""How often the same thing is done again, at most, on the repeat curve."""


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """One property in the world and in the data; `distance` is the mean gap of the curves, both in [0, 1]."""

    data: str
    preset: str
    curve: str
    x: list[float]
    world: list[float]
    real: list[float]
    distance: float


class Plausible(msgspec.Struct, frozen=True, kw_only=True):
    """What the comparison prints."""

    source: str = "simulated"
    seed: int
    curves: list[Curve]


def compare_movielens(folder: Path, seed: int) -> list[Curve]:
    """The stream preset beside MovieLens: ratings there, plays here; as many members, items and plays.

    Raises:
        InvalidInput: the folder holds no ratings.csv.
    """
    real = _pairs(f"select userId, movieId, count(*) from {_source(folder, 'ratings.csv')} group by 1, 2")
    return _curves("MovieLens", "stream", _world("stream", real, seed, "play"), real)


def compare_complete_journey(folder: Path, seed: int) -> list[Curve]:
    """The shop preset beside Complete Journey: how many baskets of a household held a product.

    Raises:
        InvalidInput: the folder holds no transactions.parquet.
    """
    source = _source(folder, "transactions.parquet")
    query = f"select household_id, product_id, count(distinct basket_id) from {source} where quantity > 0 group by 1, 2"
    real = _pairs(query)
    return _curves("Complete Journey", "shop", _world("shop", real, seed, "purchase"), real)


def _source(folder: Path, name: str) -> str:
    path = folder / name
    if not path.is_file():
        raise InvalidInput(f"there is no {path}", f"give the folder that holds {name}")
    return "'" + str(path).replace("'", "''") + "'"


def _pairs(query: str) -> Counts:
    """(n, 3): member, item, how often; members and items numbered from 0."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
        connection.execute("set enable_progress_bar = false")  # it would stand on stdout, amid the JSON
        found = connection.execute(query).fetchnumpy()
    who, item, times = (np.asarray(column) for column in found.values())
    return np.stack([np.unique(who, return_inverse=True)[1], np.unique(item, return_inverse=True)[1], times], 1)


def _world(name: str, real: Counts, seed: int, kind: str) -> Counts:
    """The same of a world with as many known members and items, until as much was done."""
    members, items = int(real[:, 0].max()) + 1, int(real[:, 1].max()) + 1
    told = preset(name)
    people = msgspec.structs.replace(told.members, guests=0.0)
    told = with_sizes(msgspec.structs.replace(told, members=people), members, items)
    world = make_world(told, seed)
    wanted, days = int(real[:, 2].sum()), 280
    done, parent = [], world.truth.items.parent
    for events in daily(world, wanted * 9, days):
        done.append(events.take(events.kind == KIND[kind]))
        if sum(map(len, done)) >= wanted:
            break
    events = joined(done)
    item = np.where(parent[events.item] >= 0, parent[events.item], events.item)
    key, times = np.unique(events.member * np.int64(len(parent)) + item, return_counts=True)
    return np.stack([key // len(parent), key % len(parent), times], 1)


def _curves(data: str, name: str, world: Counts, real: Counts) -> list[Curve]:
    made = []
    for curve, x, of in (
        ("activity", GRID, _activity),
        ("popularity", GRID, _popularity),
        ("repeat", _ORDINAL, _repeat),
    ):
        ours, theirs = of(world), of(real)
        gap = float(np.abs(ours - theirs).mean())
        lists = {"x": x.tolist(), "world": ours.round(4).tolist(), "real": theirs.round(4).tolist()}
        made.append(Curve(data=data, preset=name, curve=curve, distance=round(gap, 4), **lists))
    return made


_ORDINAL: Final = np.arange(1.0, TIMES + 1.0)


def concentration(counts: NDArray[np.integer[Any]]) -> NDArray[np.float64]:
    """Lorenz curve on GRID: which share of everything the busiest share of members, or items, has.

    Example:
        >>> float(concentration(np.array([1, 1, 1, 1]))[25])
        0.5
    """
    falling = np.sort(counts)[::-1].astype(np.float64)
    share = np.concatenate([[0.0], np.cumsum(falling) / falling.sum()])
    return np.asarray(np.interp(GRID, np.linspace(0.0, 1.0, len(share)), share))


def _activity(pairs: Counts) -> NDArray[np.float64]:
    counts = np.bincount(pairs[:, 0], weights=pairs[:, 2])
    return concentration(counts[counts > 0].astype(np.int64))


def _popularity(pairs: Counts) -> NDArray[np.float64]:
    counts = np.bincount(pairs[:, 1], weights=pairs[:, 2])
    return concentration(counts[counts > 0].astype(np.int64))


def _repeat(pairs: Counts) -> NDArray[np.float64]:
    """Share of (member, item) pairs that came at least 1, 2, ... TIMES times."""
    return np.array([(pairs[:, 2] >= times).mean() for times in range(1, TIMES + 1)])


def chart(found: Plausible) -> dict[str, Any]:
    """A Vega-Lite specification: a panel per curve, the world beside the data."""
    lines = [
        {
            "panel": f"{one.curve}: {one.preset} beside {one.data} (distance {one.distance:.3f})",
            "x": x,
            "y": y,
            "of": of,
        }
        for one in found.curves
        for of, ys in (("SIMULATED world", one.world), (one.data, one.real))
        for x, y in zip(one.x, ys, strict=True)
    ]
    x = {"field": "x", "type": "quantitative", "title": "busiest share of members or items; times done again"}
    y = {"field": "y", "type": "quantitative", "title": "share"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "SIMULATED worlds beside real data",
        "data": {"values": lines},
        "columns": 3,
        "facet": {"field": "panel", "type": "nominal", "title": None, "sort": None},
        "resolve": {"scale": {"x": "independent"}},
        "spec": {
            "width": 260,
            "height": 180,
            "mark": "line",
            "encoding": {"x": x, "y": y, "color": {"field": "of", "type": "nominal", "title": None}},
        },
    }
