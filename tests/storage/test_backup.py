"""Backups, verified by restoring, and the doctor."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from matinee.core.errors import InvalidInput, StoreError
from matinee.core.snapshot import Snapshot
from matinee.core.values import Item
from matinee.storage import Store, snapshots
from matinee.storage.backup import backup, restore
from matinee.storage.checkup import look_over
from tests.storage.conftest import an_event


def test_a_backup_taken_while_events_come_in_restores_to_everything_acknowledged_before(
    store: Store, tmp_path: Path
) -> None:
    (store.home / "matinee.toml").write_text('name = "Ours"\n')
    store.put_items([Item(item="i1", title="One")])
    store.append([an_event(n) for n in range(500)])
    store.seal(min_rows=1)
    store.append([an_event(n) for n in range(500, 600)])
    stop = threading.Event()

    def go_on() -> None:
        number = 10_000
        while not stop.is_set():
            store.append([an_event(number)])
            number += 1

    writer = threading.Thread(target=go_on)
    writer.start()
    made = backup(store, tmp_path / "backup")
    stop.set()
    writer.join()
    again = restore(tmp_path / "backup", tmp_path / "restored")
    assert again.n_events == made.n_events >= 600
    restored = Store.open(tmp_path / "restored")
    assert {f"e{n}" for n in range(600)} <= {
        event.event_id for _, event in restored.events_of("m1", include_sealed=True)
    }
    assert restored.item("i1") and (restored.home / "matinee.toml").read_text() == 'name = "Ours"\n'
    restored.close()


def test_a_backup_that_was_touched_is_refused_and_makes_nothing(store: Store, tmp_path: Path) -> None:
    store.append([an_event(n) for n in range(50)])
    store.seal(min_rows=1)
    backup(store, tmp_path / "backup")
    with pytest.raises(InvalidInput, match="something at"):
        backup(store, tmp_path / "backup")
    sealed = next((tmp_path / "backup").rglob("*.parquet"))
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(StoreError, match="differs"):
        restore(tmp_path / "backup", tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    with pytest.raises(InvalidInput, match="is no backup"):
        restore(store.home, tmp_path / "restored")


def test_the_doctor_finds_nothing_wrong_with_a_home_in_use(store: Store) -> None:
    store.append([an_event(n) for n in range(50)])
    store.seal(min_rows=1)
    assert [finding for finding in look_over(store.home) if finding.level == "wrong"] == []


def test_the_doctor_names_what_is_damaged_and_the_way_out(store: Store) -> None:
    store.append([an_event(n) for n in range(50)])
    segment = store.seal(min_rows=1)[0]
    store.append([an_event(99, at=2**52)])
    store.quarantine_add([("{", "not JSON", 1, "", "")])
    (store.home / segment.path).write_bytes(b"PAR1")
    (store.home / "segments" / "events" / "left.parquet").write_bytes(b"")
    (store.home / "matinee.toml").write_text("[page]\nno_such = 1\n")
    found = {finding.what: finding for finding in look_over(store.home) if finding.level != "fine"}
    assert any("damaged" in finding.said for finding in look_over(store.home))
    assert {"settings", "sealed files", "clock", "quarantine", "snapshot"} <= set(found)
    assert all(finding.way_out for finding in found.values())


def test_the_doctor_names_a_database_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"this is no database, " * 500)
    found = {finding.what: finding for finding in look_over(tmp_path)}
    assert found["database"].level == "wrong" and "restore" in found["database"].way_out
    with pytest.raises(StoreError, match="doctor"):
        Store.open(tmp_path)


def test_a_backup_taken_while_learning_publishes_restores_with_a_snapshot_that_can_be_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, copied, copy = store.home / "snapshots", [0], shutil.copy2
    snapshots.publish(folder, replace(Snapshot.empty(), data_until=1))
    (folder / ".draft-1").mkdir()
    (folder / ".draft-1" / "counts.npy").write_bytes(b"half")

    def copying(source: Path, target: Path) -> None:
        copy(source, target)
        copied[0] += 1
        snapshots.publish(folder, replace(Snapshot.empty(), data_until=1 + copied[0]))

    monkeypatch.setattr("matinee.storage.backup.shutil.copy2", copying)
    backup(store, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "restored")
    restored = tmp_path / "restored" / "snapshots"
    assert copied[0] > 10 and snapshots.read(restored, snapshots.current(restored))
    assert not list(restored.glob(".*"))
