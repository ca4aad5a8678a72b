"""Parameter files that nobody has seen: any within the documented schema draws a world that runs and can be judged."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest

from matinee.core.errors import MatineeError
from matinee.evaluation.closed_loop import total
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.closed import simulate
from matinee.worlds.open_loop import daily
from matinee.worlds.params import WorldParams, parse
from matinee.worlds.world import make_world

FORMS = ("folded", "diagonal", "power", "stripes")
FAULTS = ("unavailable", "failing", "broken_picture", "wrong_genre", "lost_device", "doubled_feed")


def some_file(seed: int) -> str:
    """A parameter file drawn from the documented schema: any preset, curves, tastes, faults and strengths."""
    rng = np.random.default_rng(seed)

    def between(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 3)

    shop = bool(rng.random() < 0.4)
    tables: dict[str, dict[str, Any]] = {
        "items": {
            "n": int(rng.integers(120, 500)),
            "genres": int(rng.integers(2, 30)),
            "themes": int(rng.integers(2, 90)),
            "tail": between(0.4, 1.6),
            "hype": between(0, 1.5),
            "quality": between(0.2, 2),
            "hidden": between(0, 2),
            "wrong_tags": between(0, 0.6),
            "adult_share": between(0, 0.3),
            "people_share": between(0.05, 1.5),
            "new_per_day": between(0, 0.02),
            "series_share": 0.0 if shop else between(0, 0.6),
        },
        "artwork": {"per_item": int(rng.integers(1, 9)), "strength": between(0, 2), "clickbait_share": between(0, 0.5)},
        "members": {
            "n": int(rng.integers(60, 160)),
            "personas": int(rng.integers(1, 6)),
            "activity": between(0.3, 2),
            "guests": between(0, 0.8),
            "drift": between(0, 1),
            "switching": between(0, 0.3),
            "rewatch": between(0, 0.4),
            "households": between(0, 1),
        },
        "context": {"daypart": between(0, 2), "device": between(0, 2), "mood": between(0, 2)},
        "behaviour": {
            "liking": between(3, 9),
            "blur": between(0, 2),
            "fatigue": between(0, 0.5),
            "leave": between(0, 0.03),
            "search": between(0, 1),
            "thumbs": between(0, 0.5),
            "ratings": between(0, 0.6),
        },
    }
    lines = [f'preset = "{"shop" if shop else "stream"}"']
    for name, values in tables.items():
        lines += [f"[{name}]", *(f"{key} = {value}" for key, value in values.items())]
    for device in ("tv", "phone"):
        lines += [f"[attention.{device}]", f'form = "{rng.choice(FORMS)}"', f"rows = {between(1, 5)}"]
    for fault in rng.choice(FAULTS, 2, replace=False):
        lines += ["[[faults]]", f'kind = "{fault}"', f"from_day = {int(rng.integers(0, 4))}", "strength = 0.1"]
    return "\n".join(lines)


def holds(params: WorldParams, seed: int, days: int) -> None:
    """The world runs under every baseline, and knowing the truth beats chance in it."""
    world = make_world(params, seed)
    liked = {}
    for name in ("oracle", "popular", "random"):
        run = total(list(simulate(world, BUILT_IN[name](world, seed), days, seed)))
        assert all(np.isfinite(list(run.values())))
        liked[name] = run["liking_per_session"]
    assert liked["oracle"] > liked["random"]
    assert sum(len(events) for events in daily(world, 500, 5)) == 500


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_an_unseen_parameter_file_plants_a_world_that_runs(seed: int) -> None:
    holds(parse(some_file(seed)), seed, 2)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(3, 60))
def test_many_unseen_parameter_files_plant_worlds_that_run(seed: int) -> None:
    holds(parse(some_file(seed)), seed, 5)


EDGES = (
    "[members]\nn = 1\nguests = 1.0",
    "[items]\nn = 1",
    "[items]\nn = 4\ngenres = 64\nthemes = 400",
    "[artwork]\nper_item = 1\nclickbait_share = 1.0",
    "[members]\nn = 3\ntime_zones = []",
    "[items]\nn = 30\nnew_per_day = 1.0",
    "[members]\nn = 40\nactivity = 0.01",
    "[members]\nn = 5\nchildren = 1.0\n[items]\nn = 20\nadult_share = 1.0",
    "[context]\nholidays = []",
    "preset = 'shop'\n[shop]\nstaples = 1\nbasket = 0.1\nlifetime_days = 0.5\n[items]\nn = 3",
    "[behaviour]\nleave = 1.0\n[members]\nn = 20",
    "[items]\nn = 40\nseries_share = 1.0\nepisodes = 64",
)


@pytest.mark.slow
@pytest.mark.parametrize("text", EDGES)
def test_the_edges_of_the_schema_run_or_are_refused_in_words(text: str) -> None:
    try:
        params = parse(text)
        small = msgspec.structs.replace(params.members, n=min(params.members.n, 40))
        items = msgspec.structs.replace(params.items, n=min(params.items.n, 200))
        world = make_world(msgspec.structs.replace(params, members=small, items=items), 3)
        for name in ("oracle", "popular", "random", "clickbait"):
            list(simulate(world, BUILT_IN[name](world, 3), 3, 3))
    except MatineeError as error:
        assert error.way_out
