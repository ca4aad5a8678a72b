"""The CRM sheet opens in a spreadsheet as it is, and nobody without consent or held out is written to."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinee.core.clock import from_iso
from matinee.core.errors import ShapeError
from matinee.verdict.reports.customers import HEADER, Customers, customer_rows, to_csv

NOW = from_iso("2026-01-01T00:00:00Z")
SHEET = Customers(
    member=["a", "b", "c"],
    alive=np.array([0.9, 0.5, 0.1]),
    due_weeks=np.array([1.0, 4.0, np.inf]),
    earliest_weeks=np.array([1.0, 2.0, 20.0]),
    latest_weeks=np.array([3.0, np.inf, np.inf]),
    expected=np.array([2.0, 5.0, 0.1]),
    spend=np.array([10.0, 20.0, 30.0]),
    season=["christmas", "", ""],
    product=["milk", "bread", "=1+1"],
    message=["Your milk", "Your bread", "Come back"],
    send_at=[NOW, NOW, NOW],
    hold_out=[False, True, False],
    consent=[True, True, False],
)


def read(text):
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_the_most_valuable_come_first_with_when_they_are_due():
    rows = read(to_csv(customer_rows(SHEET, NOW, "EUR")))
    assert [row["member"] for row in rows] == ["b", "a", "c"]
    assert (rows[1]["due"], rows[1]["due_earliest"], rows[1]["due_latest"]) == (
        "2026-01-08",
        "2026-01-08",
        "2026-01-22",
    )
    assert (rows[2]["due"], rows[0]["value"], rows[0]["currency"]) == ("", "100.0", "EUR")


def test_no_message_without_consent_or_for_the_held_out():
    rows = {row["member"]: row for row in read(to_csv(customer_rows(SHEET, NOW, "EUR")))}
    assert rows["a"]["message"] == "Your milk"
    assert [rows[who][cell] for who in "bc" for cell in ("message", "send_at")] == [""] * 4
    assert rows["b"]["product"] == "bread"


def test_columns_of_different_length_are_refused():
    with pytest.raises(ShapeError, match="season"):
        list(customer_rows(replace(SHEET, season=["x"]), NOW, "EUR"))


@given(st.text(max_size=20))
def test_any_text_comes_back_from_the_sheet_and_is_no_formula(text):
    sheet = replace(SHEET, product=[text] * 3)
    rows = read(to_csv(customer_rows(sheet, NOW, "EUR")))
    assert tuple(rows[0]) == HEADER
    for row in rows:
        assert row["product"].removeprefix("'") == text.removeprefix("'")
        assert not row["product"].startswith(("=", "+", "-", "@"))
