"""Makes the reference pages and the assembled tables of docs/ from the code; `--check` says whether they are stale.

python scripts/reference.py [--check]
"""

from __future__ import annotations

import inspect
import sys
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import typer
from reference_doors import http_page, python_page

from matinee.cli.main import COMMANDS, load
from matinee.core.kinds import EVENT_KINDS
from matinee.core.settings import Settings
from matinee.core.values import Event

DOCS = Path(__file__).resolve().parents[1] / "docs"
MEANINGS = DOCS / "reference" / "settings.meanings.toml"


def commands(table: dict[str, tuple[str, str]], path: str) -> list[str]:
    """A table row a command, groups opened."""
    lines = []
    for name, (target, line) in table.items():
        found = load(target)
        if isinstance(found, dict):
            lines += commands(found, f"{path} {name}")
        elif isinstance(found, typer.Typer):
            lines += [
                _row(f"{path} {name} {c.name or c.callback.__name__}", c.callback) for c in found.registered_commands
            ]
        else:
            lines.append(_row(f"{path} {name}", found, line))
    return lines


def _row(name: str, function: Any, line: str = "") -> str:
    said = (inspect.getdoc(function) or line).splitlines()[0]
    options = []
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name == "as_json":
            options.append("`--json`")
            continue
        info = next((m for m in getattr(parameter.annotation, "__metadata__", ()) if hasattr(m, "param_decls")), None)
        given = [d for d in (info.param_decls or ()) if d.startswith("--")] if info else []
        is_argument = type(info).__name__ == "ArgumentInfo" or (info is None and parameter.default is parameter.empty)
        options.append(
            f"`{parameter.name.upper()}`"
            if is_argument
            else f"`{given[0] if given else '--' + parameter.name.replace('_', '-')}`"
        )
    return f"| `{name}` | {said} | {' '.join(options)} |"


def commands_page() -> str:
    """docs/reference/commands.md."""
    head = "# Commands\n\nMade from the code. Every command that prints a result takes `--json`; `--help` says more.\n"
    return (
        f"{head}\n| command | does | arguments and options |\n|---|---|---|\n"
        + "\n".join(commands(COMMANDS, "matinee"))
        + "\n"
    )


def settings_page() -> str:
    """docs/reference/settings.md: names and defaults from the code, and what each means from settings.meanings.toml."""
    lines = [
        "# Settings",
        "",
        "Made from the code: what `matinee.toml` may hold. An unknown name or a value out of range is an error at once.",
        "",
    ]
    lines += _section(Settings(), "", tomllib.loads(MEANINGS.read_text("utf-8")))
    return "\n".join(lines) + "\n"


def _section(value: Any, name: str, meanings: dict[str, Any]) -> list[str]:
    kind = type(value)
    lines = [f"## [{name}]" if name else "## At the top", "", (inspect.getdoc(kind) or "").replace("\n", " "), ""]
    rows, below = [], []
    for field in msgspec.structs.fields(kind):
        default = getattr(value, field.name)
        if isinstance(default, msgspec.Struct):
            below += _section(default, f"{name}.{field.name}".strip("."), meanings)
        else:
            rows.append(f"| `{field.encode_name}` | `{default!r}` | {_meaning(meanings, name, field.encode_name)} |")
    return lines + (["| name | default | means |", "|---|---|---|", *rows, ""] if rows else []) + below


def _meaning(meanings: dict[str, Any], section: str, field: str) -> str:
    """What a setting means; one that nobody explained stops the page from being made."""
    found = meanings
    for part in ("page.devices" if section.startswith("page.devices.") else section or "top").split("."):
        found = found.get(part, {})
    said = found.get(field)
    if not said:
        sys.exit(f"say what the setting {section}.{field} means in {MEANINGS.relative_to(DOCS.parent)}")
    return str(said)


def decisions_page() -> str:
    """docs/decisions/index.md: every note with its title."""
    notes = sorted(path for path in (DOCS / "decisions").glob("[0-9]*.md"))
    rows = [f"- [{path.read_text('utf-8').splitlines()[0].lstrip('# ')}]({path.name})" for path in notes]
    return (
        "# Decisions\n\nWhy things are as they are: what was chosen, what was measured, what did not help.\n\n"
        + "\n".join(rows)
        + "\n"
    )


def events_page() -> str:
    """docs/reference/events.md."""
    kinds = "\n".join(f"| `{kind}` | {meaning} |" for kind, meaning in EVENT_KINDS.items())
    fields = "\n".join(
        f"| `{f.name}` | `{f.default if f.default is not msgspec.NODEFAULT else 'required'}` |"
        for f in msgspec.structs.fields(Event)
    )
    return (
        "# Events\n\nMade from the code. Times are ISO 8601, or epoch seconds, milliseconds or microseconds; "
        "stored as UTC microseconds. An event without `event_id` gets one made from member, item, kind, time and value.\n\n"
        f"| kind | meaning |\n|---|---|\n{kinds}\n\n| field | default |\n|---|---|\n{fields}\n"
    )


def assembled(folder: str, title: str, head: str) -> str:
    """One table of the rows that each part keeps in its own file."""
    rows = [
        line
        for path in sorted((DOCS / folder).glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("|")
    ]
    return f"# {title}\n\n{head}\n" + "\n".join(rows) + "\n"


def pages() -> dict[Path, str]:
    """Every page that is made from the code."""
    return {
        DOCS / "reference" / "commands.md": commands_page(),
        DOCS / "reference" / "settings.md": settings_page(),
        DOCS / "reference" / "events.md": events_page(),
        DOCS / "reference" / "http.md": http_page(),
        DOCS / "reference" / "python.md": python_page(),
        DOCS / "decisions" / "index.md": decisions_page(),
        DOCS / "sources.md": assembled(
            "sources.d",
            "Sources",
            "Algorithm -> where it comes from -> where it is -> the test that holds it.\n\n| algorithm | source | file | test |\n|---|---|---|---|",
        ),
        DOCS / "targets.md": assembled(
            "targets.d",
            "Targets",
            "Each number with the command that prints it and the day it was measured: two shared cores of an AMD EPYC, 24 GB, no GPU, Python 3.11, other work on the machine unless said otherwise.\n\n| target | command | measured | date |\n|---|---|---|---|",
        ),
    }


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv:
        stale = [path for path in stale if path.name != "index.md"]  # notes of two branches may meet in a merge
        print(*(f"stale: {path.relative_to(DOCS.parent)}" for path in stale), sep="\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], "utf-8")
        print(f"wrote {path.relative_to(DOCS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
