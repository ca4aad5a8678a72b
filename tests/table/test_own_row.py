"""A row of one's own, as docs/guide/write-a-row.md shows it, stands on a page with its name and reason."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from matinee.core.errors import SettingsError
from matinee.core.profile import Profile
from matinee.core.settings import PageSettings, Settings
from matinee.core.values import Context, Item, Member
from matinee.evaluation.page_bench import NOW, make_crowd
from matinee.serving.plan import plan
from matinee.serving.situate import situate

ROOT = Path(__file__).parents[2]
CODE = (ROOT / "examples" / "short_evenings.py").read_text("utf-8")


def test_the_example_of_the_docs_is_the_one_that_is_tested_and_has_under_twenty_lines():
    guide = (ROOT / "docs" / "guide" / "write-a-row.md").read_text("utf-8")
    body = CODE.split('"""\n\n', 1)[1]
    assert body in guide and len(CODE.splitlines()) < 20


def test_a_row_of_ones_own_stands_with_its_name_and_only_with_what_it_promises(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "examples"))
    world = make_crowd(400, 30).world
    catalog = world.catalog.with_changes(
        [(r, msgspec.structs.replace(item, seconds=60.0 * (60 + r % 90))) for r, item in enumerate(world.catalog.items)]
    )  # fmt: skip
    settings = Settings(page=PageSettings(rows=("short_evenings:ROW",), exploration=0.0))
    s = situate(Member(member="m"), Profile("m"), Context(at=NOW), replace(world, catalog=catalog, settings=settings))
    made = plan(s)
    row = next(row for row in made.rows if row.draft.kind == "short")
    assert len(row.picks) >= 4 and (catalog.seconds[made.ranked.rows[row.picks]] < 95 * 60).all()
    assert row.draft.about["name"] == "Short evenings" and isinstance(catalog.items[0], Item)
    assert len(np.unique(made.ranked.rows[row.picks])) == len(row.picks)


def test_a_row_that_is_none_is_named():
    world = make_crowd(200, 10).world
    for name in ("no_such_module:ROW", "math:pi"):
        told = replace(world, settings=Settings(page=PageSettings(rows=(name,))))
        with pytest.raises(SettingsError, match=name):
            plan(situate(Member(member="m"), Profile("m"), Context(at=NOW), told))
