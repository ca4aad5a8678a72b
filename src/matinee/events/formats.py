"""Bytes in (JSON, JSON lines, CSV, Parquet), one raw event after the other out; nothing is judged here."""

from __future__ import annotations

import csv
import datetime as dt
import decimal
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.core.errors import InvalidInput
from matinee.core.ids import new_id

Row = dict[str, Any]
_list_of_raw: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode
_raw: Final = msgspec.json.Decoder(msgspec.Raw).decode
BOM: Final = b"\xef\xbb\xbf"

_CELLS: Final[dict[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("seconds", "position_seconds", "value", "quantity", "price"), float),
    **dict.fromkeys(("row", "column", "schema"), int),
    "autoplay": lambda cell: {"true": True, "1": True, "false": False, "0": False}[cell.lower()],
    "items": lambda cell: cell.split("|"),
}


def format_of(content_type: str, raw: bytes) -> str:
    """json, csv or parquet, by the first bytes, else by the content type or file name.

    Example:
        >>> format_of("events.CSV", b"event_id,kind")
        'csv'
    """
    if raw[:4] == b"PAR1":
        return "parquet"
    return "csv" if "csv" in content_type.lower() else "json"


def json_events(raw: bytes) -> list[bytes]:
    """A JSON object, a JSON list or JSON lines -> the JSON text of each event, not yet known to be sound.

    Example:
        >>> json_events(b'[{"a": 1}, {"b": 2}]')
        [b'{"a": 1}', b'{"b": 2}']
        >>> json_events(b'{"a": 1}\\n{not json\\n')
        [b'{"a": 1}', b'{not json']
    """
    text = raw.removeprefix(BOM).strip()
    try:
        return [bytes(event) for event in _list_of_raw(text)] if text[:1] == b"[" else [bytes(_raw(text))]
    except (msgspec.DecodeError, RecursionError):
        return _repaired(text) if text[:1] == b"[" else _lines(text)


def _lines(text: bytes) -> list[bytes]:
    return [line for line in map(bytes.strip, text.split(b"\n")) if line]


def _repaired(text: bytes) -> list[bytes]:
    """A list that holds NaN or Infinity, as some programs write them: each event as text of its own."""
    try:
        events = json.loads(text)
    except (ValueError, RecursionError):
        return _lines(text)
    return [json.dumps(event).encode() for event in events]


def csv_events(raw: bytes) -> Iterator[Row]:
    """CSV with a header -> a row for each event; empty cells are left out; `items` are parted by '|'.

    Raises:
        InvalidInput: it is not UTF-8.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"the CSV is not UTF-8: {error}", "save it as UTF-8") from error
    for row in csv.DictReader(io.StringIO(text, newline="")):
        yield {name: _typed(name, cell) for name, cell in row.items() if name and cell}


def _typed(name: str, cell: str) -> Any:
    """A cell as the field's type; what does not fit stays text, for the check to name."""
    try:
        return _CELLS[name](cell) if name in _CELLS else cell
    except (ValueError, KeyError):
        return cell


def parquet_events(raw: bytes) -> Iterator[Row]:
    """Parquet -> a row for each event; NULLs are left out, times become UTC microseconds.

    Raises:
        InvalidInput: it is not Parquet.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{new_id()}.parquet"
        path.write_bytes(raw)
        try:
            found = duckdb.connect(":memory:", config={"threads": 2}).execute("FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in found.description]
            while rows := found.fetchmany(10_000):
                for row in rows:
                    yield {name: _plain(cell) for name, cell in zip(names, row, strict=True) if cell is not None}
        except duckdb.Error as error:
            said = str(error).splitlines()[0].replace(str(path), "the file")
            raise InvalidInput(f"the Parquet cannot be read: {said}", "write it again") from error


def _plain(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.isoformat()
    if isinstance(cell, decimal.Decimal):
        return float(cell)
    return cell.isoformat() if isinstance(cell, dt.date) else cell
