"""How live is it: a home of a size in; milliseconds from sending an event to a page that shows it, over HTTP, out."""

from __future__ import annotations

import http.client
import json
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from matinee.app.home import Home, open_home
from matinee.app.setup import init_home
from matinee.core.clock import DAY, wall_now
from matinee.core.settings import RankingSettings
from matinee.core.values import Event
from matinee.evaluation.ingest_speed import served
from matinee.evaluation.page_bench import likes, make_catalog
from matinee.learning.fit import fit
from matinee.storage import snapshots

CHUNK: Final = 50_000
TAUGHT: Final = 4_000
Json = dict[str, Any]


class LiveSpeed(msgspec.Struct, frozen=True, kw_only=True):
    """From sending to having the new page, by what was sent; `stale` counts pages that did not show it yet."""

    items: int
    members: int
    rounds: int
    p50_ms: float
    p99_ms: float
    page_p50_ms: float
    page_p99_ms: float
    by_kind: dict[str, Json]
    stale: int
    build_seconds: float


def build(path: Path, n_items: int, n_members: int, tell: Callable[[str], None]) -> None:
    """A home with so many items, a snapshot, and two plays of each member in its log."""
    init_home(path, "live")
    rng = np.random.default_rng(3)
    catalog = make_catalog(n_items, rng)
    home = open_home(path)
    try:
        tell(f"{n_items:,} items")
        home.put_items([
            msgspec.structs.replace(item, maturity=18) if is_adult(item.item) else item for item in catalog.items
        ])  # fmt: skip
        touched = likes(TAUGHT, n_items, rng)
        now = wall_now()
        evidence = {"first_at": now - 300 * DAY, "last_at": now, "days_with_events": 28, "plays": 10_000}
        made = fit(touched, home.live.world().catalog, RankingSettings(linear_items=3_000), evidence, lambda _: None)
        version = snapshots.publish(path / "snapshots", replace(made, weights=np.zeros(0)))
        home.store.nearline_put("snapshot:current", version.encode())
        _fill(home, n_items, n_members, tell)
    finally:
        home.close()


def is_adult(item: str) -> bool:
    """Every fifth item is for adults."""
    return int(item[1:]) % 5 == 0


def _fill(home: Home, n_items: int, n_members: int, tell: Callable[[str], None]) -> None:
    chance, now = random.Random(5), wall_now()
    for start in range(0, n_members, CHUNK):
        tell(f"{start:,} of {n_members:,} members")
        home.append([
            Event(
                event_id=f"e{member}-{n}", kind="play", member=f"m{member}", item=f"i{chance.randrange(n_items)}",
                at=now - chance.randrange(10 * DAY), seconds=float(chance.randrange(7_200)), device="desktop",
            )
            for member in range(start, min(start + CHUNK, n_members)) for n in range(2)
        ])  # fmt: skip


class Browser:
    """One connection that stays open, as a browser's would.

    Args:
        port: of the server on 127.0.0.1.
    """

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def close(self) -> None:
        """Let go of the connection."""
        self._line.close()

    def ask(self, method: str, path: str, body: object = None) -> Json:
        """A request and its answer.

        Raises:
            RuntimeError: the answer is no 200 or 201.
        """
        raw = None if body is None else json.dumps(body)
        self._line.request(method, path, raw, {"content-type": "application/json"})
        with self._line.getresponse() as answer:
            text = answer.read()
            if answer.status not in (200, 201):
                raise RuntimeError(f"{method} {path}: {answer.status} {text[:200]!r}")
        found: Json = json.loads(text)
        return found

    def items(self, member: str) -> list[str]:
        """Items on the member's page, row by row."""
        page = self.ask("GET", f"/v1/members/{member}/home")
        return [slot["item"] for row in page["rows"] for slot in row["items"]]


def measure(
    n_items: int, n_members: int, rounds: int, seed: int, home: Path | None, tell: Callable[[str], None]
) -> LiveSpeed:
    """Build the home (or take one that is there), serve it in a process of its own, and go through the rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path, began = home or Path(folder) / "home", time.perf_counter()
        if not (path / "snapshots").exists():
            build(path, n_items, n_members, tell)
        built = time.perf_counter() - began
        tell("rounds")
        with served(path) as port, closing(Browser(port)) as browser:
            found = _rounds(browser, n_members, rounds, random.Random(seed))
    took = np.array([ms for lines in found.values() for ms, _, _ in lines])
    pages = np.array([ms for lines in found.values() for _, ms, _ in lines])
    return LiveSpeed(
        items=n_items, members=n_members, rounds=rounds, build_seconds=round(built, 1),
        p50_ms=_at(took, 50), p99_ms=_at(took, 99), page_p50_ms=_at(pages, 50), page_p99_ms=_at(pages, 99),
        by_kind={
            kind: {"p50_ms": _at(np.array([ms for ms, _, _ in lines]), 50), "p99_ms": _at(
                np.array([ms for ms, _, _ in lines]), 99), "rounds": len(lines)}
            for kind, lines in found.items()
        },
        stale=sum(stale for lines in found.values() for _, _, stale in lines),
    )  # fmt: skip


def _at(values: Any, percent: int) -> float:
    return round(float(np.percentile(values, percent)), 2)


def _rounds(browser: Browser, n_members: int, rounds: int, chance: random.Random) -> dict[str, list[Any]]:
    """Round by round: a page, something that must show on the next, the next page; (ms, page's ms, stale)."""
    found: dict[str, list[Any]] = {"play": [], "dismiss": [], "maturity": [], "unavailable": []}
    for _ in range(10):
        browser.items(f"m{chance.randrange(n_members)}")
    for turn in range(rounds):
        member = f"m{chance.randrange(n_members)}"
        item = browser.items(member)[0]
        kind = "unavailable" if turn % 20 == 19 else "maturity" if turn % 20 == 9 else ("play", "dismiss")[turn % 2]
        began = time.perf_counter()
        _send(browser, kind, member, item, turn)
        sent = time.perf_counter()
        page = browser.items(member)
        ended = time.perf_counter()
        stale = _is_stale(browser, kind, member, item, page)
        found[kind].append((1000 * (ended - began), 1000 * (ended - sent), stale))
    return found


def _send(browser: Browser, kind: str, member: str, item: str, turn: int) -> None:
    if kind == "maturity":
        browser.ask("PUT", f"/v1/members/{member}", {"maturity": 12})
    elif kind == "unavailable":
        record = browser.ask("GET", f"/v1/items/{item}")
        browser.ask("PUT", f"/v1/items/{item}", record | {"available": False})
    else:
        event = {
            "event_id": f"live-{time.time_ns()}-{turn}",
            "kind": kind,
            "member": member,
            "item": item,
            "at": time.time(),
        }
        browser.ask("POST", "/v1/events", event | ({"seconds": 5000, "phase": "start"} if kind == "play" else {}))


def _is_stale(browser: Browser, kind: str, member: str, item: str, page: list[str]) -> bool:
    """Whether the page is still that from before: a play must be in the profile, what may not be shown gone."""
    if kind == "play":
        return item not in json.dumps(browser.ask("GET", f"/v1/members/{member}/profile"))
    return any(is_adult(one) for one in page) if kind == "maturity" else item in page
