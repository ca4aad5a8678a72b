"""Pictures and the moods of their items in, heads of those moods that pixels can tell out, with what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from matinee.core.errors import InvalidInput
from matinee.picture.vision.heads.evaluate import evaluate, folds_by_item
from matinee.picture.vision.heads.gather import gather
from matinee.picture.vision.heads.index_file import Labelled, read_index, with_enough
from matinee.picture.vision.heads.learned import Learned, learn
from matinee.picture.vision.moods.words import ItemWords, known_moods, moods_of

LEAST = 50
"""Positives that a mood needs among the pictures."""
LIFT = 1.5
"""A mood is shown when its average precision's lower bound is this many times its prevalence."""
NOTE = "the other moods cannot be told from these pixels; they need an encoder with text (docs/vision-encoders.md)"


def with_moods(labelled: Labelled, words: Mapping[str, ItemWords]) -> Labelled:
    """The pictures whose items have words beside genres, labelled with the moods that the words give."""
    known = [at for at, item in enumerate(labelled.items) if item in words and _speaks(words[item])]
    if not known:
        raise InvalidInput("no item of the index has tags, keywords or a synopsis", "give words of its items")
    names = tuple(mood.name for mood in known_moods())
    part = labelled.take(np.array(known, np.int64))
    flags = np.array([[name in moods_of(words[item]) for name in names] for item in part.items], bool)
    return Labelled(part.files, part.items, names, flags)


def _speaks(words: ItemWords) -> bool:
    return bool(words.tags or words.keywords or words.synopsis)


def learn_moods(
    index: Path,
    words: Mapping[str, ItemWords],
    cache: Path | None,
    seed: int = 0,
    tick: Callable[[], None] = lambda: None,
) -> tuple[Learned | None, dict[str, Any]]:
    """Cross-validate a head per mood; keep those that are clearly above prevalence, and say which are not."""
    listed = with_moods(read_index(index), words)
    gathered = gather(listed.files, cache, index.parent, tick)
    labelled, dropped = with_enough(listed.take(gathered.rows), LEAST)
    if not labelled.classes:
        raise InvalidInput(f"no mood has {LEAST} pictures", "add pictures, or words of their items")
    folds = folds_by_item(labelled.items, gathered.hashes, 5, seed)
    found = evaluate(gathered.blocks, labelled.labels, labelled.classes, folds)
    rows = found["per_class"]
    shown = [name for name in labelled.classes if rows[name]["interval"][0] >= LIFT * rows[name]["prevalence"]]
    measured = {name: {field: rows[name][field] for field in ("average_precision", "prevalence")} for name in shown}
    columns = [labelled.classes.index(name) for name in shown]
    heads = learn(gathered.blocks, labelled.labels[:, columns], tuple(shown), measured) if shown else None
    about = {"shown": shown, "not_shown": sorted({*labelled.classes, *dropped} - set(shown)), "note": NOTE}
    skipped = [{"file": name, "reason": reason} for name, reason in gathered.skipped]
    return heads, {**found, **about, "pictures": len(labelled.files), "skipped": skipped}
