"""Artwork cases: a file with expected choices, judged; a case that is not of the form is named."""

import json
from pathlib import Path

import msgspec
import pytest

from matinee.core.errors import InvalidInput
from matinee.core.values import Item
from matinee.evaluation.artwork_cases import Case, Cases, Met, decide, judge, judge_cases, liking_of

CASES = Path(__file__).resolve().parents[1] / "golden" / "artwork_cases.json"


def test_of_our_cases_at_least_95_percent_are_chosen_right_and_there_are_forty():
    found = judge_cases(CASES)
    wrong = [line for line in found["lines"] if not line["right"]]
    assert found["cases"] >= 40 and found["share"] >= 0.95, wrong


def test_always_showing_the_default_would_get_most_cases_wrong():
    cases = msgspec.json.decode(CASES.read_bytes(), type=Cases).cases
    defaults = [next((p.artwork for p in case.pictures if (p.item or case.item) == case.item), "") for case in cases]
    right = [
        first in ((case.expected,) if isinstance(case.expected, str) else case.expected)
        for first, case in zip(defaults, cases, strict=True)
    ]
    assert sum(right) / len(cases) < 0.35


def test_the_order_of_the_pictures_does_not_decide_where_a_taste_is_known():
    for case in msgspec.json.decode(CASES.read_bytes(), type=Cases).cases:
        if any(met.member == case.member for met in case.history):
            turned = msgspec.structs.replace(case, pictures=case.pictures[::-1])
            assert judge(turned)["right"], case.name


def test_a_wrong_form_an_unknown_item_or_picture_and_an_unknown_kind_are_named(tmp_path):
    (tmp_path / "bad.json").write_text(json.dumps({"cases": [{"name": "x"}]}))
    with pytest.raises(InvalidInput, match=r"artwork-cases\.md"):
        judge_cases(tmp_path / "bad.json")
    case = Case(name="x", items=(Item(item="a", title="A"),), pictures=(), member="m", item="b", expected="")
    with pytest.raises(InvalidInput, match="no item 'b'"):
        decide(case)
    with pytest.raises(InvalidInput, match="kind 'stare'"):
        liking_of(Met(member="m", item="a", kind="stare"))
