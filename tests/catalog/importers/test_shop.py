"""The shop's importers: what they read, and that a bad line is told and never stops the rest."""

import os
from pathlib import Path

import duckdb
import pytest

from matinee.catalog.importers import baskets, cdnow, complete_journey
from matinee.catalog.importers.rows import Rejected
from matinee.core.errors import InvalidInput
from matinee.core.values import Event

DATA = Path(os.environ.get("MATINEE_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))


def split(found):
    found = list(found)
    events = [e for e in found if isinstance(e, Event)]
    return events, {r.line: r.reason for r in found if isinstance(r, Rejected)}


def test_cdnow_is_read_with_a_header_or_with_a_second_id(tmp_path):
    master, sample = tmp_path / "master.txt", tmp_path / "sample.txt"
    master.write_text(" customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n")
    sample.write_text(" 00001 0001 19970101  2   23.54\r\n 00001 0001 19970101  2   23.54\r\n")
    (one,), _ = split(cdnow.read_events(master))
    two, _ = split(cdnow.read_events(sample))
    assert (one.member, one.at, one.quantity, one.price) == ("00001", 852_076_800_000_000, 1.0, 11.77)
    assert [(e.member, e.quantity, e.price) for e in two] == [("00001", 2.0, 11.77)] * 2
    assert len({e.event_id for e in two}) == 2
    assert [item.item for item in cdnow.read_items(master)] == [one.item]


def test_a_bad_line_of_cdnow_is_told_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text(
        "1 19970101 1 5\n1 19971301 1 5\n1 19970103 -1 5\n1 19970104 1 -5\n19970105 1 5\n1 19970106 nan 5\n"
    )
    events, told = split(cdnow.read_events(path))
    assert len(events) == 1
    assert set(told) == {2, 3, 4, 5, 6}
    assert "return" in told[3]
    assert "customer" in told[5]


def test_a_file_of_something_else_is_refused_with_what_is_expected(tmp_path):
    path = tmp_path / "other.txt"
    path.write_text("hello\n")
    with pytest.raises(InvalidInput, match="customer, day, pieces, money"):
        list(cdnow.read_purchases(path))


def test_baskets_with_bad_lines_are_read_but_for_those(tmp_path):
    path = tmp_path / "baskets.csv"
    path.write_text(
        "customer,guest,order,sku,date,qty,price,currency\n"
        "c1,,o1,milk,2020-01-01T10:00:00Z,2,1.5,EUR\n"
        ",g9,o2,milk,2020-01-01T11:00:00Z,1,1.5,\n"
        ",,o3,milk,2020-01-01T11:00:00Z,1,1.5,EUR\n"
        "c1,,o4,milk,2020-01-02T11:00:00Z,1,-1.5,EUR\n"
        "c1,,o5,bread,2020-01-02T11:00:00Z,-1,1.5,EUR\n"
        "c1,,o6,milk,2020-01-03T11:00:00Z,-1,1.5,EUR\n"
        "c1,,o7,milk,2020-01-03T11:00:00Z,1,1.5,GBP\n"
        "c1,,o8,milk,yesterday,1,1.5,EUR\n"
        "c1,,o9,milk,2020-01-05T11:00:00Z,0,1.5,EUR\n"
    )
    events, told = split(baskets.read_events(path))
    assert [(e.kind, e.who, e.quantity, e.currency) for e in events] == [
        ("purchase", "c1", 2.0, "EUR"),
        ("purchase", "g9", 1.0, "EUR"),
        ("return", "c1", 1.0, "EUR"),
    ]
    for line, word in (
        (4, "no customer"),
        (5, "below zero"),
        (6, "bought before"),
        (8, "GBP"),
        (9, "yesterday"),
        (10, "0"),
    ):
        assert word in told[line]


def test_one_customer_with_many_lines_streams_through(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("member,item,at\n" + "m,i,2020-01-01\n" * 20_000)
    events, told = split(baskets.read_events(path))
    assert len({e.event_id for e in events}) == 20_000
    assert not told


def test_a_table_without_customers_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("sku,date\nmilk,2020-01-01\n")
    with pytest.raises(InvalidInput, match="customer"):
        list(baskets.read_events(path))


def test_the_journey_gives_items_and_purchases_and_names_what_it_leaves_out(tmp_path):
    when = "TIMESTAMP '2017-01-02 10:00:00'"
    duckdb.execute(f"""COPY (SELECT * FROM (VALUES (1, 10, 7, 2, 3.0, 330, {when}), (1, 11, 7, 0, 0.0, 330, {when}),
        (NULL, 12, 7, 1, 1.0, 330, {when}), (1, 13, 7, 1, -1.0, 330, {when})) AS t(household_id, basket_id, product_id,
        quantity, sales_value, store_id, transaction_timestamp)) TO '{tmp_path}/transactions.parquet'""")
    duckdb.execute(f"""COPY (SELECT 7 AS product_id, 2 AS manufacturer_id, 'GROCERY' AS department, 'National' AS brand,
        'BREAD' AS product_category, 'RYE BREAD' AS product_type, '22 OZ' AS package_size)
        TO '{tmp_path}/products.parquet'""")
    (item,) = complete_journey.read_items(tmp_path)
    events, told = split(complete_journey.read_events(tmp_path))
    assert (item.title, item.genres, item.price) == ("Rye Bread 22 OZ", ("Grocery", "Bread"), 1.25)
    assert [(e.member, e.session, e.quantity, e.price) for e in events] == [("1", "10", 2.0, 1.5)]
    assert set(told) == {2, 3, 4}


@pytest.mark.private
@pytest.mark.skipif(not (DATA / "cdnow").exists(), reason="CDNOW is private; set MATINEE_DATA")
def test_both_files_of_cdnow_are_read_as_they_are():
    master, _ = split(cdnow.read_events(DATA / "cdnow" / "CDNOW_master.txt"))
    sample, _ = split(cdnow.read_events(DATA / "cdnow" / "CDNOW_sample.txt"))
    assert (len(master), len({e.member for e in master})) == (69_659, 23_570)
    assert (len(sample), len({e.member for e in sample})) == (6_919, 2_357)
    assert {e.event_id for e in sample} <= {e.event_id for e in master}
