"""Snapshots on disk: a version once published never changes under whoever reads it."""

from dataclasses import replace

import numpy as np

from matinee.core.snapshot import Snapshot
from matinee.storage import snapshots


def test_publishing_an_unchanged_log_again_leaves_every_file_of_the_version_as_it_is(tmp_path):
    snapshot = replace(Snapshot.empty(), weights=np.arange(3000.0))
    version = snapshots.publish(tmp_path, snapshot)
    before = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (tmp_path / version).iterdir()}
    other = snapshots.publish(tmp_path, replace(snapshot, data_until=5))
    assert snapshots.current(tmp_path) == other != version
    assert snapshots.publish(tmp_path, snapshot) == version == snapshots.current(tmp_path)
    after = {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (tmp_path / version).iterdir()}
    assert after == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_publishing_again_mends_a_damaged_version(tmp_path):
    snapshot = replace(Snapshot.empty(), weights=np.arange(3000.0))
    version = snapshots.publish(tmp_path, snapshot)
    (tmp_path / version / "weights.npy").write_bytes(b"torn")
    assert snapshots.publish(tmp_path, snapshot) == version
    assert np.array_equal(snapshots.read(tmp_path, version).weights, snapshot.weights)
