"""The catalogue as the request path reads it: items with their stable rows in, read-only columns over rows out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.families import Families, Rows, find_families, next_part
from matinee.catalog.labels import Labels, build_labels, replace_rows
from matinee.core.values import Artwork, Item

Placed = Sequence[tuple[int, Item]]
"""Items with their rows, as the store hands them out."""

NEVER = np.iinfo(np.int64).max
_EMPTY = Item(item="", title="", available=False)

_COLUMNS: Mapping[str, tuple[type, Callable[[Item], float | int | bool]]] = {
    "year": (np.int16, lambda item: item.year or 0),
    "maturity": (np.int16, lambda item: item.maturity),
    "number": (np.int32, lambda item: -1 if item.number is None else item.number),
    "available": (np.bool_, lambda item: item.available),
    "available_from": (np.int64, lambda item: item.available_from),
    "available_until": (np.int64, lambda item: item.available_until or NEVER),
    "added_at": (np.int64, lambda item: item.added_at),
    "seconds": (np.float32, lambda item: np.nan if item.seconds is None else item.seconds),
    "price": (np.float64, lambda item: np.nan if item.price is None else item.price),
    "margin": (np.float32, lambda item: np.nan if item.margin is None else item.margin),
    "stock": (np.int32, lambda item: -1 if item.stock is None else item.stock),
}
_LABELS: Mapping[str, Callable[[Item], Sequence[str]]] = {
    "kinds": lambda item: (item.kind,),
    "brands": lambda item: (item.brand,) if item.brand else (),
    "genres": lambda item: item.genres,
    "tags": lambda item: item.tags,
    "people": lambda item: item.people,
    "countries": lambda item: item.countries,
}


@dataclass(frozen=True, slots=True)
class CatalogView:
    """Columns over item rows (rows,); never written after it is built. A row without an item is empty and unavailable.

    Times are UTC microseconds. Unknown year 0, number and stock -1, seconds, price and margin NaN. `available_until`
    is `NEVER` where the item stays. `kinds`, `brands`, `genres`, `tags`, `people`, `countries` are `Labels`.
    """

    items: tuple[Item, ...]
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    row_of: Mapping[str, int]
    year: NDArray[np.int16]
    maturity: NDArray[np.int16]
    number: Rows
    available: NDArray[np.bool_]
    available_from: NDArray[np.int64]
    available_until: NDArray[np.int64]
    added_at: NDArray[np.int64]
    seconds: NDArray[np.float32]
    price: NDArray[np.float64]
    margin: NDArray[np.float32]
    stock: Rows
    kinds: Labels
    brands: Labels
    genres: Labels
    tags: Labels
    people: Labels
    countries: Labels
    families: Families

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def family(self) -> Rows:
        """(rows,) the series of an episode, the product of a variant, else the item itself."""
        return self.families.family

    @property
    def parent(self) -> Rows:
        """(rows,) the row of the parent, -1 where there is none."""
        return self.families.parent

    def kind(self, row: int) -> str:
        """The kind of an item, "" for an empty row."""
        return self.items[row].kind if self.ids[row] else ""

    def artwork(self, row: int) -> tuple[Artwork, ...]:
        """The pictures of an item."""
        return self.items[row].artwork

    def with_changes(self, changed: Placed) -> CatalogView:
        """A new view with these items put in place; this one stays as it was. What did not change is shared or
        copied as whole arrays, so the cost hardly depends on the size of the catalogue."""
        return _with_changes(self, dict(changed)) if changed else self


def build_view(items: Placed) -> CatalogView:
    """Items with their rows -> CatalogView. Rows may leave gaps; of a row given twice the last stays."""
    placed = dict(items)
    n = max(placed, default=-1) + 1
    everything = tuple(placed.get(row, _EMPTY) for row in range(n))
    ids = tuple(item.item for item in everything)
    row_of = {name: row for row, name in enumerate(ids) if name}
    columns: dict[str, Any] = {name: _column(map(read, everything), kind) for name, (kind, read) in _COLUMNS.items()}
    labels: dict[str, Any] = {name: build_labels([read(item) for item in everything]) for name, read in _LABELS.items()}
    return CatalogView(
        items=everything,
        ids=ids,
        titles=tuple(item.title for item in everything),
        row_of=row_of,
        families=_families(everything, columns["number"], row_of),
        **columns,
        **labels,
    )


def _with_changes(view: CatalogView, placed: Mapping[int, Item]) -> CatalogView:
    n = max(len(view), max(placed) + 1)
    rows = list(placed)
    items = list(view.items) + [_EMPTY] * (n - len(view))
    kin = n > len(view) or any(_kin(items[r]) != _kin(placed[r]) for r in rows)
    for row in rows:
        items[row] = placed[row]
    columns: dict[str, Any] = {}
    for name, (kind, read) in _COLUMNS.items():
        grown = np.concatenate((getattr(view, name), _column([read(_EMPTY)] * (n - len(view)), kind)))
        grown[rows] = _column([read(placed[r]) for r in rows], kind)
        columns[name] = _frozen(grown)
    labels: dict[str, Any] = {
        name: replace_rows(getattr(view, name), {r: read(placed[r]) for r in rows}, n)
        for name, read in _LABELS.items()
        if n > len(view) or any(tuple(read(placed[r])) != tuple(read(view.items[r])) for r in rows)
    }
    changes: dict[str, Any] = {"items": tuple(items), "titles": tuple(item.title for item in items)}
    if kin:
        changes["ids"] = tuple(item.item for item in items)
        changes["row_of"] = row_of = {item.item: row for row, item in enumerate(items) if item.item}
        changes["families"] = _families(items, columns["number"], row_of)
    return replace(view, **changes, **columns, **labels)


def _kin(item: Item) -> tuple[str, str, int | None]:
    return item.item, item.parent, item.number


def _families(items: Sequence[Item], number: NDArray[np.generic], row_of: Mapping[str, int]) -> Families:
    return find_families([item.parent for item in items], number.astype(np.int32), row_of)


def _column(values: Iterable[float | int | bool], kind: type) -> NDArray[np.generic]:
    return _frozen(np.fromiter(values, dtype=kind))


def _frozen(array: NDArray[np.generic]) -> NDArray[np.generic]:
    array.flags.writeable = False
    return array


def available_at(view: CatalogView, at: int, country: str = "") -> NDArray[np.bool_]:
    """(rows,) what may be shown at this time in this country.

    An item is open while its flag is set, its window holds `at`, and its countries (none named: everywhere) hold
    `country`; a part also needs its family to be open. What is sold out (stock 0) is not available. A country that is
    not known ("") sees only what is open everywhere.
    """
    is_open: NDArray[np.bool_] = view.available & (view.available_from <= at) & (at < view.available_until)
    allowed = np.diff(view.countries.indptr) == 0
    if country:
        allowed[view.countries.having(country)] = True
    is_open &= allowed
    is_open &= is_open[view.family]
    is_open &= view.stock != 0
    return is_open


def next_unfinished(view: CatalogView, family: int, finished: Rows, playable: NDArray[np.bool_] | None = None) -> int:
    """The row that "play" on a family starts: see `next_part`. A film or a product without parts gives itself.

    Args:
        family: row of the series, or of any part of it.
        finished: rows that the member has finished.
        playable: (rows,) mask, as from `available_at`.
    """
    return next_part(view.families.parts_of(int(view.family[family])), finished, playable)
