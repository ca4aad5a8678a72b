"""`matinee evaluate basket`: what it prints, what it leaves out, and the figures on the Complete Journey."""

import os
from pathlib import Path

import duckdb
import pytest

from matinee.core.errors import InvalidInput
from matinee.evaluation.basket import evaluate_basket, recalls, task
from matinee.evaluation.basket_chart import draw_reliability
from matinee.evaluation.basket_data import read_baskets
from matinee.learning.basket.simple import own_recent
from tests.learning.basket.cases import drawn_baskets

DATA = Path(os.environ.get("MATINEE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
JOURNEY = DATA / "complete-journey"


def written(folder: Path, lines: str) -> Path:
    duckdb.execute(f"""COPY (SELECT * FROM (VALUES {lines}) AS t(household_id, basket_id, product_id, quantity,
        sales_value, retail_disc, week, transaction_timestamp)) TO '{folder}/transactions.parquet'""")
    duckdb.execute(f"""COPY (SELECT 7 AS product_id, 'BREAD' AS product_type, 'BAKERY' AS product_category)
        TO '{folder}/products.parquet'""")
    return folder


def test_bad_lines_are_counted_and_the_rest_goes_on(tmp_path):
    when = "TIMESTAMP '2017-01-02 10:00:00'"
    good = f"(1, 10, 7, 2, 3.0, 0.5, 1, {when}), (1, 10, 7, 1, 1.5, 0.0, 1, {when}), (2, 11, 8, 1, 1.0, 0.0, 1, {when})"
    bad = f"(1, 12, 7, -1, 1.5, 0, 1, {when}), (NULL, 13, 7, 1, 1.5, 0, 1, {when}), (1, 14, 7, 1, -1.5, 0, 1, {when})"
    baskets, left_out = read_baskets(written(tmp_path, f"{good}, {bad}"))
    assert left_out == 3
    assert baskets.pieces.tolist() == [3.0, 1.0]
    assert baskets.household_ids.tolist() == [1, 2]


def test_a_customer_with_100_000_lines_is_read_like_any_other(tmp_path):
    written(tmp_path, "(1, 1, 7, 1, 1.0, 0.0, 1, TIMESTAMP '2017-01-01 10:00:00')")
    duckdb.execute(f"""COPY (SELECT 1 AS household_id, i // 50 AS basket_id, i % 500 AS product_id, 1 AS quantity,
        1.0 AS sales_value, 0.0 AS retail_disc, 1 + i // 10000 AS week,
        TIMESTAMP '2017-01-01 10:00:00' + (i // 50) * INTERVAL 1 HOUR AS transaction_timestamp
        FROM range(100000) AS t(i)) TO '{tmp_path}/transactions.parquet'""")
    baskets, left_out = read_baskets(tmp_path)
    assert (len(baskets.day), left_out) == (100_000, 0)
    assert recalls(task(baskets, 6), own_recent(baskets.until(6))).tolist() == [pytest.approx(10 / 500)]


def test_a_missing_file_or_column_is_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"transactions\.parquet is not there"):
        read_baskets(tmp_path)
    for name in ("transactions", "products"):
        duckdb.execute(f"COPY (SELECT 1 AS other) TO '{tmp_path}/{name}.parquet'")
    with pytest.raises(InvalidInput, match="its columns are"):
        read_baskets(tmp_path)


def test_ours_stands_beside_each_rule_with_a_paired_interval(tmp_path):
    found = evaluate_basket(drawn_baskets(), 19)
    assert set(found["paired"]) == set(found["baselines"])
    assert all(rule["recall@10"] <= 1 for rule in found["baselines"].values())
    assert found["recall@10"] > found["baselines"]["popular"]["recall@10"]
    draw_reliability(found["due"]["reliability"], tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text().startswith("<svg")
    with pytest.raises(InvalidInput, match="chart"):
        draw_reliability([], tmp_path / "chart.doc")


@pytest.mark.full
@pytest.mark.private
@pytest.mark.skipif(not JOURNEY.exists(), reason="the Complete Journey is private; set MATINEE_DATA")
def test_ours_is_above_every_rule_on_the_complete_journey():
    baskets, left_out = read_baskets(JOURNEY)
    found = evaluate_basket(baskets)
    assert left_out == 6499
    assert all(gain["low"] > 0 for gain in found["paired"].values())
    assert found["due"]["ece"] < 0.02
