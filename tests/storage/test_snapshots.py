"""Snapshots on disk: a version once published never changes under whoever reads it."""

from dataclasses import replace

import numpy as np
import pytest

from matinee.core.errors import SnapshotError
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


def test_named_arrays_that_parts_learned_come_back(tmp_path):
    snapshot = replace(Snapshot.empty(), learned={"attention.tv": np.eye(3), "artwork.ids": np.array(["a", "bc"])})
    found = snapshots.read(tmp_path, snapshots.publish(tmp_path, snapshot)).learned
    assert found["attention.tv"].tolist() == np.eye(3).tolist() and found["artwork.ids"].tolist() == ["a", "bc"]


def test_a_manifest_that_names_files_elsewhere_is_refused(tmp_path):
    version = snapshots.publish(tmp_path, Snapshot.empty())
    manifest = tmp_path / version / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"files": {', '"files": {"learned.x/../../y.npy": "",'))
    with pytest.raises(SnapshotError, match="outside"):
        snapshots.read(tmp_path, version)
