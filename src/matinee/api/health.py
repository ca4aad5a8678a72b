"""Whether the server lives, whether it is ready, and its numbers: /healthz, /readyz, /metrics."""

from __future__ import annotations

import os

import msgspec
from litestar import Response, get
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from matinee.api.measured import count_faults
from matinee.api.opened import OpenHome
from matinee.app.alerts import latest
from matinee.core.clock import to_iso


class Health(msgspec.Struct, frozen=True):
    """The server lives."""

    status: str = "ok"


class Ready(msgspec.Struct, frozen=True):
    """What the server has to serve from; `pages` is live with a snapshot, popular without one."""

    ready: bool
    pages: str
    snapshot: str
    items: int
    events: int
    now: str
    trouble: str


@get("/healthz", summary="Does it live", tags=["operation"], sync_to_thread=False, operation_id="healthz")
def healthz() -> Health:
    """Answers as long as the process can answer."""
    return Health()


@get("/readyz", summary="Is it ready", tags=["operation"], sync_to_thread=True, operation_id="readyz")
def readyz(home: OpenHome) -> Response[Ready]:
    """200 with a snapshot to serve from, 503 without: pages are then popular ones, or empty."""
    world, versions = home.live.now()
    snapshot = world.snapshot.version
    found = Ready(
        ready=snapshot != "none",
        pages="popular" if snapshot == "none" else "live" if snapshot == versions.snapshot else "last-good",
        snapshot=snapshot,
        items=len(world.catalog),
        events=home.store.n_events(),
        now=to_iso(home.now()),
        trouble=home.live.trouble,
    )
    return Response(found, status_code=200 if found.ready else 503)


@get("/metrics", summary="Numbers for Prometheus", tags=["operation"], sync_to_thread=False, operation_id="metrics")
def metrics(home: OpenHome) -> Response[bytes]:
    """Counters and times in Prometheus' text form; of all processes where several serve this home."""
    count_faults(latest(home))
    found = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        found = CollectorRegistry()
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    return Response(generate_latest(found), headers={"Content-Type": CONTENT_TYPE_LATEST})
