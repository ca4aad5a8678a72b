"""The events as a table: their columns and DuckDB types, made from the value itself, and the SQL that reads them."""

from __future__ import annotations

from typing import Final, get_type_hints

from matinee.core.values import Event

_TYPES: Final = {str: "VARCHAR", bool: "BOOLEAN", int: "BIGINT", tuple[str, ...]: "VARCHAR[]"}
_EMPTY: Final = {"VARCHAR": "''", "BOOLEAN": "false", "VARCHAR[]": "[]"}


def _type(hint: object) -> str:
    if hint in _TYPES:
        return _TYPES[hint]
    return "DOUBLE" if "float" in str(hint) else "BIGINT"


EVENT_COLUMNS: Final = {"seq": "BIGINT"} | {
    name: _type(get_type_hints(Event)[name]) for name in Event.__struct_fields__
}
"""Column -> DuckDB type, in the order of the value's fields, the seq first."""


def quoted(name: str) -> str:
    """A column's name as SQL takes it."""
    return f'"{name}"'


def lines_sql(path: str) -> str:
    """SQL that reads a file of JSON lines as EVENT_COLUMNS; texts not given are '', numbers not given are NULL."""
    columns = ", ".join(f"{quoted(name)}: '{kind}'" for name, kind in EVENT_COLUMNS.items())
    chosen = ", ".join(_filled(name, kind) for name, kind in EVENT_COLUMNS.items())
    return f"SELECT {chosen} FROM read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"


def _filled(name: str, kind: str) -> str:
    empty = "1" if name == "schema" else _EMPTY.get(kind, "")
    return f"coalesce({quoted(name)}, {empty}) AS {quoted(name)}" if empty else quoted(name)


def empty_sql() -> str:
    """SQL of a table with EVENT_COLUMNS and no row."""
    nothing = ", ".join(f"CAST(NULL AS {kind}) AS {quoted(name)}" for name, kind in EVENT_COLUMNS.items())
    return f"SELECT {nothing} WHERE false"
