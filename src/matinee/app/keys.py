"""Keys of a home: the file `keys.json` in, the ring out; read again whenever any process has changed it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from matinee.core.clock import wall_now
from matinee.core.errors import StoreError
from matinee.operations.keys import Key, Ring, add, end, make_key

FILE: Final = "keys.json"
_NONE: Final = (0, 0)


class Keys:
    """The ring of the moment. Looking whether the file changed costs some microseconds.

    Args:
        home: the home directory.
    """

    def __init__(self, home: Path) -> None:
        self.path = home / FILE
        self._seen = _NONE
        self._ring = Ring()

    def ring(self) -> Ring:
        """All keys as of now; an empty ring where none was ever made.

        Raises:
            StoreError: the file is damaged; then nothing is open to anybody.
        """
        try:
            status = self.path.stat()
        except FileNotFoundError:
            self._seen, self._ring = _NONE, Ring()
            return self._ring
        seen = (status.st_mtime_ns, status.st_ino)
        if seen != self._seen:
            self._ring, self._seen = _read(self.path), seen
        return self._ring

    def make(self, name: str, scopes: list[str], until_at: int = 0) -> tuple[str, Key]:
        """A new key: (its text, shown this once; what is kept)."""
        text, key = make_key(name, scopes, wall_now(), until_at)
        self._change(lambda ring: add(ring, key))
        return text, key

    def rotate(self, name_of_it: str, grace: int) -> tuple[str, Key]:
        """A new key in place of another, which goes on for `grace` microseconds so that clients can change over."""
        self._change(lambda ring: end(ring, name_of_it, wall_now() + grace))
        old = next(key for key in self.ring().keys if key.id == name_of_it)
        return self.make(old.name, list(old.scopes))

    def revoke(self, name_of_it: str) -> None:
        """End a key now."""
        self._change(lambda ring: end(ring, name_of_it, wall_now()))

    def _change(self, change: Callable[[Ring], Ring]) -> None:
        """Write the changed ring beside the file and rename it; readable by this user alone."""
        changed = change(self.ring())
        draft = self.path.with_name(f".{FILE}-{os.getpid()}")
        draft.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode(changed), indent=1))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written: {error}", "make the home writable") from error
        self._seen = _NONE


def _read(path: Path) -> Ring:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ring)
    except (OSError, msgspec.MsgspecError) as error:
        raise StoreError(f"{path} cannot be read: {error}", "mend it, or remove it and make new keys") from error
