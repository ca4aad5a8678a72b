"""What a shop's nights teach: a home and its log in; the arrays "shop.*" of its snapshot out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.catalog.seasons import Season, read_seasons
from matinee.core.clock import DAY
from matinee.core.snapshot import Graph, Snapshot
from matinee.learning.basket.goes_with import goes_with
from matinee.learning.basket.habits import fit_hazard, products
from matinee.learning.basket.lines import Lines, read_lines
from matinee.learning.basket.local import local
from matinee.learning.basket.seasonal import read_acts, season_effect

if TYPE_CHECKING:
    import duckdb

Arrays = dict[str, NDArray[Any]]
LOOK_BACK: Final = 400 * DAY
"""Purchases of these last days teach what goes with what and when it is due; seasons look at the whole log."""


def calendar(path: Path) -> tuple[Season, ...]:
    """The seasons of a home: its own seasons.toml, else those that come with Matinee."""
    own = path / "seasons.toml"
    return read_seasons(own if own.exists() else None)


def learn_shop(home: Home, log: duckdb.DuckDBPyConnection) -> Mapping[str, NDArray[Any]]:
    """Everything that the shop's rows read. The log holds `events` of who consents, `places` and `links`."""
    if log.execute("SELECT 1 FROM events WHERE kind = 'purchase' LIMIT 1").fetchone() is None:
        return {}  # a log without purchases is not read at all
    world, now = home.live.world(), home.now()
    shelf = world.catalog
    lines, n = read_lines(log), len(shelf)
    if not len(lines):
        return {}
    recent = lines.take(lines.at >= now - LOOK_BACK)
    found = products(recent, n)
    both = goes_with(recent, (shelf.genres, shelf.tags, shelf.brands), n)
    near = local(recent, places(home, lines), n)
    season = season_effect(read_acts(log), lines, calendar(home.path), n, now)
    titles = [kind.title for kind in calendar(home.path)]
    learned: Arrays = {
        "gap": with_usual(found.gap), "again": with_usual(found.again), "places": near.places,
        "season": season.factor.astype(np.float32), "keepers": season.keepers, "season_span": season.span,
        "season_title": np.array([titles[season.over]] if season.over >= 0 else [], dtype=np.str_),
        **parts("with", both.complements), **parts("instead", both.substitutes), **parts("local", near.items),
    }  # fmt: skip
    hazard = fit_hazard(recent, n, int(lines.at.max()) + 1)
    return learned | ({"due": hazard} if len(hazard) else {})


def in_season_order(snapshot: Snapshot, season: NDArray[np.float32] | None) -> Snapshot:
    """The same snapshot with its popular rows in the order that the season gives them; what is counted stays."""
    if season is None or not len(season) or bool((season == 1.0).all()):
        return snapshot

    def ordered(rows: NDArray[np.int32], counts: NDArray[np.int32]) -> NDArray[np.int32]:
        return rows[np.argsort(-counts[rows] * season[rows].astype(np.float64), kind="stable")]

    return replace(
        snapshot,
        recent_rows=ordered(snapshot.recent_rows, snapshot.recent),
        popular_rows=ordered(snapshot.popular_rows, snapshot.counts),
    )


def with_usual(column: NDArray[np.float64]) -> NDArray[np.float32]:
    """A column with its median behind it, for items to come."""
    return np.append(column, np.median(column) if len(column) else 0.0).astype(np.float32)


def parts(name: str, graph: Graph) -> Arrays:
    """A graph as three named arrays."""
    return {f"{name}_indptr": graph.indptr, f"{name}_indices": graph.indices, f"{name}_values": graph.values}


def places(home: Home, lines: Lines) -> NDArray[np.str_]:
    """Where each customer is: the place of their record, else its country, else the time zone they buy in; read as
    `table.habits.place_of` reads it when serving."""
    told = {
        member.member: str(member.attributes.get("place", "") or member.country or member.time_zone)
        for member in home.store.members()
    }
    found = [told.get(who) or zone or "" for who, zone in zip(lines.names, lines.zones, strict=True)]
    return np.array(found, dtype=np.str_)
