"""The CRM sheet of a home: everybody who bought, with what can be said of them, and nothing for who gave no consent."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json

import pytest

from matinee.app.customers import customers
from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.cli import main as cli
from matinee.core.clock import DAY
from matinee.core.errors import InvalidInput
from matinee.core.values import Item, Member
from matinee.storage.messages import MessageRow, PlanRow
from matinee.verdict.reports.customers import HEADER, to_csv
from tests.app.test_shop import catalogue, purchases

SEASON = '[feast]\ntitle = "the feast"\ndays = [["2025-11-01", "2025-11-05"]]\n'


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    found = tmp_path_factory.mktemp("crm") / "home"
    init_home(found, "Corner shop")
    (found / "matinee.toml").write_text('name = "Corner shop"\n[messages]\nhold_out = 0.3\n')
    (found / "seasons.toml").write_text(SEASON)
    home = open_home(found)
    home.put_items([*catalogue(), Item(item="=cmd", title="=1+1", kind="product", genres=("x",), price=1.0)])
    home.store.put_members([Member(member=f"c{n}", message_consent=n % 2 == 0) for n in range(150)])
    home.append(purchases())
    home.close()
    home = open_home(found)
    learn_and_publish(home, lambda _: None, judged=False)
    at = home.now() + 2 * DAY
    row = MessageRow(key="k1", plan="p1", member="c0", channel="email", at=at, kind="replenish", item="=cmd")
    home.store.put_plan(PlanRow("p1", home.now(), home.now(), b"{}"), [row])
    home.close()
    return found


@pytest.fixture
def sheet(path):
    home = open_home(path)
    yield customers(home, lambda _: None)
    home.close()


def test_everybody_who_bought_stands_in_it_once_the_most_valuable_first(sheet):
    members = [row["member"] for row in sheet.rows]
    assert sorted(members) == sorted({event.member for event in purchases()})
    values = [row["value"] for row in sheet.rows]
    assert values == sorted(values, reverse=True) and values[0] > 0


def test_the_next_purchase_lies_within_its_interval_and_a_regular_is_alive(sheet):
    for row in sheet.rows:
        assert 0 <= row["alive_chance"] <= 1
        if row["due"] and row["due_latest"]:
            assert row["due_earliest"] <= row["due"] <= row["due_latest"]
    assert any(row["due_earliest"] < row["due"] < row["due_latest"] for row in sheet.rows)
    assert sum(row["alive_chance"] > 0.9 for row in sheet.rows) > 100


def test_who_first_came_in_a_season_is_told(sheet):
    first = {}
    for event in purchases():
        first.setdefault(event.member, event.at)
    span = (dt.datetime(2025, 11, 1, tzinfo=dt.UTC), dt.datetime(2025, 11, 6, tzinfo=dt.UTC))
    begin, end = (round(day.timestamp() * 1e6) for day in span)
    won = {row["member"] for row in sheet.rows if row["won_in_season"] == "feast"}
    assert won == {member for member, at in first.items() if begin <= at < end} and won


def test_nobody_without_consent_and_nobody_held_out_is_to_be_written_to(sheet):
    told = [row for row in sheet.rows if row["message"]]
    assert told and all(row["consent"] == "yes" and row["hold_out"] == "no" for row in told)
    held = sum(row["hold_out"] == "yes" for row in sheet.rows)
    assert 0.15 < held / len(sheet.rows) < 0.45
    assert all(row["product"] for row in sheet.rows)


def test_a_planned_message_stands_with_its_time_and_no_cell_is_a_formula(path, sheet):
    row = next(row for row in sheet.rows if row["member"] == "c0")
    if row["hold_out"] == "no":
        assert row["message"] == "replenish" and row["send_at"]
    lines = list(csv.DictReader(io.StringIO(to_csv(sheet.rows).removeprefix("\ufeff"))))
    assert tuple(lines[0]) == HEADER and len(lines) == len(sheet.rows)
    assert next(line for line in lines if line["member"] == "c0")["product"] == "'=1+1"


def test_the_command_prints_a_sheet_that_a_spreadsheet_opens_and_one_json_object(path, capfd, monkeypatch):
    for flag in ("--csv", "--json"):
        monkeypatch.setattr("sys.argv", ["matinee", "report", "customers", flag, "--home", str(path), "--limit", "5"])
        with pytest.raises(SystemExit) as gone:
            cli.main()
        assert not gone.value.code
        out = capfd.readouterr().out
        if flag == "--csv":
            assert out.startswith("\ufeffmember,") and len(out.strip().splitlines()) == 6
        else:
            assert len(json.loads(out)["customers"]) == 5


def test_too_few_customers_who_came_back_are_refused_with_a_reason(tmp_path):
    init_home(tmp_path, "New shop")
    home = open_home(tmp_path)
    with pytest.raises(InvalidInput, match="no purchase"):
        customers(home, lambda _: None)
    home.put_items(catalogue())
    home.append(purchases()[:3])
    with pytest.raises(InvalidInput, match="came back"):
        customers(home, lambda _: None)
    home.close()
