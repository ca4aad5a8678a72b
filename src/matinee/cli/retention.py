"""`matinee retention`: drop what the settings say is too old."""

from __future__ import annotations

import msgspec

from matinee.app.home import open_home
from matinee.app.retention import retain
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, show_plain, to_json, working


def retention(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Drop what is older than the [retention] settings of matinee.toml say; 'matinee learn' does it each time too."""
    opened = open_home(require_home(home))
    try:
        with working("retention"):
            dropped = retain(opened)
    finally:
        opened.close()
    if as_json:
        to_json(dropped)
    else:
        show_plain(msgspec.structs.asdict(dropped), "dropped")
