"""The house as a whole: documents follow the code, files stay small, examples in docstrings are true."""

import ast
import doctest
import importlib
import json
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import matinee
from matinee.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
OPTIONAL = ("cv2", "onnxruntime", "av", "sklearn", "scenedetect", "faiss", "implicit", "open_clip", "transformers")


def modules():
    return sorted(m.name for m in pkgutil.walk_packages(matinee.__path__, "matinee."))


def test_no_file_is_longer_than_400_lines_and_the_median_is_short():
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert max(sizes.values()) <= 400, max(sizes, key=sizes.get)
    assert sorted(sizes.values())[len(sizes) // 2] <= 180


def test_every_module_opens_with_a_sentence():
    assert [p for p in SOURCES if not re.match(r'(#.*\n)*r?"""', p.read_text("utf-8"))] == []


@pytest.mark.parametrize("name", modules())
def test_examples_in_docstrings_are_true(name):
    try:
        module = importlib.import_module(name)
    except ImportError as error:
        if error.name and error.name.split(".")[0] in OPTIONAL:
            pytest.skip(f"needs {error.name}")
        raise
    assert doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed == 0


def test_the_reference_pages_and_tables_are_those_of_the_code():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "reference.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}; run: python scripts/reference.py"


def test_every_algorithm_in_sources_names_files_and_tests_that_are_there():
    lines = [line for line in (ROOT / "docs" / "sources.md").read_text("utf-8").splitlines() if line.startswith("| ")][
        1:
    ]
    assert len(lines) > 20
    for line in lines:
        paths = re.findall(r"(?:src/matinee|tests|benchmarks)/[\w/.]+\.\w+", line)
        assert paths and [p for p in paths if not (ROOT / p).exists()] == [], line


def test_every_command_of_the_readme_is_there():
    named = set(re.findall(r"`?matinee ([a-z]+)", (ROOT / "README.md").read_text("utf-8")))
    assert named - set(COMMANDS) - {"is"} == set()


def test_nothing_is_defined_that_nobody_names():
    """By name alone: what a framework calls (a protocol's callbacks, a plug-in's method) is listed."""
    called_from_outside = {"connection_made", "data_received", "connection_lost", "render"}
    texts = {path: path.read_text("utf-8") for folder in ("src", "tests", "scripts", "benchmarks", "examples")
             for path in (ROOT / folder).rglob("*.py")}  # fmt: skip
    named = Counter(word for text in texts.values() for word in re.findall(r"\w+", text))
    defined = [
        node
        for path in SOURCES
        for node in ast.walk(ast.parse(texts[path]))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.decorator_list
    ]
    assert len(defined) > 2_000
    alone = {node.name for node in defined if named[node.name] == 1 and not node.name.startswith("__")}
    assert alone - called_from_outside == set()


def test_the_notice_names_every_bundled_datum_and_weight():
    notice = (ROOT / "NOTICE").read_text("utf-8")
    data = [f"examples/data/{path.name}" for path in (ROOT / "examples" / "data").iterdir()]
    weights = [path.name for path in (ROOT / "src/matinee/picture/vision/weights").iterdir() if path.suffix != ".py"]
    sums = json.loads((ROOT / "src/matinee/picture/vision/weights/sha256.json").read_text("utf-8"))
    assert [
        name for name in [*data, *weights] if name not in notice and name not in ("sha256.json", "__pycache__")
    ] == []
    assert [name for name, digest in sums.items() if name.endswith(("onnx", "pb", "gz")) and digest not in notice] == []
    named = re.findall(r"^- (examples/[\w/.-]+|tests/[\w/.-]+):", notice, re.M)
    assert len(named) >= 5 and all((ROOT / name).exists() for name in named)


def test_what_people_read_is_worded_in_both_languages():
    for folder in ("table/page/names", "messages/names"):
        english, german = (
            tomllib.loads((ROOT / "src/matinee" / folder / f"{language}.toml").read_text("utf-8"))
            for language in ("en", "de")
        )
        assert keys_of(english) == keys_of(german), folder
    static = ROOT / "src/matinee/web/static/words"
    english, german = (
        set(re.findall(r"^\s{2,}(\w+):", (static / f"{language}.js").read_text("utf-8"), re.M))
        for language in ("en", "de")
    )
    alike = {"brand", "footer_docs"}  # a name and an abbreviation; the page takes the English where there is no German
    assert english - german == alike and german < english and len(english) > 100


def keys_of(table, path=""):
    """The dotted names of all values of a nested table."""
    return {
        name
        for key, value in table.items()
        for name in (keys_of(value, f"{path}{key}.") if isinstance(value, dict) else {f"{path}{key}"})
    }


def test_the_core_starts_without_the_optional_parts():
    code = (
        f"import sys\nfor name in {OPTIONAL!r}: sys.modules[name] = None\n"
        "import matinee.cli.main, matinee.app.demo, matinee.api"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
