"""The web page: nothing in, the folder of its static files out; plain ES modules, no build step, no foreign host."""

from __future__ import annotations

from pathlib import Path


def static_folder() -> Path:
    """The folder that a door serves at `/` (index.html) and `/static/`."""
    return Path(__file__).parent / "static"
