"""The three doors answer alike: library, command line and HTTP give the same page, profile, search and report."""

import json
import shutil

import msgspec
import pytest
from litestar.testing import TestClient

from matinee.api.app import create_app
from matinee.app import find, reports, tell
from matinee.app.home import open_home
from matinee.cli.main import COMMANDS, run


@pytest.fixture
def doors(learned, tmp_path, capsys):
    """ask(command words, address, library value) -> the three answers as plain JSON values."""
    path = tmp_path / "home"
    shutil.copytree(learned, path)
    home = open_home(path)

    def ask(words, address, value):
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run(COMMANDS, "matinee", [*words, "--home", str(path), "--json"])
        assert not ended.value.code
        said = json.loads(capsys.readouterr().out)
        with TestClient(create_app(home)) as client:
            answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return said, answer.json(), json.loads(msgspec.json.encode(value(home)))

    yield ask
    home.close()


def without(answer, *names):
    return {key: value for key, value in answer.items() if key not in names}


def test_a_page_is_the_same_through_every_door(doors):
    said, answered, called = doors(["page", "7"], "/v1/members/7/home", lambda home: home.page("7"))
    own = ("decision", "at")
    assert without(said, *own) == without(answered, *own) == without(called, *own)
    assert set(said) == set(answered) == {"decision", "member", "at", "snapshot", "policy", "rows", "source"}


@pytest.mark.parametrize(
    ("words", "address", "value"),
    [
        (["profile", "7"], "/v1/members/7/profile", lambda home: tell.profile(home, "7")),
        (
            ["search", "pulp fictoin", "--member", "7"],
            "/v1/search?q=pulp%20fictoin&member=7",
            lambda home: find.search(home, "pulp fictoin", "7"),
        ),
        (
            ["similar", "1"],
            "/v1/items/1/similar",
            lambda home: {"item": "1", "items": find.slots_of(home, home.similar("1"))},
        ),
        (["report", "discovery"], "/v1/reports/discovery", reports.discovery),
        (["explain", "7", "1"], "/v1/members/7/explain/1", lambda home: tell.explain(home, "7", "1")),
    ],
    ids=["profile", "search", "similar", "discovery", "explain"],
)
def test_every_other_answer_is_the_same_through_every_door(doors, words, address, value):
    said, answered, called = doors(words, address, value)
    assert said == answered == called


def test_what_is_not_there_is_the_same_error_through_every_door(learned, tmp_path):
    from matinee.core.errors import UnknownName

    path = tmp_path / "home"
    shutil.copytree(learned, path)
    home = open_home(path)
    with pytest.raises(UnknownName) as raised:
        home.similar("no-such-item")
    with TestClient(create_app(home)) as client:
        answer = client.get("/v1/items/no-such-item/similar")
    assert answer.status_code == 404
    assert answer.json() == {
        "code": raised.value.code, "message": raised.value.message, "way_out": raised.value.way_out,
    }  # fmt: skip
    home.close()
