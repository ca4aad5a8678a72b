"""Slots in columns: packed and open ones are one table; what was written again or forgotten counts as it is now."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.storage import slots as module
from matinee.storage.slots import SLOT_TYPES
from matinee.storage.store import Store


def in_columns(logged):
    """Decisions whose body says how many slots they have."""
    sizes = [int(body) for *_, body in logged]
    n = sum(sizes)

    def each(place, kind=object):
        return np.repeat(np.array([one[place] for one in logged], dtype=kind), sizes)

    found = {name: np.zeros(n) for name in SLOT_TYPES} | {
        name: np.full(n, "x", object) for name, kind in SLOT_TYPES.items() if kind == "VARCHAR"
    }
    column = np.concatenate([np.zeros(0, int), *(np.arange(size) for size in sizes)])
    return found | {
        "number": each(0, np.int64), "decision": each(1), "at": each(2, np.int64), "member": each(3), "column": column,
    }  # fmt: skip


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LEAST", 3)
    monkeypatch.setattr(module, "PACK", 4)
    opened = Store.open(tmp_path)
    opened.put_decisions([(f"d{n}", n, f"m{n % 3}", str(n + 1).encode()) for n in range(10)]).result()
    yield opened
    opened.close()


def table(store, sql='SELECT decision, count(*) FROM slots GROUP BY 1 ORDER BY min("at")', since=0):
    duck = store.duck()
    store.with_slots(duck, in_columns, since)
    found = duck.execute(sql).fetchall()
    duck.close()
    return found


def test_packed_and_open_slots_are_one_table(store):
    before = table(store)
    assert before == [(f"d{n}", n + 1) for n in range(10)]
    assert store.pack_slots(in_columns) == 8  # two files of four; the last two wait for company
    assert table(store) == before
    assert store.pack_slots(in_columns) == 0
    assert table(store, since=7) == before[7:]


def test_a_decision_that_is_written_again_counts_as_it_is_now(store):
    store.pack_slots(in_columns)
    store.put_decisions([("d1", 1, "m1", b"7")]).result()
    assert dict(table(store))["d1"] == 7
    assert len(table(store)) == 10
    assert store.pack_slots(in_columns) == 3
    assert dict(table(store))["d1"] == 7


def test_who_is_forgotten_is_in_no_packed_file(store):
    store.pack_slots(in_columns)
    store.forget(["m1"])
    assert [one for one, _ in table(store)] == [f"d{n}" for n in range(10) if n % 3 != 1]
    files = [store.home / segment.path for segment in store.segments("slots")]
    assert len(files) == 2
    assert sorted(files) == sorted((store.home / "segments" / "slots").glob("*"))
    assert not any(b"m1" in file.read_bytes() for file in files)


def test_files_of_a_packing_that_died_are_removed(store):
    lost = store.home / "segments" / "slots" / "000000000009-lost.parquet"
    lost.parent.mkdir(parents=True)
    lost.write_bytes(b"half")
    store.pack_slots(in_columns)
    assert not lost.exists()
