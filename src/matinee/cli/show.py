"""Showing: values in; one JSON object on standard output, or a table; progress on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from matinee.core.values import Page

AsJson = Annotated[bool, typer.Option("--json", help="one JSON object on standard output")]
HomeDir = Annotated[Path, typer.Option("--home", help="the home directory", envvar="MATINEE_HOME")]
HERE: Final = Path("matinee-home")

console = Console()


def to_json(value: Any) -> None:
    """One JSON object and nothing else."""
    sys.stdout.write(msgspec.json.encode(value, enc_hook=_plain).decode() + "\n")


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    return str(value)


@contextmanager
def working(words: str) -> Iterator[Callable[[str], None]]:
    """A moving bar on standard error with the time it takes; call what it gives to say the step."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda step: bar.update(task, description=f"{words}: {step}")


def table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> None:
    """A table in the terminal."""
    grid = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        grid.add_column(column)
    for row in rows:
        grid.add_row(*(str(cell) for cell in row))
    console.print(grid)


def show_page(page: Page, columns: int = 6) -> None:
    """A page as rows and columns, each row with its reason."""
    console.print(
        f"[bold]{page.member}[/bold]  as of {page.at}  snapshot {page.snapshot}  policy {page.policy}", highlight=False
    )
    if page.source == "simulated":
        console.print("[bold red]SIMULATED[/bold red]")
    for row in page.rows:
        console.print(f"\n[bold]{row.name}[/bold]  [dim]{row.reason}[/dim]", highlight=False)
        grid = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        shown = row.items[:columns]
        for _ in shown:
            grid.add_column(max_width=max(14, console.width // columns - 3), no_wrap=True, overflow="ellipsis")
        grid.add_row(*(slot.title for slot in shown))
        grid.add_row(*(f"[dim]{slot.score:.2f}[/dim]" for slot in shown))
        console.print(grid)
    if not page.rows:
        console.print("There is nothing to show yet: import items and events, then run 'matinee learn'.")


def show_plain(value: dict[str, Any], title: str = "") -> None:
    """A flat record as two columns."""
    grid = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, cell in value.items():
        grid.add_row(
            f"[bold]{name}[/bold]",
            cell if isinstance(cell, str) else msgspec.json.encode(cell, enc_hook=_plain).decode(),
        )
    console.print(grid)
