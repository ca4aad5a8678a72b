"""Keep your engine: pages that another system served are judged like Matinee's own, on them alone."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

from matinee.app.decisions import take
from matinee.app.home import open_home
from matinee.app.report_table import Asked, report
from matinee.core.errors import MatineeError
from matinee.core.values import Event, Item

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("MATINEE_DATA", ROOT.parent / "shared" / "data"))


def page(n, member="m", **more):
    return {
        "decision": f"d{n}", "at": "2026-03-01T20:00:00Z", "member": member, "policy": "mine",
        "rows": [{"kind": "popular", "items": ["a", {"item": "b", "score": 0.4, "propensity": 0.5}]}], **more,
    }  # fmt: skip


@pytest.fixture
def small(tmp_path):
    (tmp_path / "matinee.toml").write_text('clock = "data"\n[verdict]\nsettle_hours = 0.0\n')
    opened = open_home(tmp_path)
    opened.put_items([Item(item=item, title=item.upper(), genres=("Drama",)) for item in "abc"])
    yield opened
    opened.close()


def lines(*pages):
    return [json.dumps(one).encode() for one in pages]


def test_a_bad_page_is_named_and_the_others_are_kept(small):
    found = take(small, [*lines(page(1), page(2, rows=[{"items": ["nothing"]}]), page(3, member="")), b"{no", b"[]"])
    assert found.accepted == 1
    assert [one["index"] for one in found.refused] == [1, 2, 3, 4]
    assert "no item 'nothing'" in found.refused[0]["reason"] and found.refused[0]["event_id"] == "d2"
    assert small.decision("d1").policy == "mine"


def test_a_page_sent_twice_counts_once(small):
    take(small, lines(page(1)))
    take(small, lines(page(1)))
    assert small.store.n_decisions() == 1


def test_plays_are_owed_to_pages_of_another_system(small):
    take(small, lines(*[page(n, member=f"m{n}") for n in range(40)]))
    at = small.decision("d0").at
    for n in range(40):
        told = {"member": f"m{n}", "decision": f"d{n}", "row": 0}
        small.append([
            Event(event_id=f"s{n}", kind="impression", item="a", at=at + 1, column=0, **told),
            Event(event_id=f"t{n}", kind="impression", item="b", at=at + 1, column=1, **told),
            *([Event(event_id=f"p{n}", kind="play", item="a", at=at + 5, seconds=3_000.0, column=0, **told)]
              if n % 2 else []),
        ])  # fmt: skip
    discovery = report("discovery").make(small, Asked())
    assert (discovery["plays"], discovery["discovery_share"]) == (20, 1.0)
    found = report("verdicts").make(small, Asked())
    assert {line["item"]: line["exposures"] for line in found["lines"]} == {"a": 40, "b": 40}
    rows = report("rows").make(small, Asked())
    assert [line["row"] for line in rows["lines"]] == ["popular"]


def test_a_page_of_another_system_cannot_be_made_again_and_says_so(small):
    take(small, lines(page(1)))
    with pytest.raises(MatineeError):
        small.rebuilt("d1")


@pytest.mark.private
@pytest.mark.full
def test_the_example_judges_a_log_that_matinee_did_not_make():
    if not (DATA / "open-bandit").exists():
        pytest.skip("no open-bandit log here")
    spec = importlib.util.spec_from_file_location("keep_your_engine", ROOT / "examples" / "keep_your_engine.py")
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    found = example.main(DATA / "open-bandit")
    by_name = {line["policy"]: line for line in found["policies"]["policies"]}
    assert by_name["random"]["exposures"] == by_name["bts"]["exposures"] == 10_000
    assert by_name["random"]["success"] == pytest.approx(38 / 10_000)
    assert by_name["bts"]["success"] == pytest.approx(42 / 10_000)
    assert {(p["log"], p["target"]) for p in found["policies"]["judged"]} >= {("random", "bts")}
    assert found["verdicts"]["exposures"] == 20_000
    assert found["discovery"]["plays"] == 80
