"""The measurement of ingest measures what it says."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from matinee.evaluation.ingest_speed import _SCHEMA, in_process, measure, plain_sqlite, requests_of, some_events
from matinee.operations.load import Load
from matinee.storage import Store


def test_all_ways_take_every_event(tmp_path: Path) -> None:
    events = some_events(700, seed=3)
    plain = sqlite3.connect(tmp_path / "plain.sqlite", isolation_level=None)
    plain.executescript(_SCHEMA)
    assert plain_sqlite(plain, events) > 0
    assert plain.execute("SELECT count(*) FROM events").fetchone() == (700,)
    plain.close()
    store = Store.open(tmp_path / "home")
    in_process(store, events[:130])
    assert store.n_events() == 130
    store.close()
    assert len(requests_of(events, 500)) == 2 and len(requests_of(events, 1)) == 700


def test_a_quantile_is_the_latency_that_this_share_stayed_below() -> None:
    load = Load(1.0, [k / 1_000 for k in range(100, 0, -1)], {200: 100})
    assert (load.quantile(0.5), load.quantile(0.99), load.quantile(1.0)) == (0.051, 0.1, 0.1)


@pytest.mark.slow
def test_the_whole_measurement_runs_and_every_event_is_acknowledged() -> None:
    found = measure(5_000, seed=2)
    assert found["n_events"] == 5_000 and found["n_single_events"] >= 320
    assert found["events_per_second"] > 0 and found["sqlite_events_per_second"] > 0
    assert found["single_p99_ms"] >= found["single_p50_ms"] > 0
