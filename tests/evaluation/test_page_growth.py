"""The page's measurements give what they promise; how fast it is, is measured and not asserted."""

import pytest

from matinee.evaluation.page_bench import FIRST, make_crowd
from matinee.evaluation.page_chart import attention_chart, growth_chart
from matinee.evaluation.page_growth import line, rows_of


def test_a_point_of_the_chart_says_what_it_measured():
    found = line("first view by items", 300, make_crowd(300, 12), FIRST, 0.5)
    assert found["at"] == 300 and 0 < found["p50_ms"] <= found["p99_ms"] and found["scan_ms"] == 0.5
    assert rows_of(12).rows == 12


def test_charts_hold_a_mark_for_each_measure_and_each_slot():
    points = [{"part": "a", "at": n, "p50_ms": 1.0, "p99_ms": 2.0, "scan_ms": None} for n in (1, 2)]
    assert len(growth_chart(points)["data"]["values"]) == 4
    told = {"tv": {"how": "prior", "attention": [[0.5, 0.25], [0.25, 0.1]]}}
    assert len(attention_chart(told, "simulated")["data"]["values"]) == 4


@pytest.mark.parametrize("source", ["", "simulated"])
def test_a_chart_of_simulated_attention_says_so(source):
    assert source in attention_chart({}, source)["title"]
