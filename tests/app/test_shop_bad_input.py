"""A shop's bad input, whole way: each fault is named with its line, and import, learning, page and sheet go on."""

from __future__ import annotations

import json

import numpy as np
import pytest

from matinee.app.customers import customers
from matinee.app.home import open_home
from matinee.app.importing import run_import
from matinee.app.product import buy_again
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.clock import DAY, from_iso, to_iso
from matinee.core.values import Context
from matinee.learning.basket.lines import main_currency
from tests.app.test_shop import catalogue, purchases

START = from_iso("2026-01-01")
GOOD = [
    f"c{who},o{who}-{day},item-{(who + day) % 40},{to_iso(START + day * DAY)},1,2.50,EUR"
    for who in range(40)
    for day in range(0, 60, 6)
]
FAULTS = {
    "negative price": ("c1,x1,item-1,2026-01-02T00:00:00Z,1,-2.50,EUR", "price -2.5 is below zero"),
    "return before purchase": ("c1,x2,item-39,2026-01-01T00:00:00Z,-3,2.50,EUR", "were bought before"),
    "no customer": (",x3,item-1,2026-01-02T00:00:00Z,1,2.50,EUR", "has no customer"),
    "another currency": ("c1,x4,item-1,2026-01-02T00:00:00Z,1,2.50,USD", "currency USD among EUR"),
}


@pytest.fixture
def home(tmp_path):
    init_home(tmp_path / "home", "Corner shop")
    opened = open_home(tmp_path / "home")
    yield opened
    opened.close()


def written(tmp_path, lines):
    path = tmp_path / "baskets.csv"
    path.write_text("customer,order,sku,date,qty,price,currency\n" + "\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_with_its_line_and_the_rest_goes_on(home, tmp_path, fault):
    line, words = FAULTS[fault]
    done = run_import(home, "baskets", written(tmp_path, [*GOOD[:100], line, *GOOD[100:]]), lambda _: None)
    assert done.events == len(GOOD)
    assert [(refused["line"], words in refused["reason"]) for refused in done.refused] == [(102, True)]


def test_all_faults_at_once_leave_a_shop_that_learns_serves_and_reports(home, tmp_path):
    lines = [*GOOD[:60], *(line for line, _ in FAULTS.values()), *GOOD[60:]]
    done = run_import(home, "baskets", written(tmp_path, lines), lambda _: None)
    assert (done.events, len(done.refused)) == (len(GOOD), len(FAULTS))
    learn_and_publish(home, lambda _: None, judged=False)
    assert home.page("c1", Context(at=home.now())).rows
    sheet = customers(home, lambda _: None)
    assert len(sheet.rows) == 40 and sheet.currency == "EUR" and sheet.foreign_lines == 0


@pytest.mark.slow
def test_one_customer_with_a_hundred_thousand_lines_does_not_hold_up_the_others(home, tmp_path):
    chance = np.random.default_rng(1)
    reseller = [
        f"reseller,big{n % 40},item-{int(i)},{to_iso(START + (n % 60) * DAY)},1,2.50,EUR"
        for n, i in enumerate(chance.integers(0, 3000, 100_000))
    ]
    done = run_import(home, "baskets", written(tmp_path, [*GOOD, *reseller]), lambda _: None)
    assert done.events == len(GOOD) + 100_000 and not done.refused
    learn_and_publish(home, lambda _: None, judged=False)
    assert home.page("c1", Context(at=home.now())).rows
    assert home.page("reseller", Context(at=home.now())).rows
    assert len(buy_again(home, "reseller", 12)) <= 12
    assert "reseller" in {row["member"] for row in customers(home, lambda _: None, 5).rows}


def test_at_the_door_a_price_below_zero_and_a_purchase_of_nobody_are_quarantined_and_named(home):
    home.put_items(catalogue())
    good = {"kind": "purchase", "member": "c1", "item": "bread-1", "at": to_iso(home.now()), "price": 2.5}
    bad = [good | {"event_id": "b1", "price": -2.5}, good | {"event_id": "b2", "member": ""}]
    lines = [*bad, good | {"event_id": "g1"}]
    answer = home.ingest("\n".join(json.dumps(line) for line in lines).encode(), "application/x-ndjson")
    assert answer.accepted == 1
    reasons = {one.event_id: one.reason for one in answer.quarantined}
    assert "price" in reasons["b1"] and "member" in reasons["b2"]


def test_what_came_back_before_or_after_it_was_bought_is_neither_due_nor_counted(home):
    home.put_items(catalogue())
    bought = purchases()
    home.append(bought)
    item = bought[-1].item
    told = {"kind": "return", "member": bought[-1].member, "item": item, "quantity": 99, "event_id": "r1"}
    early = told | {"event_id": "r2", "member": "nobody-bought", "at": to_iso(START)}
    lines = [told | {"at": to_iso(home.now())}, early]
    home.ingest("\n".join(json.dumps(line) for line in lines).encode(), "application/x-ndjson")
    learn_and_publish(home, lambda _: None, judged=False)
    assert item not in {slot["item"] for slot in buy_again(home, bought[-1].member, 30)}
    assert home.page("nobody-bought", Context(at=home.now())).rows


def test_prices_below_zero_in_a_catalogue_are_refused_line_by_line(home, tmp_path):
    path = tmp_path / "items.csv"
    path.write_text("item,title,kind,price\na,A,product,2\nb,B,product,-2\nc,C,product,3\n")
    done = run_import(home, "items", path, lambda _: None)
    assert done.items == 2
    assert [refused["line"] for refused in done.refused] == [3]
    assert "price" in done.refused[0]["reason"]


def test_sums_never_mix_currencies_and_say_how_many_lines_they_leave_out(home, tmp_path):
    run_import(home, "baskets", written(tmp_path, GOOD), lambda _: None)
    other = [line.replace(",o", ",usd-o").replace("EUR", "USD") for line in GOOD[:30]]
    run_import(home, "baskets", written(tmp_path, other), lambda _: None)
    sheet = customers(home, lambda _: None)
    assert (sheet.currency, sheet.foreign_lines) == ("EUR", 30)
    assert main_currency(np.array(["", ""]))[0] == ""
