"""Makes the reference pages and the assembled tables of docs/ from the code; `--check` says whether they are stale.

python scripts/reference.py [--check]
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import typer

from matinee.cli.main import COMMANDS, load
from matinee.core.kinds import EVENT_KINDS
from matinee.core.settings import Settings
from matinee.core.values import Event

DOCS = Path(__file__).resolve().parents[1] / "docs"


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
    """docs/reference/settings.md."""
    lines = [
        "# Settings",
        "",
        "Made from the code: what `matinee.toml` may hold. An unknown name or a value out of range is an error at once.",
        "",
    ]
    lines += _section(Settings, "")
    return "\n".join(lines) + "\n"


def _section(kind: type, name: str) -> list[str]:
    lines = [f"## [{name}]" if name else "## At the top", "", (inspect.getdoc(kind) or "").replace("\n", " "), ""]
    rows, below = [], []
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        if isinstance(hints[field.name], type) and issubclass(hints[field.name], msgspec.Struct):
            below += _section(hints[field.name], f"{name}.{field.name}".strip("."))
        else:
            default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory
            shown = "required" if default is msgspec.NODEFAULT else ({} if default is dict else default)
            rows.append(f"| `{field.name}` | `{shown!r}` |")
    return lines + (["| name | default |", "|---|---|", *rows, ""] if rows else []) + below


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
        print(*(f"stale: {path.relative_to(DOCS.parent)}" for path in stale), sep="\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages()[path], "utf-8")
        print(f"wrote {path.relative_to(DOCS.parent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
