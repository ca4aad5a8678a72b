"""A film in, a folder of stills and a description of it out; one pass, in memory bounded whatever the length."""

from __future__ import annotations

import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from matinee.picture.vision.faces import detect_faces
from matinee.picture.vision.stills.analyse import analyse, sightings
from matinee.picture.vision.stills.characters import Sighting
from matinee.picture.vision.stills.settle import settle
from matinee.picture.vision.stills.shots import Marked, mark
from matinee.picture.vision.stills.values import Found, Options, Still
from matinee.picture.vision.stills.video import Film, Frame, frames, open_film
from matinee.picture.vision.stills.windows import Candidate, Reject, ShotStart, windows

SIGHT_SECONDS = 1.0
"""Faces are looked for this often, besides on candidates."""
WAITING = 8
"""Frames that may wait for the worker; decoding pauses at more."""


def find_stills(
    video: Path, out: Path, options: Options | None = None, tick: Callable[[float, float], None] = lambda now, all: None
) -> dict[str, Any]:
    """Find the stills of a film, write them into `out`, and describe them; `tick` hears seconds done and in all.

    Raises:
        InvalidInput: the video cannot be read.
    """
    chosen = options or Options()
    container, film = open_film(video)
    container.close()
    out.mkdir(parents=True, exist_ok=True)
    for earlier in out.glob("still-[0-9][0-9][0-9].jpg"):
        earlier.unlink()
    spool = Path(tempfile.mkdtemp(prefix=".spool-", dir=out))
    try:
        return settle(_pass(video, spool, film, chosen, tick), out, chosen)
    finally:
        shutil.rmtree(spool, ignore_errors=True)


def _pass(video: Path, spool: Path, film: Film, options: Options, tick: Callable[[float, float], None]) -> Found:
    found, work = Found(), _Work(options, spool)

    def followed() -> Iterator[Marked]:
        for marked in mark(frames(video)):
            found.seconds = marked.frame.seconds
            tick(found.seconds, film.seconds)
            work.look_for_faces(marked, len(found.shots) - 1)
            yield marked

    with ThreadPoolExecutor(1) as work.pool:
        for event in windows(followed(), options.rules):
            if isinstance(event, Reject):
                found.rejects.append(event)
            elif isinstance(event, ShotStart):
                found.shots.append(event)
            else:
                work.candidate(event)
            work.collect(found, WAITING)
        work.collect(found, 0)
    return found


class _Work:
    """The worker's queue: analyses and searches for faces, one after the other, beside the decoder."""

    def __init__(self, options: Options, spool: Path) -> None:
        self.options, self.spool = options, spool
        self.pool: ThreadPoolExecutor
        self.waiting: deque[Future[Still | tuple[Sighting, ...]]] = deque()
        self.looked = -SIGHT_SECONDS
        self.number = 0

    def candidate(self, candidate: Candidate) -> None:
        path = self.spool / f"{self.number:06d}.jpg"
        self.number += 1
        self.waiting.append(self.pool.submit(analyse, candidate, path, self.options.rules, self.options.heads))

    def look_for_faces(self, marked: Marked, shot: int) -> None:
        now = marked.frame.seconds
        if now - self.looked >= SIGHT_SECONDS and not marked.black:
            self.looked = now
            self.waiting.append(self.pool.submit(_sight, marked.frame, shot))

    def collect(self, found: Found, most: int) -> None:
        while len(self.waiting) > most:
            result = self.waiting.popleft().result()
            if isinstance(result, Still):
                found.stills.append(result)
            else:
                found.sightings += result


def _sight(frame: Frame, shot: int) -> tuple[Sighting, ...]:
    pixels = frame.pixels()
    return sightings(pixels, detect_faces(pixels), frame.seconds, max(shot, 0))
