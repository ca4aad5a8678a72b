"""`matinee evaluate repeat`: one JSON object with every model's parameters by name, and clear errors."""

import datetime as dt
import json
import math

import pytest

from matinee.cli.main import COMMANDS, run
from matinee.core.errors import InvalidInput
from matinee.evaluation.repeat import CHOSEN, MODELS, evaluate_repeat, read_file
from tests.learning.repeat.cases import drawn_purchases

DAY = dt.date(2020, 1, 1)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    purchases = drawn_purchases(250, 50, seed=2, returning=0.1)
    path = tmp_path_factory.mktemp("shop") / "purchases.csv"
    lines = (
        f"{purchases.ids[who]},{DAY + dt.timedelta(int(day))},1,{money:.2f}"
        for who, day, money in zip(purchases.customers, purchases.days, purchases.amounts, strict=True)
    )
    path.write_text("customer,date,quantity,amount\n" + "\n".join(lines) + "\nx,yesterday,1,2\nx,2020-01-01,-1,2\n")
    return path


def test_the_command_prints_one_object_with_parameters_by_name(file, capsys):
    until = str(DAY + dt.timedelta(7 * 30 - 1))
    with pytest.raises(SystemExit) as stopped:
        run(COMMANDS, "matinee", ["evaluate", "repeat", "--transactions", str(file), "--until", until, "--json"])
    assert not stopped.value.code
    found = json.loads(capsys.readouterr().out)
    assert found["chosen"] == CHOSEN
    assert set(found["models"]) == set(MODELS)
    assert found["left_out"]["lines"] == 2
    for name, own in (("BG/NBD", "r alpha a b"), ("Pareto/NBD", "r alpha s beta")):
        wanted = [*own.split(), "total", "rmse", "mae", "correlation", "rolling_total_mae", "mae_interval"]
        assert set(wanted) <= set(found["models"][name])
    low, high = found["models"][CHOSEN]["total_interval"]
    assert low < found["models"][CHOSEN]["total"] < high
    assert len(found["rolling"]["origins"]) == 4


def test_a_day_after_the_file_or_before_it_says_so(file):
    purchases, _ = read_file(file)
    with pytest.raises(InvalidInput, match="the file ends on"):
        evaluate_repeat(purchases, DAY + dt.timedelta(900))
    with pytest.raises(InvalidInput, match="nobody had bought"):
        evaluate_repeat(purchases, DAY - dt.timedelta(9))


def test_a_file_without_purchases_says_why(tmp_path):
    path = tmp_path / "none.txt"
    path.write_text("1 19970101 -1 5\n")
    with pytest.raises(InvalidInput, match="return"):
        read_file(path)


def test_the_weeks_ahead_end_with_the_file(file):
    purchases, _ = read_file(file)
    last = int(purchases.days.max())
    found = evaluate_repeat(purchases, dt.date.fromordinal(last - 70), weeks=39.0)
    assert found["weeks"] == 10.0
    assert math.isfinite(found["models"][CHOSEN]["rmse"])
