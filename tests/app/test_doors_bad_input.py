"""Bad input at the command line and in files: one clear line that names the value, never a traceback."""

import json
import os
import shutil

import pytest

from matinee.app.home import open_home
from matinee.app.importing import run_import
from matinee.app.setup import init_home, require_home
from matinee.cli import main as cli
from matinee.core import settings
from matinee.core.errors import SettingsError, UnknownName
from matinee.core.kinds import ROW_KINDS
from matinee.core.values import Event
from matinee.storage import snapshots
from matinee.table.page.kinds import ROW_KINDS as KINDS


@pytest.fixture
def matinee(monkeypatch, capsys):
    """matinee(words...) -> (exit code, standard output, standard error)."""

    def run(*words):
        monkeypatch.setattr("sys.argv", ["matinee", *map(str, words)])
        capsys.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def is_one_line(said):
    code, out, err = said
    return code == 1 and not out and err.startswith("matinee: ") and err.count("\n") == 1


def test_a_home_is_not_made_where_none_can_be(matinee, tmp_path):
    file = tmp_path / "afile"
    file.write_text("x")
    assert is_one_line(matinee("init", file)) and is_one_line(matinee("init", file / "below"))
    assert is_one_line(matinee("init", "/proc/xx"))
    assert file.read_text() == "x"


def test_a_name_with_quotes_makes_settings_that_can_be_read(tmp_path):
    init_home(tmp_path / 'a "home"')
    home = open_home(tmp_path / 'a "home"')
    assert home.settings.name == 'a "home"'
    home.close()


@pytest.mark.parametrize(
    "words", [["page", "m1"], ["learn"], ["search", "x"], ["snapshots", "list"], ["import", "items", "x.csv"]]
)
def test_a_directory_that_is_no_home_stays_as_it_was(matinee, tmp_path, words):
    said = matinee(*words, "--home", tmp_path)
    assert is_one_line(said) and "make one: matinee init" in said[2]
    assert not list(tmp_path.iterdir())


def test_a_home_is_known_by_its_settings_or_its_store(tmp_path):
    with pytest.raises(UnknownName, match="matinee init"):
        require_home(tmp_path)
    (tmp_path / "matinee.toml").touch()
    assert require_home(tmp_path) == tmp_path


@pytest.mark.parametrize("who", ["x" * 257, "a\nb", "a\x00b", ""])
def test_an_id_that_can_be_none_is_refused_at_the_command_line(matinee, tmp_path, who):
    init_home(tmp_path)
    for command in (["page", who], ["profile", who], ["explain", who, "1"], ["export", who], ["forget", who]):
        code, _, err = matinee(*command, "--home", tmp_path)
        assert code == 1 and "member id" in err and "Traceback" not in err


def test_a_time_or_a_number_that_is_none_is_refused_at_the_command_line(matinee, tmp_path):
    init_home(tmp_path)
    assert is_one_line(matinee("page", "m1", "--at", "yesterday", "--home", tmp_path))
    assert matinee("search", "x", "--limit", "0", "--home", tmp_path)[0] == 2


def test_the_row_kinds_that_settings_know_are_those_that_there_are():
    assert set(ROW_KINDS) == {kind.name for kind in KINDS} and len(ROW_KINDS) == len(KINDS)


def test_a_row_pinned_that_is_of_no_kind_is_an_error_when_settings_are_read():
    assert settings.parse("[page]\npinned_rows = { new = 2 }").page.pinned_rows == {"new": 2}
    with pytest.raises(SettingsError, match="'zebra'"):
        settings.parse("[page]\npinned_rows = { zebra = 2 }")


def test_parts_whose_parent_is_not_there_and_rings_of_parents_are_kept_and_told(matinee, tmp_path):
    init_home(tmp_path / "home")
    lines = [
        {"item": "s", "title": "Series", "kind": "series"},
        {"item": "e", "title": "Episode", "kind": "episode", "parent": "s"},
        {"item": "lone", "title": "Lone", "parent": "nowhere"},
        {"item": "a", "title": "A", "parent": "b"},
        {"item": "b", "title": "B", "parent": "a"},
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, lines)))
    home = open_home(tmp_path / "home")
    done = run_import(home, "items", tmp_path / "items.jsonl", lambda _: None)
    assert done.items == 5 and set(home.known()) == {"s", "e", "lone", "a", "b"}
    home.close()
    told = {line["item"]: line["reason"] for line in done.doubts}
    assert told.keys() == {"lone", "a", "b"} and "'nowhere'" in told["lone"] and "ring" in told["a"]
    code, out, _ = matinee("import", "items", tmp_path / "items.jsonl", "--home", tmp_path / "home")
    assert code == 0 and "item lone: its parent 'nowhere' is not in the catalogue" in out


def test_refusals_of_an_import_are_lines_that_name_the_line_and_the_reason(matinee, tmp_path):
    init_home(tmp_path / "home")
    (tmp_path / "items.csv").write_text("item,title,countries\na,A,DE\nb,B,Germany\n")
    code, out, _ = matinee("import", "items", tmp_path / "items.csv", "--home", tmp_path / "home")
    assert code == 0 and "\n  line 3: field countries: 'Germany' is no country code" in out and "{" not in out
    (tmp_path / "events.jsonl").write_text('{"event_id": "x", "kind": "nothing", "at": 1, "member": "m"}\n')
    code, out, _ = matinee("import", "events", tmp_path / "events.jsonl", "--home", tmp_path / "home")
    assert code == 0 and "event 1 (x): unknown kind 'nothing'" in out


def test_forgetting_somebody_on_whom_nothing_is_held_says_so(matinee, tmp_path):
    init_home(tmp_path)
    home = open_home(tmp_path)
    home.append([Event(event_id="s", kind="search", at=home.now(), member="ann", query="x")])
    home.close()
    assert "ann is forgotten" in matinee("forget", "ann", "--home", tmp_path)[1]
    assert "nothing was held on ann" in matinee("forget", "ann", "--home", tmp_path)[1]


@pytest.fixture
def damaged(learned, tmp_path):
    """A learned home whose only snapshot was changed after it was published."""
    path = tmp_path / "home"
    shutil.copytree(learned, path)
    version = snapshots.current(path / "snapshots")
    file = path / "snapshots" / version / "counts.npy"
    os.chmod(file, 0o644)
    file.write_bytes(b"x" + file.read_bytes()[1:])
    return path, version


def test_a_damaged_snapshot_is_told_on_standard_error_and_marked_in_the_list(matinee, damaged):
    path, version = damaged
    code, out, err = matinee("page", "7", "--home", path, "--json")
    assert code == 0 and f"snapshot {version} is damaged" in err
    assert json.loads(out)["snapshot"] != version
    (line,) = json.loads(matinee("snapshots", "list", "--home", path, "--json")[1])["snapshots"]
    assert line["snapshot"] == version and line["current"] and "was changed" in line["damaged"]
    (path / "snapshots" / version / "manifest.json").write_text("{")
    (line,) = json.loads(matinee("snapshots", "list", "--home", path, "--json")[1])["snapshots"]
    assert "no readable manifest" in line["damaged"]


def test_a_snapshot_that_is_not_there_and_none_to_go_back_to_are_one_line_each(matinee, learned, tmp_path):
    path = tmp_path / "home"
    shutil.copytree(learned, path)
    assert is_one_line(matinee("snapshots", "use", "nope", "--home", path))
    assert is_one_line(matinee("snapshots", "rollback", "--home", path))
    (line,) = json.loads(matinee("snapshots", "list", "--home", path, "--json")[1])["snapshots"]
    assert line["damaged"] == "" and line["items"] > 0
