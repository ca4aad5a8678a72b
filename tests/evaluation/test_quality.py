"""Quality on a time split: what was only shown may be liked next, for every rule alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from matinee.app.home import open_home
from matinee.app.learn import LEAST_SEEN, share_seen
from matinee.app.setup import init_home
from matinee.core.clock import DAY
from matinee.core.snapshot import Graph
from matinee.core.values import Context, Event, Item, Member
from matinee.evaluation.cases import Moment
from matinee.evaluation.quality import measure
from matinee.learning.touched import SIGNS, Touched
from matinee.serving.situate import situate

NOW = 1_700_000_000_000_000


def test_what_a_member_was_only_shown_may_be_named_and_counts_when_it_is_liked(tmp_path: Path) -> None:
    init_home(tmp_path / "home", "test")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item=f"i{n}", title=f"Title {n}") for n in range(30)])
    home.append(
        [
            Event(event_id=f"e{n}", kind=kind, member="m", item=f"i{n}", at=NOW - DAY, surface="home", value=value)
            for n, (kind, value) in enumerate([("impression", None), ("impression", None), ("rate", 5.0)])
        ]
    )
    profile, _ = home.profile("m")
    world = home.live.world()
    none = np.zeros(30, np.int32)
    snapshot = replace(world.snapshot, counts=none, recent=none, together=Graph.empty(30))
    situation = situate(Member(member="m"), profile, Context(at=NOW), replace(world, snapshot=snapshot))
    rows = np.array([home.row_of("i0"), home.row_of("i2")], np.int32)
    found = measure([(Moment("m", NOW, rows), situation)], np.arange(30, dtype=np.int32))
    home.close()
    assert found.n_members == 1
    rated = found.rules["popularity"]["recall@20"]
    assert rated == 1.0, "what was rated is no wish of the future; what was only shown is named first and counts"


def test_slots_teach_only_where_most_of_what_is_liked_was_in_view_before() -> None:
    def touched(shown: list[float]) -> Touched:
        n = len(shown)
        signs = np.zeros((n, len(SIGNS)), np.float32)
        signs[:, SIGNS.index("shown")] = shown
        times = np.arange(n)
        return Touched(np.array(["a"]), np.zeros(n, np.int64), times.astype(np.int32), times, times,
                       np.ones(n), np.ones(n, bool), signs)  # fmt: skip

    assert share_seen(touched([1, 2, 0, 0, 0])) == 0.4 < LEAST_SEEN <= share_seen(touched([1, 0, 3, 2]))
    assert share_seen(touched([])) == 0.0
