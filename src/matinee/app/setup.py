"""Setting up: a directory in, a home with a commented matinee.toml out."""

from __future__ import annotations

from pathlib import Path

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
    """Make a home; True where it was made, False where it was there. Nothing that is there is changed."""
    settings = path / "matinee.toml"
    fresh = not settings.exists()
    path.mkdir(parents=True, exist_ok=True)
    if fresh:
        settings.write_text(TEMPLATE.format(name=name or path.resolve().name), "utf-8")
    Store.open(path).close()
    return fresh
