"""What is made of the whole catalogue and takes its time: one per home, made anew behind the requests' back."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from matinee.app.home import Home
from matinee.catalog.view import CatalogView
from matinee.core.errors import MatineeError

T = TypeVar("T")


class _Held(Generic[T]):
    """The last one made for a home, and whether the next is being made."""

    def __init__(self) -> None:
        self.making = threading.Lock()
        self.last: tuple[int, T] | None = None


class Behind(Generic[T]):
    """Something made of a catalogue, by home; it goes when the home goes.

    The first is made while its caller waits. When the catalogue has changed since, the last one is served on and the
    next is made in a thread of its own, so a change shows up a little later (a second or two on large catalogues).

    Args:
        make: (home, version, catalogue) -> the thing.
        usable: whether the last one can still be served.
    """

    def __init__(
        self, make: Callable[[Home, int, CatalogView], T], usable: Callable[[Home, int], bool] = lambda _home, _v: True
    ) -> None:
        self._make: Final = make
        self._usable: Final = usable
        self._held: WeakKeyDictionary[Home, _Held[T]] = WeakKeyDictionary()
        self._lock: Final = threading.Lock()

    def of(self, home: Home, fresh: bool = False) -> T:
        """The thing as last made; with `fresh` as the catalogue is now, however long that takes."""
        held = self._held_by(home)
        last, (version, catalog) = held.last, _now(home)
        if last is not None and last[0] >= version:
            return last[1]
        if fresh or last is None or not self._usable(home, last[0]):
            with held.making:
                return self._made(home, held, version, catalog)
        if held.making.acquire(blocking=False):
            task = (home, held, version, catalog)
            threading.Thread(target=self._behind, args=task, name="matinee-behind", daemon=True).start()
        return last[1]

    def _held_by(self, home: Home) -> _Held[T]:
        with self._lock:
            return self._held.setdefault(home, _Held())

    def _made(self, home: Home, held: _Held[T], version: int, catalog: CatalogView) -> T:
        """Make it, unless somebody did while this one waited."""
        if held.last is None or held.last[0] < version:
            held.last = version, self._make(home, version, catalog)
        return held.last[1]

    def _behind(self, home: Home, held: _Held[T], version: int, catalog: CatalogView) -> None:
        try:
            with contextlib.suppress(MatineeError, OSError):  # the last one stays; the next request tries again
                self._made(home, held, version, catalog)
        finally:
            held.making.release()


def _now(home: Home) -> tuple[int, CatalogView]:
    """(version, catalogue) as of the last commit of any process.

    The version is taken first: the catalogue holds at least what it names, so nothing is missing from what counts as
    new.
    """
    home.live.world()
    version = home.live.versions.catalog
    return version, home.live.world().catalog
