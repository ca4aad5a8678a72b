"""The pictures as the request path reads them: a catalogue and each item's pictures in, columns over pictures out."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.catalog.labels import Labels
from matinee.catalog.view import CatalogView
from matinee.core.values import Artwork, Item

PicturesOf = Callable[[Item], Sequence[Artwork]]
"""An item -> its pictures, the default first."""

WIDE: Final = 8
"""How many labels of a picture count; those after them are left out."""
GENRE, TAG, PERSON, THEME = range(4)
UNHELD: Final = 0.3
"""What a label on a picture counts that its item does not carry."""
NEVER: Final = 1 << 30
"""A maturity that nobody reaches."""
SMALL: Final = 50.0
"""Items without any label that are added when the usual share of a label is told from the catalogue."""
_KIND: Final = 1 << 26
_MARK: Final = "\x00rights "
SHAPES: Final = ("", "portrait", "tall", "square", "wide", "hero")
"""Canvases that are shapes only: such pictures may stand on the page."""
_STYLE, _APPROVED, _PINNED, _MATURITY, _LANGUAGE, _CANVAS, _RIGHTS, _FORM, _SAME, _NAMED = range(WIDE, WIDE + 10)
_COLUMNS: Final = WIDE + 10


@dataclass(frozen=True, slots=True)
class Carried:
    """How item rows carry labels of one kind: share (labels,) of items that carry each, `SMALL` items without any label
    added; rows (e,) of the catalogue's entries; root (rows,) one over the root of how many an item carries."""

    share: NDArray[np.float64]
    rows: NDArray[np.int64]
    root: NDArray[np.float64]

    @classmethod
    def of(cls, labels: Labels) -> Carried:
        """What requests would otherwise count again and again."""
        n = np.maximum(np.diff(labels.indptr), 1)
        return cls(labels.counts() / (len(labels) + SMALL), labels.rows().astype(np.int64), 1.0 / np.sqrt(n))


@dataclass(frozen=True, slots=True)
class Rights:
    """Where (no country: everywhere) and from when until when (UTC microseconds, 0 open) some pictures may be shown."""

    countries: frozenset[str]
    since: int
    until: int

    def hold(self, country: str, at: int) -> bool:
        """Whether they hold there and then; who is nowhere known sees only what is open everywhere."""
        here = not self.countries or country in self.countries
        return here and self.since <= at and (not self.until or at < self.until)


@dataclass(frozen=True, slots=True)
class ArtworkView:
    """Columns over pictures (p,); never written after it is built.

    Row r of the catalogue has the pictures `indptr[r]:indptr[r + 1]`. `code` (p, at most 8) are label codes over all
    kinds (genres, tags, people, themes follow one another from `offsets`; `n_labels` stands for none), `weight` is one
    over the root of how many labels of that kind the picture shows, less where the item does not carry the label, and
    `strange` (p,) the share of what a picture shows, of all that the catalogue has a label for, that its item does not
    carry. People and themes are known by the items that
    carry them: `linked_row` are those items, label after label, those of `linked_labels` from `linked_first` on, and
    `n_linked` (labels + 1,) counts them; `own` (p,) is the part of a picture's links that its own item made. `carried`
    tells how the catalogue carries genres, tags, people. `rights` (p,) are codes of `limits`; a code that is not there
    has no limit. `level` (p,) is the maturity of what may stand on a page, `NEVER` of all else; `plain` says that there
    is no language and no pin; `even` that all items have equally many pictures. `looks` (p, 2) are codes of the form,
    and of the form with its inks, below 0 where a picture has none; None where no picture has any.
    """

    catalog: CatalogView
    ids: tuple[str, ...]
    indptr: NDArray[np.int64]
    code: NDArray[np.int64]
    weight: NDArray[np.float32]
    style: NDArray[np.int32]
    approved: NDArray[np.bool_]
    pinned: NDArray[np.bool_]
    maturity: NDArray[np.int32]
    language: NDArray[np.int32]
    canvas: NDArray[np.int32]
    shaped: NDArray[np.bool_]
    rights: NDArray[np.int32]
    limits: dict[int, Rights]
    level: NDArray[np.int32]
    plain: bool
    even: bool
    offsets: tuple[int, int, int, int]
    n_labels: int
    linked_row: NDArray[np.int64]
    linked_first: NDArray[np.int64]
    linked_labels: NDArray[np.int64]
    n_linked: NDArray[np.int64]
    own: NDArray[np.float32]
    carried: tuple[Carried, Carried, Carried]
    strange: NDArray[np.float32]
    words: dict[str, int]
    parts: tuple[tuple[tuple[str, ...], NDArray[np.int32]], ...]
    looks: NDArray[np.int32] | None = None

    def whole(self, rows: NDArray[np.int32]) -> NDArray[np.int32] | None:
        """Item rows (m,) if all items have equally many pictures, so that `lines` may copy what they have at once."""
        return rows if self.even else None

    def label(self, code: int) -> tuple[str, str]:
        """(kind, name) of a label code."""
        kind = int(np.searchsorted(self.offsets, code, "right")) - 1
        labels = (self.catalog.genres, self.catalog.tags, self.catalog.people)
        name = list(self.words)[code - self.offsets[THEME]] if kind == THEME else ""
        return ("genre", "tag", "person", "theme")[kind], name or labels[kind].names[code - self.offsets[kind]]

    def word(self, text: str) -> int:
        """The code of a language, canvas or style; -1 for one that no picture has."""
        return self.words.get(text, -1)


def view_of(catalog: CatalogView, pictures: PicturesOf, before: ArtworkView | None = None) -> ArtworkView:
    """Catalogue -> ArtworkView; items that stand unchanged in the view before are taken over from it."""
    known = before if before is not None and _continues(catalog, before.catalog) else None
    words = dict(known.words) if known else {}
    old = known.catalog.items if known else ()
    parts = tuple(
        known.parts[row] if known and row < len(old) and old[row] is item else _part(catalog, pictures(item), words)
        for row, item in enumerate(catalog.items)
    )
    return _columns(catalog, parts, words)


def lines(values: NDArray[Any], numbers: NDArray[np.int64], whole: NDArray[np.int32] | None) -> NDArray[Any]:
    """(m, k, ...) values (p, ...) of pictures (m, k). Where `whole` (m,) tells item rows, every item has k pictures and
    each line is copied at once, which takes a third of the time of one picture after another."""
    if whole is None:
        return np.asarray(values.take(numbers, axis=0))
    each = numbers.shape[1]
    return values.reshape(len(values) // each, -1).take(whole, axis=0).reshape(*numbers.shape, *values.shape[1:])


def _continues(catalog: CatalogView, before: CatalogView) -> bool:
    pairs = ((catalog.genres, before.genres), (catalog.tags, before.tags), (catalog.people, before.people))
    return all(now.names[: len(then.names)] == then.names for now, then in pairs)


def _part(
    catalog: CatalogView, pictures: Sequence[Artwork], words: dict[str, int]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    lines = []
    for one in pictures:
        named = list(dict.fromkeys(_named(catalog, one, words)))[:WIDE]
        codes = list(dict.fromkeys([*named, *_spoken(catalog, one)]))[:WIDE]
        texts = (_look(one), one.language, one.canvas, _rights_text(one))
        style, language, canvas, rights = (words.setdefault(text, len(words)) for text in texts)
        rules = (one.approved, one.pinned, one.maturity)
        form, same = (words.setdefault(" ".join(one.look[: n + 1]), len(words)) if one.look else -1 for n in range(2))
        lines.append(
            [*codes, *[-1] * (WIDE - len(codes)), style, *rules, language, canvas, rights, form, same, len(named)]
        )
    return tuple(one.artwork for one in pictures), np.array(lines, np.int32).reshape(len(lines), _COLUMNS)


def _rights_text(one: Artwork) -> str:
    limited = one.countries or one.available_from or one.available_until
    return f"{_MARK}{one.available_from} {one.available_until} {' '.join(one.countries)}" if limited else ""


def _level(table: NDArray[np.int32], words: Mapping[str, int]) -> NDArray[np.int32]:
    shaped = np.isin(table[:, _CANVAS], [words.get(shape, -1) for shape in SHAPES])
    return np.where(shaped & (table[:, _APPROVED] > 0), table[:, _MATURITY], NEVER).astype(np.int32)


def _limits(words: Mapping[str, int]) -> dict[int, Rights]:
    found = {}
    for text, code in words.items():
        if text.startswith(_MARK):
            since, until, *countries = text.removeprefix(_MARK).split()
            found[code] = Rights(frozenset(countries), int(since), int(until))
    return found


def _look(one: Artwork) -> str:
    """What makes pictures alike to the eye: the first theme of photographs; of others what kind they are."""
    return one.themes[0] if one.themes and one.kind in ("poster", "still") else one.kind


def _named(catalog: CatalogView, one: Artwork, words: dict[str, int]) -> list[int]:
    """What a picture says it shows."""
    shown = ((PERSON, one.people), (GENRE, one.genres), (THEME, one.themes))
    return [_code(catalog, kind, name, words) for kind, names in shown for name in names]


def _spoken(catalog: CatalogView, one: Artwork) -> list[int]:
    """The genres that its themes speak for: what draws whoever likes them, and no promise of the item's genre."""
    said = themes().get
    spoken = dict.fromkeys(chain.from_iterable(said(name.lower().replace(" ", "_"), ()) for name in one.themes))
    return [GENRE * _KIND + catalog.genres.codes[name] for name in spoken if name in catalog.genres.codes]


@lru_cache(maxsize=1)
def themes() -> Mapping[str, tuple[str, ...]]:
    """Theme -> the genres that it speaks for, from `themes.toml`."""
    found: dict[str, tuple[str, ...]] = {}
    for genre, words in tomllib.loads(files(__package__).joinpath("themes.toml").read_text("utf-8")).items():
        for word in words.split():
            found[word] = (*found.get(word, ()), genre)
    return found


def _code(catalog: CatalogView, kind: int, name: str, words: dict[str, int]) -> int:
    """The label's own code where the catalogue has it; a theme that is a genre or a tag is that; else a word."""
    tries: tuple[tuple[int, Labels], ...] = {
        PERSON: ((PERSON, catalog.people),),
        GENRE: ((GENRE, catalog.genres), (TAG, catalog.tags)),
    }.get(kind, ((GENRE, catalog.genres), (TAG, catalog.tags)))
    for which, labels in tries:
        for form in dict.fromkeys((name, name.capitalize(), name.lower())):
            if form in labels.codes:
                return which * _KIND + labels.codes[form]
    return THEME * _KIND + words.setdefault(name, len(words))


def _columns(
    catalog: CatalogView, parts: tuple[tuple[tuple[str, ...], NDArray[np.int32]], ...], words: dict[str, int]
) -> ArtworkView:
    table = np.concatenate([part for _, part in parts] or [np.zeros((0, _COLUMNS), np.int32)])
    lengths = np.fromiter((len(part) for _, part in parts), np.int64, len(parts))
    indptr = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    sizes = np.cumsum([0, len(catalog.genres.names), len(catalog.tags.names), len(catalog.people.names), len(words)])
    n_labels, width = int(sizes[-1]), max(1, int((table[:, :WIDE] >= 0).sum(axis=1).max(initial=0)))
    packed = table[:, :width]
    kind = packed >> 26
    code = np.where(packed < 0, n_labels, sizes[np.maximum(kind, 0)] + (packed & (_KIND - 1))).astype(np.int32)
    weight = np.zeros(packed.shape, np.float32)
    for which in range(4):
        here = kind == which
        weight += here / np.sqrt(np.maximum(here.sum(axis=1, keepdims=True), 1))
    owner = np.repeat(np.arange(len(parts)), lengths)
    named = np.arange(width) < table[:, _NAMED, None]
    held = _held(catalog, owner, code, kind) | ~named
    told = named & (kind >= 0) & (kind < THEME)
    weight *= np.where(held, 1.0, UNHELD).astype(np.float32)
    strange = (told & ~held).sum(axis=1) / np.maximum(told.sum(axis=1), 1)
    linked_row, linked_code = _links(
        catalog, int(sizes[PERSON]), code[kind >= PERSON].astype(np.int64), owner[np.nonzero(kind >= PERSON)[0]]
    )
    n_linked = np.bincount(linked_code, minlength=n_labels + 1)
    first = np.flatnonzero(np.diff(linked_code, prepend=-1))
    return ArtworkView(
        catalog, tuple(chain.from_iterable(names for names, _ in parts)), indptr, code.astype(np.int64), weight,
        table[:, _STYLE], table[:, _APPROVED] > 0, table[:, _PINNED] > 0, table[:, _MATURITY], table[:, _LANGUAGE],
        table[:, _CANVAS], np.isin(table[:, _CANVAS], [words.get(shape, -1) for shape in SHAPES]),
        table[:, _RIGHTS], _limits(words), _level(table, words),
        not (table[:, _PINNED].any() or (table[:, _LANGUAGE] != words.get("", -1)).any()),
        bool(len(lengths) and lengths[0] and (lengths == lengths[0]).all()),
        (int(sizes[0]), int(sizes[1]), int(sizes[2]), int(sizes[3])), n_labels, linked_row, first,
        linked_code[first], n_linked,
        (weight * (n_linked[code] > 0) / (n_linked[code] + 1)).sum(axis=1).astype(np.float32),
        (Carried.of(catalog.genres), Carried.of(catalog.tags), Carried.of(catalog.people)),
        strange.astype(np.float32), words, parts,
        table[:, [_FORM, _SAME]] if (table[:, _FORM] >= 0).any() else None,
    )  # fmt: skip


def _held(
    catalog: CatalogView, owner: NDArray[np.int64], code: NDArray[np.int32], kind: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether the item carries what its picture shows; words for which the catalogue has no label count as carried."""
    first, held = 0, np.ones(code.shape, bool)
    for which, labels in ((GENRE, catalog.genres), (TAG, catalog.tags), (PERSON, catalog.people)):
        pairs = np.sort(labels.rows().astype(np.int64) << 32 | (labels.indices.astype(np.int64) + first))
        here = np.nonzero(kind == which)
        wanted = owner[here[0]] << 32 | code[here].astype(np.int64)  # rises with the owner: the search runs forward
        held[here] = np.append(pairs, -1)[np.searchsorted(pairs, wanted)] == wanted
        first += len(labels.names)
    return held


def _links(
    catalog: CatalogView, first: int, codes: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs (item row, label) of people and themes, by label: what items carry and what their pictures show, once."""
    both_rows = np.concatenate((catalog.people.rows().astype(np.int64), rows))
    both_codes = np.concatenate((catalog.people.indices + np.int64(first), codes.astype(np.int64)))
    pairs = np.sort(both_codes << 32 | both_rows)  # a third of the time of np.unique, which hashes
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return (pairs & 0xFFFFFFFF).astype(np.int64), (pairs >> 32).astype(np.int64)
