"""`python -m matinee.app.search_file HOME FILE`: a home's catalogue in, its search index as a file out."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from matinee.storage import Store
from matinee.table.search.index import build_index


def write(home: Path, file: Path) -> None:
    """Make the index of the catalogue as it is now, at low priority."""
    os.nice(10)
    store = Store.open(home)
    try:
        build_index(file, [(row, item) for row, _, item in store.items()])
    finally:
        store.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
