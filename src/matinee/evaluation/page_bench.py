"""Speed of a page: a catalogue size in; milliseconds from profile to page beside one exact scan of it out."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.view import CatalogView, build_view
from matinee.core.clock import DAY
from matinee.core.errors import MissingExtra
from matinee.core.profile import Profile
from matinee.core.settings import DeviceSettings, RankingSettings, Settings
from matinee.core.snapshot import Nearline, Snapshot
from matinee.core.values import Context, Event, Item, Member
from matinee.learning.fit import fit
from matinee.learning.touched import Touched
from matinee.members.columns import columns_of
from matinee.members.fold import profiles_of
from matinee.serving.plan import plan
from matinee.serving.situate import World, situate

WHOLE: Final = DeviceSettings(rows=40, columns=75, view_rows=3, view_columns=6)
FIRST: Final = DeviceSettings(rows=6, columns=8, view_rows=3, view_columns=6)
GENRES: Final = 24
NOW: Final = 1_760_000_000_000_000
FACTORS: Final = 128
DEEP: Final = 2_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """A world to serve in, and members' profiles with 5 to 200 touches each."""

    world: World
    profiles: list[Profile]


def make_catalog(n_items: int, rng: np.random.Generator) -> CatalogView:
    """Items with one to three genres, three people, three tags and a year."""
    genres = rng.zipf(1.4, (n_items, 3)) % GENRES
    people = rng.zipf(1.3, (n_items, 3)) % max(n_items // 4, 50)
    tags = rng.zipf(1.3, (n_items, 3)) % 400
    years = rng.integers(1950, 2026, n_items)
    return build_view([
        (row, Item(
            item=f"i{row}", title=f"Title {row}", year=int(years[row]),
            genres=tuple({f"genre {g}" for g in genres[row]}),
            people=tuple({f"person {p}" for p in people[row]}),
            tags=tuple({f"tag {t}" for t in tags[row]}),
            added_at=NOW - int(years[row] - 1950) * DAY,
        ))
        for row in range(n_items)
    ])  # fmt: skip


def likes(n_members: int, n_items: int, rng: np.random.Generator) -> Touched:
    """Members' likes with a long tail: half popular, half from the member's own corner of the catalogue."""
    lengths = rng.integers(5, 200, n_members)
    who = np.repeat(np.arange(n_members), lengths)
    popular = (n_items * rng.random(len(who)) ** 3).astype(np.int64)
    corner = (
        rng.integers(0, n_items, n_members)[who] + (rng.normal(0, n_items / 60, len(who))).astype(np.int64)
    ) % n_items
    rows = np.where(rng.random(len(who)) < 0.5, popular, corner)
    at = NOW - rng.integers(0, 300 * DAY, len(who))
    order = np.lexsort((at, who))
    names = np.array([f"m{n:06d}" for n in range(n_members)])
    liking, acted = rng.uniform(0.0, 1.5, len(who))[order], np.ones(len(who), bool)
    return Touched(names, who[order], rows[order].astype(np.int32), at[order], at[order], liking, acted)


def make_crowd(n_items: int, n_members: int, seed: int = 7) -> Crowd:
    """Everything that a page needs, made by the same code as in a home."""
    rng = np.random.default_rng(seed)
    catalog, touched = make_catalog(n_items, rng), likes(4 * n_members, n_items, rng)
    evidence = {
        "first_at": NOW - 300 * DAY,
        "last_at": NOW,
        "days_with_events": 28,
        "plays": 10_000,
        "trending_events": 500,
    }
    snapshot: Snapshot = fit(touched, catalog, RankingSettings(linear_items=3_000), evidence, lambda _: None)
    trending = Nearline(1, NOW, np.arange(60, dtype=np.int32), np.ones(60, np.float32), np.full(60, 20, np.int32))
    world = World(catalog, replace(snapshot, version="bench"), trending, Settings())
    return Crowd(world, [_profile(touched, member, catalog) for member in range(n_members)])


def _profile(touched: Touched, member: int, catalog: CatalogView) -> Profile:
    span = slice(*np.searchsorted(touched.who, [member, member + 1]))
    events = [
        Event(event_id=str(n), kind="play", item=catalog.ids[row], at=int(at), seconds=6_000.0 * liking, device="tv")
        for n, (row, at, liking) in enumerate(
            zip(touched.row[span], touched.first_at[span], touched.liking[span], strict=True)
        )
    ]
    name = str(touched.names[member])
    return profiles_of([name], columns_of(events, catalog.row_of.__getitem__), {}, 90.0)[0]


def page_ms(crowd: Crowd, device: DeviceSettings) -> NDArray[np.float64]:
    """Milliseconds from profile to page for each member once, warm."""
    took = np.zeros(len(crowd.profiles))
    for n, profile in enumerate(crowd.profiles):
        began = time.perf_counter()
        s = situate(Member(member=profile.who), profile, Context(at=NOW, device="tv", seed=n), crowd.world)
        plan(s, device)
        took[n] = 1000 * (time.perf_counter() - began)
    return took


def reasons_ms(crowd: Crowd, device: DeviceSettings) -> NDArray[np.float64]:
    """Milliseconds of each page's reasons, which are worked out when a page is logged or told, not while it is made."""
    took = np.zeros(len(crowd.profiles))
    for n, profile in enumerate(crowd.profiles):
        s = situate(Member(member=profile.who), profile, Context(at=NOW, device="tv", seed=n), crowd.world)
        made = plan(s, device)
        began = time.perf_counter()
        told = made.whys
        took[n] = 1000 * (time.perf_counter() - began) if told else 0.0
    return took


def scan_ms(n_items: int, times: int = 50) -> float:
    """Median milliseconds of one exact scan of n x 128 float32 for the top 2,000, by FAISS flat on one thread.

    Raises:
        MissingExtra: FAISS is not installed.
    """
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra.named("bench") from error
    rng = np.random.default_rng(0)
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(FACTORS)
    index.add(rng.normal(size=(n_items, FACTORS)).astype(np.float32))
    queries = rng.normal(size=(times + 5, 1, FACTORS)).astype(np.float32)
    took = []
    for query in queries:
        began = time.perf_counter()
        index.search(query, min(DEEP, n_items))
        took.append(1000 * (time.perf_counter() - began))
    return float(np.median(took[5:]))


def bench_page(n_items: int, n_members: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """p50 and p99 of whole pages and of the first view, beside the scan, all in one run on one core."""
    tell("a catalogue and its members")
    crowd = make_crowd(n_items, n_members)
    page_ms(Crowd(crowd.world, crowd.profiles[:20]), WHOLE)
    tell("pages")
    gc.collect()
    gc.freeze()  # as the server does: what lives as long as the process is not looked through again
    whole, first = page_ms(crowd, WHOLE), page_ms(crowd, FIRST)
    told = reasons_ms(Crowd(crowd.world, crowd.profiles[:200]), WHOLE)
    scan = scan_ms(n_items)
    return {
        "items": n_items,
        "members": n_members,
        "rows": WHOLE.rows,
        "columns": WHOLE.columns,
        "p50_ms": round(float(np.median(whole)), 3),
        "p99_ms": round(float(np.quantile(whole, 0.99)), 3),
        "first_viewport_p50_ms": round(float(np.median(first)), 3),
        "first_viewport_p99_ms": round(float(np.quantile(first, 0.99)), 3),
        "reasons_p50_ms": round(float(np.median(told)), 3),
        "pages_per_second": round(1000.0 / float(whole.mean()), 1),
        "scan_ms": round(scan, 3),
        "p99_in_scans": round(float(np.quantile(whole, 0.99)) / scan, 2),
        "first_viewport_p99_in_scans": round(float(np.quantile(first, 0.99)) / scan, 2),
    }
