"""GET home over HTTP: a home and its members in; milliseconds idle and loaded out, of a server process of its own."""

from __future__ import annotations

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import StoreError
from matinee.evaluation.ingest_speed import served


def get_homes(port: int, members: Sequence[str]) -> NDArray[np.float64]:
    """Milliseconds of a page for each of these members, one after the other on one connection.

    Raises:
        StoreError: an answer was no page.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = np.zeros(len(members))
    for n, member in enumerate(members):
        began = time.perf_counter()
        connection.request("GET", f"/v1/members/{quote(member, safe='')}/home?device=tv")
        answer = connection.getresponse()
        answer.read()
        took[n] = 1000 * (time.perf_counter() - began)
        if answer.status != 200:
            raise StoreError(f"GET home answered {answer.status}", "look at the server's log")
    connection.close()
    return took


def http_ms(home: Path, members: Sequence[str], clients: int) -> dict[str, Any]:
    """p50 and p99 of GET home with one client, then with so many at once; each client asks for all members, warm."""
    with served(home) as port:
        get_homes(port, members[:20])
        idle = get_homes(port, members)
        began = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            parts = list(pool.map(lambda shift: get_homes(port, [*members[shift:], *members[:shift]]), range(clients)))
        seconds = time.perf_counter() - began
    loaded = np.concatenate(parts)
    return {
        "members": len(members),
        "clients": clients,
        "idle_p50_ms": round(float(np.median(idle)), 2),
        "idle_p99_ms": round(float(np.quantile(idle, 0.99)), 2),
        "loaded_p50_ms": round(float(np.median(loaded)), 2),
        "loaded_p99_ms": round(float(np.quantile(loaded, 0.99)), 2),
        "pages_per_second": round(len(loaded) / seconds, 1),
    }
