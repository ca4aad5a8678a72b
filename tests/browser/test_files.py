"""The page's files, read without a browser: small, whole, translated, and from this host alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

from matinee.web import static_folder

FILES = sorted(path for path in static_folder().rglob("*") if path.is_file())
SCRIPTS = [path for path in FILES if path.suffix == ".js"]


def words(path: Path) -> set[str]:
    """The keys of a language file."""
    return set(re.findall(r"^  (\w+):", path.read_text(), re.MULTILINE))


def test_every_module_that_is_imported_is_there() -> None:
    for path in SCRIPTS:
        for name in re.findall(r"""(?:from |import\()"(\.[^"]+)\"""", path.read_text()):
            assert Path(os.path.normpath(path.parent / name)) in FILES, f"{path.name} imports {name}"


def test_no_file_names_a_foreign_host() -> None:
    for path in FILES:
        hosts = set(re.findall(r"https?://([\w.]+)", path.read_text()))
        assert hosts <= {"www.w3.org", "matinee.example"}, path.name


def test_every_word_that_is_said_is_in_the_table_and_german_knows_no_other() -> None:
    english, german = (words(static_folder() / "words" / name) for name in ("en.js", "de.js"))
    said = {key for path in SCRIPTS for key in re.findall(r'say\("(\w+)"', path.read_text())}
    assert said <= english
    assert german <= english
    same_in_both = {"brand", "footer_docs"}
    assert english - german <= same_in_both


def test_no_script_is_long_and_each_opens_with_what_it_is() -> None:
    for path in SCRIPTS:
        text = path.read_text()
        assert len(text.splitlines()) <= 400, path.name
        assert re.match(r"// @ts-check\n/\*\*", text), path.name


def test_text_never_becomes_markup() -> None:
    for path in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", path.read_text()), (
            path.name
        )
