"""The house as a whole: documents follow the code, files stay small, examples in docstrings are true."""

import ast
import doctest
import importlib
import pkgutil
import re
import subprocess
import sys
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


def test_the_core_starts_without_the_optional_parts():
    code = (
        f"import sys\nfor name in {OPTIONAL!r}: sys.modules[name] = None\n"
        "import matinee.cli.main, matinee.app.demo, matinee.api"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
