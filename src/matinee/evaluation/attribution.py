"""Attribution on cases: pages, events and what is right in; how many acts were credited rightly out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from matinee.core.clock import from_iso
from matinee.core.errors import InvalidInput
from matinee.core.ids import stable_id
from matinee.core.values import Event
from matinee.verdict.feedback.attribution import (
    EVENT_COLUMNS,
    OUTCOME_COLUMNS,
    SLOT_COLUMNS,
    Terms,
    attribute,
    on_duckdb,
)

_SCHEMA = """
create or replace temp table events (event_id varchar, kind varchar, "at" bigint, member varchar, anonymous varchar,
    item varchar, device varchar, surface varchar, play varchar, phase varchar, seconds double, position_seconds double,
    autoplay boolean, value double, quantity double, price double, decision varchar, "row" integer, "column" integer,
    message varchar);
create or replace temp table slots (decision varchar, "at" bigint, member varchar, surface varchar, item varchar,
    "row" integer, "column" integer, artwork varchar, score double, propensity double);
create or replace temp table families (item varchar, family varchar)
"""
_SECONDS_SHARE = 0.01
_SECONDS_LEAST = 1.0
Outcomes = list[dict[str, Any]]


class CaseSlot(msgspec.Struct, frozen=True, kw_only=True):
    """A slot of a case's page."""

    item: str
    row: int = 0
    column: int = 0
    artwork: str = ""
    score: float | None = None
    propensity: float | None = None


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that was served: its slots, or in short its rows as lists of items."""

    decision: str
    at: str | float
    member: str
    surface: str = "home"
    device: str = ""
    rows: list[list[str]] = []
    slots: list[CaseSlot] = []


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One case: pages and events in the order in which they arrived, and what is expected of its acts."""

    name: str = ""
    expected: list[dict[str, Any]]
    events: list[dict[str, Any]]
    decisions: list[CasePage] = []
    families: dict[str, str] = {}
    window_seconds: float | None = None
    search_seconds: float | None = None
    silence_seconds: float | None = None
    why: str = ""


def read_cases(path: Path) -> list[Case]:
    """A file of cases: a JSON list of them, or an object that holds the list under `cases`.

    Raises:
        InvalidInput: the file is not there, is not JSON, or a case has another form.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path} is no file of cases: {error}", "see docs/reference/attribution.md") from error
    listed = found.get("cases") if isinstance(found, dict) else found
    try:
        return msgspec.convert(listed, list[Case])
    except msgspec.ValidationError as error:
        raise InvalidInput(f"{path}: {error}", "see docs/reference/attribution.md for the form") from error


def microseconds(at: str | float) -> int:
    """A time of a case (ISO 8601; epoch seconds, milliseconds or microseconds) -> UTC microseconds."""
    if isinstance(at, str):
        try:
            return from_iso(at)
        except ValueError as error:
            raise InvalidInput(f"'{at}' is no time", "give ISO 8601 or an epoch") from error
    size = abs(at)
    return round(at) if size > 1e14 else round(at * 1e3) if size > 1e11 else round(at * 1e6)


def _event_row(fields: dict[str, Any], case: Case, number: int) -> tuple[Any, ...]:
    try:
        given = {key: "" if value is None and key in _TEXT else value for key, value in fields.items()}
        made = stable_id(*(given.get(key, "") for key in ("member", "item", "kind", "at", "value", "play", "phase")))
        stated = {"event_id": made, **given, "at": microseconds(fields["at"])}
        event = msgspec.convert(stated | {key: _own(number, str(stated.get(key, ""))) for key in _IDS}, Event)
    except (KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        raise InvalidInput(f"case '{case.name}' has an event that is none: {fields} ({error})", "mend it") from error
    return tuple(getattr(event, column) for column in EVENT_COLUMNS)


_IDS = ("event_id", "member", "anonymous", "item", "play", "decision")
_TEXT = {*_IDS, "device", "surface", "phase", "message", "query", "session"}


def _own(number: int, text: str) -> str:
    """An id that no other case has, so that all cases run at once without touching each other."""
    return f"{number}/{text}" if text else ""


def _slot_rows(page: CasePage, number: int) -> list[tuple[Any, ...]]:
    short = [CaseSlot(item=item, row=r, column=c) for r, row in enumerate(page.rows) for c, item in enumerate(row)]
    head = (_own(number, page.decision), microseconds(page.at), _own(number, page.member), page.surface)
    rest = SLOT_COLUMNS[5:]
    return [
        (*head, _own(number, slot.item), *(getattr(slot, column) for column in rest)) for slot in [*short, *page.slots]
    ]


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        columns = ", ".join("unnest(?)" for _ in rows[0])
        connection.execute(
            f"insert into {table} select {columns}", [list(column) for column in zip(*rows, strict=True)]
        )


def _terms(case: Case) -> Terms:
    stated = {key: value for key in Terms.__struct_fields__ if (value := getattr(case, key, None)) is not None}
    return Terms(**stated)


def load_case(case: Case, connection: duckdb.DuckDBPyConnection) -> None:
    """Put one case into the tables `events`, `slots` and `families`; its ids are marked with `0/`."""
    _load({0: case}, connection)


def _load(cases: dict[int, Case], connection: duckdb.DuckDBPyConnection) -> None:
    for text in _SCHEMA.split(";"):
        connection.execute(text)
    numbered = cases.items()
    _insert(connection, "events", [_event_row(event, case, n) for n, case in numbered for event in case.events])
    _insert(
        connection, "slots", [row for n, case in numbered for page in case.decisions for row in _slot_rows(page, n)]
    )
    _insert(connection, "families", [(_own(n, i), _own(n, f)) for n, c in numbered for i, f in c.families.items()])


def _run(cases: dict[int, Case], terms: Terms, connection: duckdb.DuckDBPyConnection) -> dict[int, Outcomes]:
    _load(cases, connection)
    result = attribute(on_duckdb(connection), terms)
    cursor = connection.execute(f'select * from {result} order by "at", act, member, item')
    names = [column[0] for column in cursor.description]
    found: dict[int, Outcomes] = {number: [] for number in cases}
    for row in cursor.fetchall():
        outcome = dict(zip(names, row, strict=True))
        number = int(outcome["act"].split("/", 1)[0])
        plain = {key: outcome[key].partition("/")[2] for key in ("act", "member", "item", "decision", "slot_item")}
        found[number].append(outcome | plain)
    return found


def outcomes_of(cases: list[Case]) -> list[Outcomes]:
    """Attribute all cases, those of equal terms in one run; a list of outcomes (dicts by column) a case, by time."""
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")  # it would be printed amid the JSON
    by_terms: dict[Terms, dict[int, Case]] = {}
    for number, case in enumerate(cases):
        by_terms.setdefault(_terms(case), {})[number] = case
    found: dict[int, Outcomes] = {}
    for terms, some in by_terms.items():
        found |= _run(some, terms, connection)
    connection.close()
    return [found[number] for number in range(len(cases))]


def _agrees(field: str, right: Any, got: Any) -> bool:
    if field == "seconds":
        return abs(float(got) - float(right)) <= max(_SECONDS_LEAST, _SECONDS_SHARE * abs(float(right)))
    if field in ("at", "touch_at"):
        return bool(got == microseconds(right))
    if field == "surface":
        return bool(got == (right or "none"))
    return bool((got or "") == (right or "")) if isinstance(right, str) or right is None else bool(got == right)


def _act(right: dict[str, Any], case: Case) -> dict[str, Any]:
    """An expectation with its act under `act`, which may be given as play or event_id."""
    named = [key for key in ("act", "play", "event_id") if key in right]
    rest = {key: value for key, value in right.items() if key not in ("act", "play", "event_id")}
    unknown = sorted(set(rest) - set(OUTCOME_COLUMNS))
    if not named or unknown:
        said = f"compares '{unknown[0]}'" if unknown else "names no act"
        raise InvalidInput(f"case '{case.name}' {said}: {right}", f"give act and any of {', '.join(OUTCOME_COLUMNS)}")
    return {"act": right[named[0]], **rest}


def _wrong(case: Case, outcomes: Outcomes) -> list[dict[str, Any]]:
    faults = []
    for right in (_act(told, case) for told in case.expected):
        keys = {key: right[key] for key in ("act", "member", "item") if key in right}
        matching = [o for o in outcomes if all(o[key] == value for key, value in keys.items())]
        got = matching[0] if len(matching) == 1 else None
        if got is None:
            faults.append({"case": case.name, "expected": right, "got": f"{len(matching)} acts"})
        elif not all(_agrees(field, value, got[field]) for field, value in right.items()):
            faults.append({"case": case.name, "expected": right, "got": {field: got[field] for field in right}})
    return faults


def _seconds_error(case: Case, outcomes: Outcomes) -> list[float]:
    got = {outcome["act"]: outcome["seconds"] for outcome in outcomes}
    told = (_act(right, case) for right in case.expected)
    timed = [right for right in told if right.get("seconds") and right["act"] in got]
    return [abs(got[right["act"]] - right["seconds"]) / right["seconds"] for right in timed]


def evaluate_cases(cases: list[Case]) -> dict[str, Any]:
    """Every case run; counts of cases and acts, how many are right, and each that is not."""
    wrong, errors, n_right = [], [], 0
    for case, outcomes in zip(cases, outcomes_of(cases), strict=True):
        faults = _wrong(case, outcomes)
        n_right += not faults
        wrong += faults
        errors += _seconds_error(case, outcomes)
    n_acts = sum(len(case.expected) for case in cases)
    return {
        "cases": len(cases),
        "right": n_right,
        "share": n_right / max(len(cases), 1),
        "acts": n_acts,
        "acts_right": n_acts - len(wrong),
        "watch_time": {"plays": len(errors), "largest_error": max(errors, default=0.0)},
        "wrong": wrong,
    }
