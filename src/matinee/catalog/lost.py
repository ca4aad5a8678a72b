"""Parts that hang on nothing: a catalogue and item ids in, what is wrong with the parents that they name out."""

from __future__ import annotations

from collections.abc import Iterable

from matinee.catalog.view import CatalogView


def lost_parts(view: CatalogView, items: Iterable[str]) -> dict[str, str]:
    """Item -> why the parent that it names counts as none; items whose parent stands are left out.

    Such an item is kept, as its own family: the parent may come with a later import.
    """
    found = {}
    for item in items:
        row = view.row_of.get(item, -1)
        parent = view.items[row].parent if row >= 0 else ""
        if not parent or view.parent[row] >= 0:
            continue
        ring = f"its parents lead back in a ring, by '{parent}'"
        found[item] = ring if parent in view.row_of else f"its parent '{parent}' is not in the catalogue"
    return found
