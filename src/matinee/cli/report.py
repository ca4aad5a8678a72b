"""`matinee report`: what recommendations brought, what works and what fails, as a table, JSON, CSV or a chart."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.app.home import open_home
from matinee.app.report_table import Asked, as_csv, draw, everything, lines_of, report
from matinee.app.setup import require_home
from matinee.cli.report_attention import attention
from matinee.cli.report_customers import customers
from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, table, to_json, working
from matinee.core.errors import InvalidInput

app = typer.Typer(add_completion=False, no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})

Plot = Annotated[Path | None, typer.Option("--plot", help="write the chart to a file: .svg, .png or .json (Vega-Lite)")]
Csv = Annotated[Path | None, typer.Option("--csv", help="write the lines to a file for a spreadsheet")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="lines at the most, 0 all")]
SHOWN = 25


@app.callback()
def reports() -> None:
    """What recommendations brought, what works and what fails."""


def told(name: str, home: Path, asked: Asked, outputs: tuple[bool, Path | None, Path | None]) -> None:
    """Make a report and give it in the forms asked for: (JSON, chart's file, CSV's file)."""
    as_json, plot, sheet = outputs
    made = report(name)
    opened = open_home(require_home(home))
    try:
        with working(f"report {name}") as tell:
            tell("reading the log")
            found = made.make(opened, asked)
    finally:
        opened.close()
    lines = lines_of(found, made.lines)
    if plot is not None:
        write(plot, plotted(made.chart(found), plot))
    if sheet is not None:
        write(sheet, as_csv(lines).encode())
    if as_json:
        to_json(found)
    else:
        show(name, found, made.lines, lines)


def plotted(spec: dict[str, Any], path: Path) -> bytes:
    """The chart in the form that the file's name asks for."""
    import msgspec

    if path.suffix == ".json":
        return msgspec.json.format(msgspec.json.encode(spec), indent=1)
    return draw(spec, path.suffix.removeprefix("."))


def write(path: Path, body: bytes) -> None:
    """Write a file.

    Raises:
        InvalidInput: it cannot be written there.
    """
    try:
        path.write_bytes(body)
    except OSError as error:
        raise InvalidInput(
            f"{path} cannot be written: {error.strerror}", "name a file in a folder that there is"
        ) from error


def show(name: str, found: dict[str, Any], key: str, lines: list[dict[str, Any]]) -> None:
    """A report in the terminal: what it says as a whole, then its first lines."""
    show_plain({k: v for k, v in found.items() if k != key and not isinstance(v, list)}, name.capitalize())
    if lines:
        columns = tuple(lines[0])
        rows = [tuple(line.get(column, "") for column in columns) for line in lines[:SHOWN]]
        table(f"{len(lines)} lines" if len(lines) > SHOWN else "", columns, rows)
    if len(lines) > SHOWN:
        console.print(f"and {len(lines) - SHOWN:,} more; --csv FILE writes them all", highlight=False)


@app.command("discovery")
def discovery(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """The share of plays and seconds that recommendations brought, and what is lost without them."""
    told("discovery", home, Asked(), (as_json, plot, sheet))


@app.command("verdicts")
def verdicts(
    home: HomeDir = HERE,
    of: Annotated[str, typer.Option(help="item, row, position, picture, message, reason, segment or device")] = "item",
    limit: Limit = 0,
    as_json: AsJson = False,
    plot: Plot = None,
    sheet: Csv = None,
) -> None:
    """Expected against actual success of each thing, with an interval and a word."""
    told("verdicts", home, Asked(of=of, limit=limit), (as_json, plot, sheet))


@app.command("map")
def map_(
    home: HomeDir = HERE,
    region: Annotated[str, typer.Option(help="zoom into a region by its name: what fails there, and for whom")] = "",
    as_json: AsJson = False,
    plot: Plot = None,
    sheet: Csv = None,
) -> None:
    """The map of success and failure: items by content, coloured by verdict, as large as their exposure."""
    told("map", home, Asked(region=region), (as_json, plot, sheet))


@app.command("titles")
def titles(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """Title health: what nobody can find and what broke yesterday; new faults go to the webhook and to /metrics."""
    told("titles", home, Asked(), (as_json, plot, sheet))


@app.command("rows")
def rows(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """Which kinds of rows work."""
    told("rows", home, Asked(), (as_json, plot, sheet))


@app.command("positions")
def positions(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """Rows x columns: what came of each place of the page."""
    told("positions", home, Asked(), (as_json, plot, sheet))


@app.command("pictures")
def pictures(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """Which pictures work."""
    told("pictures", home, Asked(), (as_json, plot, sheet))


@app.command("segments")
def segments(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """For whom it works: members by taste, from content and what they took up."""
    told("segments", home, Asked(), (as_json, plot, sheet))


@app.command("all")
def all_(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Every report, the log read once; without --json the seconds it took."""
    began = time.perf_counter()
    opened = open_home(require_home(home))
    try:
        with working("reports") as tell:
            tell("reading the log")
            found = everything(opened)
    finally:
        opened.close()
    if as_json:
        to_json(found)
    else:
        seconds = round(time.perf_counter() - began, 1)
        show_plain({name: len(lines_of(found[name], report(name).lines)) for name in found}, f"lines, in {seconds} s")


@app.command("policies")
def policies(home: HomeDir = HERE, as_json: AsJson = False, plot: Plot = None, sheet: Csv = None) -> None:
    """Each policy in the log with its success, and each judged on the others' logs."""
    told("policies", home, Asked(), (as_json, plot, sheet))


app.command("attention")(attention)
app.command("customers")(customers)
