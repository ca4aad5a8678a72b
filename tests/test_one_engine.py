"""One engine: outside settings, importers, simulated worlds and registered rows nothing asks what it serves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "matinee"
GOODS = {"film", "films", "movie", "product", "products", "shop", "stream", "cinema", "retail", "article", "variant"}
"""Words for what a house serves. Events ('purchase', 'play') and families ('series', 'episode') are no such words:
what somebody did, and what belongs together, may be asked."""
FLAGS = {"shop", "retail", "cinema"}
MAY = (
    "core/settings.py",  # the settings
    "core/kinds.py",  # the words there are
    "catalog/importers/",  # the importers
    "app/importing.py",
    "app/demo.py",  # which data the demo brings in
    "cli/demo.py",
    "picture/drawn/",  # how a picture of a thing is drawn that brought none, registered by its kind
    "worlds/",  # simulated worlds: what is drawn, by its preset
    "cli/simulate.py",
    "app/simulated_messages.py",  # what such a world is asked, by its preset
    "evaluation/season.py",
    "cli/evaluate_season.py",
    "evaluation/plausible.py",
    "cli/evaluate_worlds.py",
)


def asked(tree: ast.AST) -> list[tuple[int, str]]:
    """(line, what) of every comparison with such a word, every `match` on one, every branch on a flag of that name."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            words = {
                leaf.value
                for side in (node.left, *node.comparators)
                for leaf in ast.walk(side)
                if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
            }
            found += [(node.lineno, word) for word in words & GOODS]
        if isinstance(node, ast.MatchValue) and isinstance(node.value, ast.Constant) and node.value.value in GOODS:
            found.append((node.value.lineno, str(node.value.value)))
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            flags = {
                leaf.attr if isinstance(leaf, ast.Attribute) else leaf.id
                for leaf in ast.walk(node.test)
                if isinstance(leaf, ast.Attribute | ast.Name)
            }
            found += [(node.lineno, flag) for flag in {flag.removeprefix("is_") for flag in flags} & FLAGS]
    return found


@pytest.mark.parametrize(
    "text", ["if kind == 'film': pass", "x = 1 if item.kind in ('product', 'x') else 2", "if home.is_shop: pass"]
)
def test_the_check_finds_whoever_asks(text):
    assert asked(ast.parse(text))


def test_nothing_asks_whether_it_serves_films_or_products():
    asking = []
    for path in sorted(SRC.rglob("*.py")):
        name = path.relative_to(SRC).as_posix()
        if not name.startswith(MAY):
            asking += [f"{name}:{line} asks for '{word}'" for line, word in asked(ast.parse(path.read_text("utf-8")))]
    assert not asking, "\n".join(asking)
