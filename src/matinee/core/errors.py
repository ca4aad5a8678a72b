"""The one error tree: each error carries a code, a message that names the value, and the way out."""

from __future__ import annotations


class MatineeError(Exception):
    """Something that a person can mend; doors print `message` and `way_out`, never a traceback.

    Args:
        message: what is wrong, naming the value.
        way_out: what to do about it (a command, a setting, a corrected form).
    """

    code = "error"
    status = 400

    def __init__(self, message: str, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.message}; {self.way_out}" if self.way_out else self.message


class InvalidInput(MatineeError):
    """A value from outside does not fit its contract."""

    code = "invalid_input"


class UnknownName(MatineeError):
    """A member, item, row, snapshot or command that is not there."""

    code = "unknown_name"
    status = 404


class SettingsError(MatineeError):
    """matinee.toml or a parameter file holds something that cannot be used."""

    code = "settings"


class StoreError(MatineeError):
    """The home's files cannot be read or written (full disk, read-only, locked, damaged)."""

    code = "store"
    status = 507


class SnapshotError(MatineeError):
    """A snapshot is damaged, hostile or of a newer version; the last good one stays in use."""

    code = "snapshot"
    status = 503


class TooBusy(MatineeError):
    """More work is waiting than may be kept in memory; try again later."""

    code = "too_busy"
    status = 429


class TooLarge(MatineeError):
    """More bytes or records than are taken at once."""

    code = "too_large"
    status = 413


class NotAllowed(MatineeError):
    """The key or token does not cover this."""

    code = "not_allowed"
    status = 403


class MissingExtra(MatineeError):
    """An optional part is not installed.

    Example:
        >>> str(MissingExtra.named("vision"))
        "this needs the extra 'vision'; run: pip install 'matinee[vision]'"
    """

    code = "missing_extra"
    status = 501

    @classmethod
    def named(cls, extra: str) -> MissingExtra:
        return cls(f"this needs the extra '{extra}'", f"run: pip install 'matinee[{extra}]'")


class ShapeError(MatineeError):
    """Two arrays that must agree do not; usually a stale snapshot."""

    code = "shape"
    status = 500
