"""Setting up: a directory in, a home with a commented matinee.toml out."""

from __future__ import annotations

from pathlib import Path

from matinee.core.errors import InvalidInput, UnknownName
from matinee.storage import Store

TEMPLATE = """# The settings of this home; every line is optional. docs/reference/settings.md has all of them.
name = "{name}"
# clock = "auto"   # "wall": now; "data": the log's end, running on with live events; "auto": data for old logs

[page]
# exploration = 0.02        # share of slots that try something else, with the probability logged
# excluded = ["item id"]    # never shown
# pinned_rows = {{ new = 2 }} # row kind -> place

[server]
# port = 8000
"""


def init_home(path: Path, name: str = "") -> bool:
    """Make a home; True where it was made, False where it was there. Nothing that is there is changed.

    Raises:
        InvalidInput: there can be no directory at this path, or it cannot be written to.
        StoreError: the store cannot be made in it.
    """
    settings = path / "matinee.toml"
    try:
        fresh = not settings.exists()
        path.mkdir(parents=True, exist_ok=True)
        if fresh:
            settings.write_text(TEMPLATE.format(name=_quoted(name or path.resolve().name)), "utf-8")
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise InvalidInput(f"no home can be made at {path}: {said}", "name a directory that you may write") from error
    Store.open(path).close()
    return fresh


def _quoted(name: str) -> str:
    """A name as it may stand between the quotes of TOML."""
    return name.replace("\\", "\\\\").replace('"', '\\"')


def require_home(path: Path) -> Path:
    """The path, where a home lies at it.

    Raises:
        UnknownName: there is none: no matinee.toml and no store.
    """
    if not any((path / name).exists() for name in ("matinee.toml", "store.sqlite")):
        raise UnknownName(f"no home at {path}", f"make one: matinee init {path}")
    return path
