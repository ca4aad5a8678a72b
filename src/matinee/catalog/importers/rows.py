"""Rows: a JSON, JSON lines, CSV or Parquet file in, its numbered records and unreadable lines out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from matinee.core.errors import InvalidInput

CSV_FIELD_BYTES = 16_777_216


class Rejected(NamedTuple):
    """A line that was left out: its number in the file (from 1) and why."""

    line: int
    reason: str


class Row(NamedTuple):
    """A record and its line; `loose` records hold text only, as CSV does."""

    line: int
    record: dict[str, Any]
    loose: bool


def read_rows(path: Path) -> Iterator[Row | Rejected]:
    """The records of a file, by its ending (.json, .jsonl, .ndjson, .csv, .parquet), else by its first bytes.

    In a .json file `line` counts the entries of its list; one object alone is a list of one.

    Raises:
        InvalidInput: no such file, or nothing in it can be read.
    """
    if not path.is_file():
        raise InvalidInput(f"{path} is not there", "give the path of a JSON, JSON lines, CSV or Parquet file")
    readers = {"json": _json, "lines": _lines, "csv": _csv, "parquet": _parquet}
    yield from readers[format_of(path)](path)


def format_of(path: Path) -> str:
    """json, lines, csv or parquet."""
    endings = {".jsonl": "lines", ".ndjson": "lines", ".csv": "csv", ".parquet": "parquet"}
    if path.suffix.lower() in endings:
        return endings[path.suffix.lower()]
    with path.open("rb") as file:
        start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        return "json" if path.suffix.lower() == ".json" and not _is_lines(path) else "lines"
    return "csv"


def _is_lines(path: Path) -> bool:
    """Whether the first line of a .json file is a whole object and another line follows."""
    with path.open("rb") as file:
        first, second = file.readline(), file.readline()
    try:
        return isinstance(msgspec.json.decode(first), dict) and bool(second.strip())
    except msgspec.DecodeError:
        return False


def _json(path: Path) -> Iterator[Row | Rejected]:
    try:
        found = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        way_out = "mend it, or give JSON lines (one object a line) so that one bad line stays alone"
        raise InvalidInput(f"{path.name} is not JSON: {error}", way_out) from error
    for number, record in enumerate(found if isinstance(found, list) else [found], 1):
        yield _row(number, record)


def _lines(path: Path) -> Iterator[Row | Rejected]:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            text = line.removeprefix(b"\xef\xbb\xbf").strip()
            if not text:
                continue
            try:
                yield _row(number, msgspec.json.decode(text))
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield Rejected(number, f"not JSON: {error}")


def _row(number: int, record: Any) -> Row | Rejected:
    if isinstance(record, dict):
        return Row(number, record, False)
    return Rejected(number, f"expected an object, got {type(record).__name__}; write {{...}}")


def _csv(path: Path) -> Iterator[Row | Rejected]:
    before = csv.field_size_limit(CSV_FIELD_BYTES)
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from _csv_rows(csv.reader(lines))
    finally:
        csv.field_size_limit(before)


def _csv_rows(reader: Any) -> Iterator[Row | Rejected]:
    header = [name.strip() for name in next(reader, [])]
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(reader.line_num, f"not CSV: {error}")
            continue
        if not cells:
            continue
        if len(cells) != len(header):
            yield Rejected(reader.line_num, f"{len(cells)} cells under {len(header)} columns; quote cells with commas")
        elif any(0xDC80 <= ord(sign) < 0xDD00 for cell in cells if not cell.isascii() for sign in cell):
            yield Rejected(reader.line_num, "not UTF-8; save the file as UTF-8")
        else:
            yield Row(reader.line_num, dict(zip(header, cells, strict=True)), True)


def _parquet(path: Path) -> Iterator[Row | Rejected]:
    import duckdb  # here, so that reading CSV and JSON does not load a database

    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
        try:
            result = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        except duckdb.Error as error:
            raise InvalidInput(f"{path.name} is not Parquet: {error}", "write it again") from error
        names = [column[0] for column in result.description]
        number = 0
        while batch := result.fetchmany(2048):
            for values in batch:
                number += 1
                yield Row(number, dict(zip(names, values, strict=True)), False)
