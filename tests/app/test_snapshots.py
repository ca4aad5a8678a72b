"""Snapshots: published by one rename, refused where damaged, swapped without dropping a request."""

import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from matinee.app.home import open_home
from matinee.app.promotion import Gate, publish
from matinee.cli.homes import rollback
from matinee.core.errors import SnapshotError, UnknownName
from matinee.storage import snapshots


def test_a_snapshot_read_back_equals_the_one_published(home):
    folder = home.path / "snapshots"
    version = snapshots.current(folder)
    found = snapshots.read(folder, version)
    for name, array in snapshots.arrays_of(home.live.world().snapshot).items():
        assert np.array_equal(array, snapshots.arrays_of(found)[name]), name


def test_publishing_the_same_again_gives_the_same_version(home):
    folder = home.path / "snapshots"
    assert snapshots.publish(folder, home.live.world().snapshot) == snapshots.current(folder)


def test_a_damaged_snapshot_is_refused_and_the_last_good_one_stays(home):
    folder = home.path / "snapshots"
    good = snapshots.current(folder)
    page = home.page("7")
    from dataclasses import replace

    newer = snapshots.publish(folder, replace(home.live.world().snapshot, data_until=1))
    victim = folder / newer / "linear.values.npy"
    blob = bytearray(victim.read_bytes())
    blob[-1] ^= 1
    victim.write_bytes(bytes(blob))
    home.store.nearline_put("snapshot:current", newer.encode())
    assert home.live.world().snapshot.version == good and "changed after" in home.live.trouble
    assert [row.items for row in home.page("7").rows] == [row.items for row in page.rows]
    again = open_home(home.path)
    assert again.live.world().snapshot.version == good
    again.close()


def test_a_hostile_or_newer_snapshot_is_refused_with_the_way_out(home):
    folder = home.path / "snapshots"
    version = snapshots.current(folder)
    manifest = folder / version / "manifest.json"
    told = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**told, "schema": 99}))
    with pytest.raises(SnapshotError, match="rollback"):
        snapshots.read(folder, version)
    with pytest.raises(UnknownName, match="no snapshot"):
        snapshots.use(folder, "../../etc")


def test_a_fresh_home_without_a_snapshot_takes_events_and_gives_popular_or_empty_pages(tmp_path):
    from matinee.app.setup import init_home
    from matinee.core.values import Event, Item

    init_home(tmp_path / "fresh")
    home = open_home(tmp_path / "fresh")
    assert home.page("somebody").rows == ()
    home.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(30)])
    home.append([Event(event_id="e1", kind="play", member="m", item="i1", at=home.now(), seconds=100.0)])
    page = home.page("somebody")
    assert sum(len(row.items) for row in page.rows) >= 10
    home.close()


def test_weights_that_an_older_program_learned_are_left_aside_and_pages_go_on(home):
    old = replace(home.live.world().snapshot, weights=np.ones(20))
    home.store.nearline_put("snapshot:current", snapshots.publish(home.path / "snapshots", old).encode())
    assert home.page("7").rows
    assert "other features" in home.live.trouble and "matinee learn" in home.live.trouble


def test_a_rollback_passes_over_what_the_gate_refused(home):
    folder, good = home.path / "snapshots", home.live.world().snapshot
    first = snapshots.publish(folder, replace(good, data_until=1))
    refused = publish(home, replace(good, data_until=2), Gate("refuse", "worse", 40))
    snapshots.publish(folder, replace(good, data_until=3))
    assert snapshots.versions(folder)[-2] == refused
    rollback(home.path)
    assert snapshots.current(folder) == first


def forged(folder, version, name, array):
    """A copy of a snapshot in which one array is another, with the hash that belongs to it."""
    shutil.copytree(folder / version, folder / "forged")
    path = folder / "forged" / f"{name}.npy"
    if isinstance(array, bytes):
        path.write_bytes(array)
    else:
        np.save(path, array, allow_pickle=True)
    manifest = folder / "forged" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(told))


ENDLESS = b"\x93NUMPY\x01\x00\x76\x00" + b"{'descr': '<f8', 'fortran_order': False, 'shape': (10**13,), }".replace(
    b"10**13", b"10000000000000"
).ljust(117) + b"\n"  # fmt: skip


@pytest.mark.parametrize(
    "array",
    [
        np.array([{"runs": "code"}], dtype=object), np.array(["x"] * 40), np.array(3.0), np.zeros((2, 2, 2)),
        np.full(40, np.nan), np.full(40, -7), np.full(40, 2**40), np.zeros(40, dtype=complex), ENDLESS,
        b"\x93NUMPY", b"",
    ],
    ids=["object", "words", "scalar", "cube", "nan", "negative", "far rows", "complex", "endless", "torn", "nothing"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["counts", "popular_rows", "together.indices", "together.indptr", "linear.values"])
def test_a_hostile_snapshot_whose_hashes_are_right_is_refused(home, name, array):
    folder = home.path / "snapshots"
    good = snapshots.current(folder)
    shutil.rmtree(folder / "forged", ignore_errors=True)
    try:
        forged(folder, good, name, array)
        with pytest.raises(SnapshotError, match="rollback"):
            snapshots.read(folder, "forged")
    finally:
        shutil.rmtree(folder / "forged", ignore_errors=True)


@pytest.mark.parametrize("text", ["[]", "3", "null", "{", "[" * 100_000, '{"schema": 1, "files": []}'])
def test_a_manifest_that_is_none_is_refused(home, text):
    folder = home.path / "snapshots"
    (folder / "forged").mkdir()
    try:
        (folder / "forged" / "manifest.json").write_text(text)
        with pytest.raises(SnapshotError):
            snapshots.read(folder, "forged")
    finally:
        shutil.rmtree(folder / "forged")
