"""Every report speaks of a home's own log: the right totals, words by the evidence, lines for a sheet, a chart."""

import csv
import io
import shutil

import numpy as np
import pytest

from matinee.app import report_table
from matinee.app.alerts import look
from matinee.app.home import open_home
from matinee.app.report_table import REPORTS, Asked, as_csv, draw, lines_of, report
from matinee.app.verdicts import judgement, verdicts
from matinee.core.clock import DAY, MINUTE
from matinee.core.errors import UnknownName
from matinee.core.values import Event


@pytest.fixture(scope="module")
def watched(learned, tmp_path_factory):
    """A home in which thirty members saw a page; the first slot of each first row was played, the second never."""
    folder = tmp_path_factory.mktemp("watched") / "home"
    shutil.copytree(learned, folder)
    home = open_home(folder)
    for n in range(1, 31):
        page = home.page(str(n))
        home.store.put_decisions([]).result()
        seen = [slot for row in page.rows[:3] for slot in row.items[:6]]
        at = home.now() - 3 * DAY

        def note(kind, slot, later, page=page, n=n, at=at, **more):
            return Event(
                event_id=f"{kind}-{n}-{slot.row}-{slot.column}", kind=kind, item=slot.item, member=str(n),
                at=at + later * MINUTE, decision=page.decision, row=slot.row, column=slot.column, **more,
            )  # fmt: skip

        home.append([note("impression", slot, 1) for slot in seen])
        first = seen[0]
        home.append([note("open", first, 2), note("play", first, 3, seconds=4_000.0), note("thumb", first, 4, value=1)])
    yield home
    home.close()


def test_every_exposure_is_judged_once_and_success_is_the_reward(watched):
    found = judgement(watched).shown
    assert len(found) == 30 * 18
    assert (found.success > 0).sum() == 30
    first = (found.code["row"] == 0) & (found.code["column"] == 0)
    assert (found.success > 0).tolist() == first.tolist()
    assert found.expected.sum() == pytest.approx(found.success.sum(), rel=1e-6)


@pytest.mark.parametrize("of", ["item", "row", "position", "picture", "reason", "segment", "device"])
def test_verdicts_cover_every_exposure_of_each_kind_of_thing(watched, of):
    found = verdicts(judgement(watched), of)
    assert found["exposures"] == 30 * 18 == sum(line["exposures"] for line in found["lines"])
    assert sum(found["words"].values()) == len(found["lines"])
    for line in found["lines"]:
        assert line["low"] <= line["relative"] <= line["high"]
        assert line["word"] in found["words"]


def test_slots_that_are_too_young_are_no_failures_yet(watched):
    page = watched.page("40")
    watched.store.put_decisions([]).result()
    slot = page.rows[0].items[0]
    watched.append([
        Event(event_id="young", kind="impression", item=slot.item, member="40", at=watched.now(),
              decision=page.decision, row=0, column=0)
    ])  # fmt: skip
    assert len(judgement(watched).shown) == 30 * 18


@pytest.mark.parametrize("name", list(REPORTS))
def test_each_report_has_lines_for_a_sheet_and_a_chart(watched, name, monkeypatch):
    monkeypatch.setattr(report_table, "FRESH_SECONDS", 0.0)
    found = report(name).make(watched, Asked())
    lines = lines_of(found, report(name).lines)
    read = list(csv.DictReader(io.StringIO(as_csv(lines))))
    assert len(read) == len(lines) > 0
    spec = report(name).chart(found)
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite")
    assert draw(spec, "svg").startswith(b"<svg")


def test_the_map_places_like_items_together_and_zooms_into_a_region(watched):
    found = report("map").make(watched, Asked())
    points = found["points"]
    assert len(points) == len({p["item"] for p in points}) == len(np.unique(judgement(watched).shown.code["item"]))
    assert all(0 <= p["x"] <= 1 and 0 <= p["y"] <= 1 for p in points)
    assert sum(r["items"] for r in found["regions"]) == len(points)
    region = max(found["regions"], key=lambda r: r["exposures"])["region"]
    zoomed = report("map").make(watched, Asked(region=region))
    assert {p["region"] for p in zoomed["points"]} == {region}
    assert zoomed["for_whom"] and {"thumb", "rating", "dismissal", "abandonment"} <= set(zoomed["for_whom"][0])
    with pytest.raises(UnknownName, match="no region"):
        report("map").make(watched, Asked(region="nowhere"))


def test_titles_name_what_nobody_can_find(watched):
    found = look(watched)
    assert found["titles"] > 1_000
    assert {line["finding"] for line in found["lines"]} >= {"never considered", "no synopsis"}
    assert found["faults"] == []


def test_what_a_spreadsheet_would_run_stays_text():
    assert as_csv([{"item": "=1+1"}]) == "item\n'=1+1\n"


def test_an_unknown_report_or_kind_is_named(home):
    with pytest.raises(UnknownName, match="no report 'wonders'"):
        report("wonders")
    with pytest.raises(UnknownName, match="nothing called 'mood' is judged"):
        verdicts(judgement(home), "mood")


def test_an_empty_home_has_empty_reports(home):
    for name in ("verdicts", "map", "positions"):
        found = report(name).make(home, Asked())
        assert lines_of(found, report(name).lines) == []
