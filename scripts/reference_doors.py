"""The HTTP door and the library in; their reference pages, made from the code, out. Called by reference.py."""

from __future__ import annotations

import inspect
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litestar.handlers import HTTPRouteHandler

from matinee.api import create_app
from matinee.api.guard import LINKS, OPEN, WRITES
from matinee.app.home import Home, open_home
from matinee.client import Client


def http_page() -> str:
    """docs/reference/http.md."""
    lines = [f"| `{method} {path}` | {scope} | {said} |" for path, method, scope, said in sorted(_routes())]
    return (
        "# The HTTP door\n\nMade from the code; `/docs` on a running server draws the same from OpenAPI, with what each route takes "
        "and answers. Without keys a server answers this machine only and asks for none; with keys a request carries "
        "`Authorization: Bearer KEY`, whose scope is in the second column. A member's token opens what is theirs.\n\n"
        'Errors have one shape: `{"code", "message", "way_out"}`.\n\n'
        "| route | scope | does |\n|---|---|---|\n" + "\n".join(lines) + "\n"
    )


def _routes() -> Iterator[tuple[str, str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder))
        app = create_app(home)
        found = [
            (route.path_format, handler) for route in app.routes for handler in getattr(route, "route_handlers", ())
        ]
        home.close()
    for path, handler in found:
        if isinstance(handler, HTTPRouteHandler) and not path.startswith(("/docs", "/static", "/console/")):
            said = first_sentences(_unwrapped(handler.fn))
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):
                yield path, method, scope_of(path, method), said


def _unwrapped(found: Any) -> Any:
    """The function that somebody wrote, below what the framework put around it."""
    while hasattr(found, "func"):
        found = found.func
    return found


def scope_of(path: str, method: str) -> str:
    """Which scope a key needs; "open" where none is needed. As matinee.api.guard decides."""
    called = re.sub(r"\{\w+\}", "0" * 32, path)
    if LINKS.match(called) or (method == "GET" and OPEN.match(called)):
        return "open"
    reads = method == "GET" and not path.endswith("/export")
    return "ingest" if WRITES.match(called) else "read" if reads else "admin"


def first_sentences(found: Any) -> str:
    """The first paragraph of a docstring, in one line that a table can hold."""
    said = inspect.getdoc(found) or ""
    return " ".join(said.split("\n\n")[0].split()).replace("|", "/")


def python_page() -> str:
    """docs/reference/python.md."""
    return (
        "# Python\n\nMade from the code. A house from within (`matinee.app.home`) and from outside (`matinee.client`); "
        "values are those of `matinee.core.values`. What one adds oneself: [a row](../guide/write-a-row.md), "
        "[a scorer, a source, scores](../guide/ranking.md), [an encoder](../vision-encoders.md).\n\n"
        f"## `open_home(path)`\n\n{first_sentences(open_home)}\n\n"
        f"## `Home`\n\n{_methods(Home)}\n\n## `Client(address, key='', timeout_seconds=10.0, retries=3)`\n\n{_methods(Client)}\n"
    )


def _methods(kind: type) -> str:
    rows = []
    for name, function in vars(kind).items():
        if not name.startswith("_") and inspect.isfunction(function):
            signature = (
                str(inspect.signature(function))
                .replace("'", "")
                .replace("(self, ", "(")
                .replace("(self)", "()")
                .replace("|", "or")
            )
            rows.append(f"| `{name}{signature}` | {first_sentences(function)} |")
    return "| method | does |\n|---|---|\n" + "\n".join(rows)
