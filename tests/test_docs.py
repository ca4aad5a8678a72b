"""The documents do what they say: every block of code in the README and the docs runs, and everything is documented."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer

from matinee.app.keys import Keys
from matinee.cli.main import COMMANDS, load, main
from matinee.core.kinds import EVENT_KINDS
from matinee.core.settings import parse
from matinee.core.values import Event
from tests.events.test_elsewhere import CLICK, DUMP, EXPORTED, FEEDBACK, INTERACTIONS, RANKING, retail, track

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "matinee"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
ELSEWHERE = {  # what a block says -> the test that runs it, where it needs data or time that a block's own run has not
    "make demo": "tests/app/test_demo.py",
    "make test": ".ci/run",
    "make ": "Makefile",
    "matinee demo": "tests/app/test_demo.py",
    "matinee import complete-journey": "tests/catalog/importers/test_shop.py",
    "matinee simulate --closed": "tests/evaluation/test_closed_loop.py",
    "matinee learn --home DIR --every": "tests/app/test_publish.py",
    "matinee serve --home DIR --processes": "tests/faults/test_several.py",
    "git ": ".ci/run",
    "pip ": ".ci/run",
    "python scripts/": "scripts",
    "python benchmarks/": "benchmarks",
}
MATINEE = (sys.executable, "-u", "-c", "from matinee.cli.main import main; main()")
SMALLER = {
    "--events 10000000 --days 120": "--events 3000 --days 30",
    "--events 1000000": "--events 3000",
    "--out world/": "--out world",
}


@dataclass(frozen=True)
class Block:
    """A block of code: its page, its first line in it, its language and marks, its text."""

    page: str
    line: int
    language: str
    marks: tuple[str, ...]
    text: str


def blocks_of(path: Path) -> list[Block]:
    text = path.read_text("utf-8")
    found = []
    for match in re.finditer(r"^```([^\n]*)\n(.*?)^```$", text, re.S | re.M):
        language, *marks = match[1].split() or [""]
        line = text[: match.start()].count("\n") + 1
        found.append(Block(path.relative_to(ROOT).as_posix(), line, language, tuple(marks), match[2]))
    return found


BLOCKS = [block for page in PAGES if page.exists() for block in blocks_of(page)]
WITH_CODE = sorted({block.page for block in BLOCKS if block.language != "text"})


def commands_of(block: Block) -> list[str]:
    """The command lines of a shell block, comments and continuations taken away."""
    joined = re.sub(r"\\\n\s*", "", block.text)
    if "curl" in joined:
        joined = re.sub(r"'[^']*'", lambda found: found[0].replace("\n", " "), joined)
    return [
        line
        for line in (re.sub(r"\s+#.*$", "", line).strip() for line in joined.splitlines())
        if line and line[0] != "#"
    ]


def test_every_block_says_what_it_is() -> None:
    known = {"", "sh", "json", "toml", "python", "html", "text"}
    assert [(block.page, block.line, block.language) for block in BLOCKS if block.language not in known] == []
    assert len(BLOCKS) > 25


# ---- every command, route, setting, kind and field is documented ----


def options_of(function: Any) -> set[str]:
    command = typer.main.get_command_from_info(
        typer.models.CommandInfo(callback=function), pretty_exceptions_short=False, rich_markup_mode=None
    )
    return {
        name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts) if name[0] == "-"
    }


def find_command(words: list[str]) -> Any:
    table: Any = COMMANDS
    for n, word in enumerate(words):
        assert word in table, f"matinee {' '.join(words[: n + 1])} is not a command"
        table = load(table[word][0])
        if isinstance(table, typer.Typer):
            named = {c.name or c.callback.__name__: c.callback for c in table.registered_commands if c.callback}
            return named[words[n + 1]]
        if not isinstance(table, dict):
            return table
    raise AssertionError(f"matinee {' '.join(words)} is not whole")


COMMAND_LINES = [
    (block.page, line)
    for block in BLOCKS
    if block.language in ("", "sh")
    for line in commands_of(block)
    if line.startswith("matinee ")
]


@pytest.mark.parametrize(("page", "line"), COMMAND_LINES, ids=[f"{p}:{c[:40]}" for p, c in COMMAND_LINES])
def test_a_command_of_the_documents_is_one_with_options_that_it_has(page: str, line: str) -> None:
    words = shlex.split(line)[1:]
    function = find_command(words)
    used = {word.split("=")[0] for word in words if word.startswith("--")}
    assert used <= options_of(function) | {"--help"}, page


def test_every_command_route_setting_kind_and_field_is_documented() -> None:
    reference = ROOT / "docs" / "reference"
    rows = {
        name: (reference / f"{name}.md").read_text("utf-8")
        for name in ("commands", "http", "settings", "events", "python")
    }
    for name, text in rows.items():
        empty = [line for line in text.splitlines() if line.startswith("| `") and re.search(r"\|\s*\|", line)]
        assert name in ("commands", "events") or empty == [], name
    said = [line.split("|")[2].strip() for line in rows["commands"].splitlines() if line.startswith("| `")]
    assert all(len(one) > 8 for one in said)
    assert set(EVENT_KINDS) <= set(re.findall(r"^\| `(\w+)` \|", rows["events"], re.M))
    assert set(Event.__struct_fields__) <= set(re.findall(r"^\| `(\w+)` \|", rows["events"], re.M))


def test_every_page_of_the_docs_stands_in_the_sites_navigation_or_index() -> None:
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    pages = [path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")]
    left = [
        str(page)
        for page in pages
        if page.name not in nav and page.parts[0] not in ("sources.d", "targets.d", "decisions")
    ]
    assert left == []


def test_links_of_the_documents_lead_somewhere() -> None:
    lost = []
    for page in PAGES:
        text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.S | re.M) if page.exists() else ""
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists():
                lost.append((page.name, target))
    assert lost == []


def test_files_that_the_architecture_names_are_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(r"`([\w/]+(?:\.\w+|/))`", text)
    assert len(named) > 30
    lost, folder = [], Path()
    for name in named:  # a name alone lies beside the file that was named before it
        found = next((at for at in (SOURCE / name, SOURCE / folder / name) if at.exists()), None)
        folder = (found or SOURCE / folder / "x").relative_to(SOURCE).parent
        lost += [] if found else [name]
    assert lost == []


# ---- every block runs ----


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small streaming service of the examples, learned; its clock stands at its log's end."""
    home = tmp_path_factory.mktemp("documents") / "home"
    data = ROOT / "examples" / "own" / "streaming"
    for words in (
        ["init", home],
        ["import", "items", data / "items.jsonl"],
        ["import", "events", data / "events.jsonl"],
        ["learn"],
    ):
        assert command([*map(str, words), *([] if words[0] == "init" else ["--home", str(home)])]) == 0
    return home


def command(words: list[str]) -> int:
    """Run `matinee ...` in this process; its exit code."""
    before = sys.argv
    sys.argv = ["matinee", *words]
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


@pytest.fixture
def desk(learned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the examples and the files that the documents name; $MATINEE_HOME is a house in it."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(learned, tmp_path / "house")
    monkeypatch.setenv("MATINEE_HOME", str(tmp_path / "house"))
    monkeypatch.setenv("COLUMNS", "120")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    own = ROOT / "examples" / "own" / "streaming"
    page = {"decision": "d1", "at": "2026-11-20T20:00:00Z", "member": "m1", "rows": [{"items": ["film-1", "film-2"]}]}
    files: dict[str, bytes] = {
        "items.jsonl": (own / "items.jsonl").read_bytes(),
        "events.jsonl": (own / "events.jsonl").read_bytes(),
        "decisions.jsonl": json.dumps(page).encode(),
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    return tmp_path


def before_the_page(page: str, desk: Path) -> None:
    """What a page's blocks need to be there."""
    if page != "docs/guide/from-elsewhere.md":
        return
    assert command(["init", "home"]) == 0
    (desk / "dump.bin").write_bytes(DUMP)
    (desk / "datasets").mkdir()
    (desk / "datasets" / "interactions.csv").write_bytes(INTERACTIONS)
    lines = {
        "calls": [track("Product Viewed", product_id="p", name="Lamp")],
        "export": [EXPORTED],
        "events": [RANKING, CLICK, *FEEDBACK, retail("add-to-cart")],
    }
    for name, records in lines.items():
        (desk / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)))


@pytest.fixture
def address(desk: Path) -> Iterator[str]:
    """Where the house of the desk is served."""
    started = [*MATINEE, "serve", "--port", "0"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
        finally:
            server.terminate()


def served_line(line: str) -> None:
    """`matinee serve`: it comes up, says where, and answers."""
    started = [*MATINEE, *shlex.split(re.sub(r" --port \d+", "", line))[1:], "--port", "0"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            assert server.stdout is not None
            where = next(word for word in server.stdout.readline().split() if word.startswith("http"))
            assert urllib.request.urlopen(f"{where.rstrip(',')}/healthz", timeout=20).status == 200
        finally:
            server.terminate()


def curl(line: str, address: str) -> None:
    """A request as curl would send it."""
    words = shlex.split(line.replace("http://127.0.0.1:8000", address))[1:]
    given: dict[str, list[str]] = {"-X": ["GET"], "-H": [], "-d": [], "url": []}
    while words:
        word = words.pop(0)
        given[word if word in given else "url"].append(words.pop(0) if word in given else word)
    request = urllib.request.Request(
        given["url"][0], method=given["-X"][-1], data="".join(given["-d"]).encode() or None
    )
    for header in given["-H"]:
        name, _, value = header.partition(":")
        request.add_header(name, value.strip())
    assert urllib.request.urlopen(request, timeout=30).status == 200


def run_line(line: str, block: Block, desk: Path, request: pytest.FixtureRequest) -> None:
    elsewhere = next((ELSEWHERE[start] for start in ELSEWHERE if line.startswith(start)), "")
    if elsewhere or "$KEY" in line:
        return
    for long, short in SMALLER.items():
        line = line.replace(long, short)
    line = line.replace(" DIR", " house")
    if " ID" in line:
        line = line.replace(" ID", f" {Keys(desk / 'house').ring().keys[-1].id}")
    if line.startswith("curl"):
        curl(line, request.getfixturevalue("address"))
    elif line.startswith("matinee serve"):
        served_line(line)
    else:
        assert line.startswith("matinee "), f"{block.page}:{block.line}: nobody runs {line!r}"
        assert command(shlex.split(line)[1:]) == 0, f"{block.page}:{block.line}: {line}"


def run_python(block: Block, names: dict[str, Any], request: pytest.FixtureRequest) -> None:
    if "served" in block.marks:
        names["ADDRESS"] = request.getfixturevalue("address")
    try:
        exec(compile(block.text, f"{block.page}:{block.line}", "exec"), names)
    except ImportError as error:
        optional = (error.name or "").split(".")[0]
        assert optional in ("open_clip", "torch", "transformers"), error


@pytest.mark.slow
@pytest.mark.xdist_group("documents")
@pytest.mark.parametrize("page", WITH_CODE)
def test_every_block_of_a_page_runs(page: str, desk: Path, request: pytest.FixtureRequest) -> None:
    before_the_page(page, desk)
    names: dict[str, Any] = {"__name__": "document"}
    for block in (block for block in BLOCKS if block.page == page):
        if block.language in ("", "sh"):
            for line in commands_of(block):
                run_line(line, block, desk, request)
        elif block.language == "toml":
            said = tomllib.loads(block.text)
            if page != "docs/reference/seasons.md":
                assert parse(block.text, page) and said
        elif block.language == "json":
            assert json.loads(block.text)
        elif block.language == "python":
            run_python(block, names, request)
        elif block.language == "html":
            client = (ROOT / "src" / "matinee" / "web" / "static" / "client.js").read_text("utf-8")
            for method in set(re.findall(r"tracker\.(\w+)\(", block.text)):
                assert re.search(rf"^  (async )?{method}\(", client, re.M), method


def test_what_blocks_leave_to_other_tests_is_there() -> None:
    assert [name for name in ELSEWHERE.values() if not (ROOT / name).exists()] == []
    assert importlib.import_module("matinee.cli.main")
