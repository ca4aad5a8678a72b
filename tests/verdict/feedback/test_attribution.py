"""Attribution against the shipped cases, and the sentences that hold for all inputs."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput
from matinee.evaluation.attribution import Case, evaluate_cases, outcomes_of, read_cases

CASES = read_cases(Path(__file__).parents[2] / "golden" / "attribution.json")


def test_every_shipped_case_is_credited_rightly_and_watch_time_is_within_one_percent():
    result = evaluate_cases(CASES)
    assert result["wrong"] == []
    assert result["cases"] >= 60
    assert result["watch_time"]["plays"] >= 20
    assert result["watch_time"]["largest_error"] <= 0.01


def test_a_wrong_expectation_is_told_with_what_came_instead():
    case = msgspec.structs.replace(CASES[0], expected=[{"act": "p1", "surface": "search"}, {"act": "p2"}])
    result = evaluate_cases([case])
    assert (result["right"], result["acts_right"]) == (0, 0)
    assert result["wrong"][0]["got"] == {"act": "p1", "surface": "home"}
    assert result["wrong"][1]["got"] == "0 acts"


@pytest.mark.slow
@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_order_of_arrival_and_second_copies_change_nothing(seed: int):
    rng = random.Random(seed)

    def disturbed(case: Case) -> Case:
        named = [{"event_id": f"e{n}", **event} for n, event in enumerate(case.events)]
        events = named + rng.sample(named, len(named) // 2)
        rng.shuffle(events)
        return msgspec.structs.replace(case, events=events)

    def plain(case: Case) -> Case:
        named = [{"event_id": f"e{n}", **event} for n, event in enumerate(case.events)]
        return msgspec.structs.replace(case, events=named)

    chosen = [case for case in rng.sample(CASES, 40) if "second copy" not in case.name and "doubled" not in case.name]
    assert outcomes_of([disturbed(case) for case in chosen]) == outcomes_of([plain(case) for case in chosen])


def test_an_act_may_be_named_as_play_or_event_id_and_null_means_none():
    case = next(case for case in CASES if case.name == "a play that no page showed is owed to nothing")
    named = msgspec.structs.replace(case, expected=[{"play": "p1", "surface": None, "decision": None, "row": None}])
    assert evaluate_cases([named])["right"] == 1
    odd = msgspec.structs.replace(case, expected=[{"play": "p1", "colour": "red"}])
    with pytest.raises(InvalidInput, match="compares 'colour'"):
        evaluate_cases([odd])


def test_a_file_that_is_no_case_is_named_with_the_way_out(tmp_path: Path):
    path = tmp_path / "cases.json"
    with pytest.raises(InvalidInput, match=r"attribution\.md"):
        read_cases(path)
    path.write_text('[{"name": "x"}]')
    with pytest.raises(InvalidInput, match="expected"):
        read_cases(path)
    path.write_text('[{"name": "x", "events": [{"kind": "play"}], "expected": []}]')
    with pytest.raises(InvalidInput, match="'x' has an event that is none"):
        evaluate_cases(read_cases(path))
