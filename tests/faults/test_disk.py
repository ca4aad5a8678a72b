"""A disk that is full or read-only: a clear error, and nothing lost that was acknowledged."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.api.fast import EventsFirst
from matinee.app.home import open_home
from matinee.core.errors import StoreError
from matinee.core.values import Event, Item
from matinee.storage import Store

LIMITED = """
import resource, sys
from pathlib import Path
from matinee.core.errors import StoreError
from matinee.core.values import Event
from matinee.storage import Store
store = Store.open(Path(sys.argv[1]))
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))
kept = 0
try:
    while True:
        store.append([Event(event_id=f"e{kept + n}", kind="play", member="m", item="i", at=n) for n in range(100)])
        kept += 100
except StoreError as error:
    print(kept, error.status, error)
assert store.n_events() == kept
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
store.append([Event(event_id="after", kind="play", member="m", item="i", at=0)])
store.close()
"""


def test_a_file_that_may_not_grow_is_a_clear_error_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True)
    kept, status, said = done.stdout.split(maxsplit=2)
    assert int(kept) > 0 and status == "507" and "nothing that was acknowledged is lost" in said
    store = Store.open(tmp_path)
    assert store.n_events() == int(kept) + 1
    assert all(store.event(f"e{n}") for n in (0, int(kept) - 1)) and store.event("after")
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True)
    if made.returncode:
        pytest.skip("needs the right to mount a small file system (root); run as root to include it")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def test_a_full_disk_takes_nothing_more_and_gives_everything_back(small_disk: Path) -> None:
    store = Store.open(small_disk / "home")
    kept = 0
    with pytest.raises(StoreError, match=r"full.*free some space"):
        while True:
            store.append([Event(event_id=f"e{kept + n}", kind="play", member="m", item="i", at=n) for n in range(100)])
            kept += 100
    assert kept and store.n_events() == kept
    remount(small_disk, "size=20m")
    store.append([Event(event_id="after", kind="play", member="m", item="i", at=0)])
    assert len(store.seal(min_rows=1)) == 1
    assert store.duck().execute("SELECT count(DISTINCT event_id), count(*) FROM events").fetchone() == (kept + 1,) * 2
    store.close()


def test_a_read_only_disk_is_named_when_writing_and_reading_goes_on(small_disk: Path) -> None:
    store = Store.open(small_disk / "home")
    store.append([Event(event_id="e1", kind="play", member="m", item="i", at=0)])
    store.close()
    remount(small_disk, "ro")
    store = Store.open(small_disk / "home")
    with pytest.raises(StoreError, match=r"readonly.*make the home writable"):
        store.append([Event(event_id="e2", kind="play", member="m", item="i", at=0)])
    with pytest.raises(StoreError):
        store.seal(min_rows=1)
    assert store.event("e1") and store.event("e2") is None
    store.close()
    remount(small_disk, "rw")
    store = Store.open(small_disk / "home")
    store.append([Event(event_id="e2", kind="play", member="m", item="i", at=0)])
    assert store.n_events() == 2
    store.close()


def test_a_server_on_a_read_only_disk_gives_pages_refuses_events_and_says_why(small_disk: Path) -> None:
    remount(small_disk, "size=20m")
    (small_disk / "home").mkdir()
    home = open_home(small_disk / "home")
    home.put_items([Item(item=f"i{n}", title=f"Film {n}") for n in range(12)])
    home.page("m")
    home.close()
    remount(small_disk, "ro")
    home = open_home(small_disk / "home")
    with TestClient(EventsFirst(create_app(home), home)) as client:
        page = client.get("/v1/members/m/home")
        assert (page.status_code, page.headers["x-matinee-page"]) == (200, "popular") and page.json()["rows"]
        answer = client.post("/v1/events", json={"kind": "open", "item": "i1", "member": "m", "at": 1})
        assert answer.status_code == 507 and "make the home writable" in answer.json()["way_out"]
        assert "decisions could not be logged" in client.get("/readyz").json()["trouble"]
    home.close()
