"""Batches on their way to the disk in, their answers out once durable: one wake-up a commit, not one a request."""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import Future

from matinee.app.ingest import Pending
from matinee.storage import Appended


class Waiting:
    """Who waits for a commit, in the order in which it was asked for; the writer answers in that order too."""

    def __init__(self) -> None:
        self._queue: deque[tuple[Pending, asyncio.Future[None]]] = deque()

    async def durable(self, pending: Pending) -> None:
        """Return once this batch is durable, or has failed: its `answer()` then does not block."""
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        self._queue.append((pending, woken))
        if len(self._queue) == 1:
            self._watch(loop)
        await woken

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ask to be woken when the first in the queue is done."""

        def wake(_: Future[Appended]) -> None:
            loop.call_soon_threadsafe(self._wake, loop)

        self._queue[0][0].appended.add_done_callback(wake)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._queue and self._queue[0][0].appended.done():
            woken = self._queue.popleft()[1]
            if not woken.done():  # the client may have gone away
                woken.set_result(None)
        if self._queue:
            self._watch(loop)
