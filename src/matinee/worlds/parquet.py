"""Simulated events onto disk: columns of codes in, one Parquet file in the columns of core Event out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from matinee.core.errors import StoreError
from matinee.core.kinds import DEVICES, SURFACES
from matinee.core.values import EVENT_SCHEMA
from matinee.worlds.columns import KINDS, WIDTH, Happened
from matinee.worlds.world import World


def write_events(events: Happened, world: World, path: Path, first: int, decisions: Sequence[str] = ()) -> None:
    """Write events, numbered from `first`; one thread, so that the same events give the same bytes.

    Raises:
        StoreError: the file cannot be written.
    """
    names = ("at", "kind", "session", "device", "surface", "play", "seconds", "position", "value", "query", "quantity",
             "price", "decision", "row", "column", "artwork", "message", "item", "member")  # fmt: skip
    columns = {f"{name}_": np.ascontiguousarray(getattr(events, name)) for name in names}
    columns |= {f"item{k}_": np.ascontiguousarray(events.items[:, k]) for k in range(WIDTH)}
    members = world.truth.members
    columns["guest_"] = members.guest[events.member]
    columns["zone_"] = members.zone[events.member]
    columns["household_"] = members.household[events.member]
    columns["number_"] = np.arange(first, first + len(events), dtype=np.int64)
    _copy(select(world, decisions), path, columns)


def merge(parts: Sequence[Path], path: Path) -> None:
    """Several files into one, in their order, without holding them in memory."""
    names = ", ".join(_quoted(str(part)) for part in parts)
    _copy(f"select * from read_parquet([{names}])", path)


def _copy(query: str, path: Path, columns: dict[str, NDArray[Any]] | None = None) -> None:
    with duckdb.connect(config={"threads": 1, "preserve_insertion_order": True}) as connection:
        connection.execute("set enable_progress_bar = false")  # it would stand on stdout, amid the JSON
        if columns:
            connection.register("happened", columns)
        try:
            connection.execute(f"copy ({query}) to {_quoted(str(path))} (format parquet, compression zstd)")
        except (duckdb.IOException, OSError) as error:
            raise StoreError(f"{path} cannot be written: {error}", "give a writable place with --out") from error


def select(world: World, decisions: Sequence[str] = ()) -> str:
    """SQL that turns codes (columns ending in _) into the columns of core Event."""
    plain = not world.catalogue
    item = "'i' || {0}::varchar" if plain else _among("{0}", world.item_ids)
    many = ", ".join(f"case when item{k}_ >= 0 then {item.format(f'item{k}_')} end" for k in range(WIDTH))
    known = not world.catalogue
    who = "member_::varchar" if known else _among("member_", world.member_ids)
    texts = {
        "event_id": f"'{world.params.preset}{world.seed}-' || number_::varchar",
        "kind": _among("kind_", KINDS),
        "at": "at_",
        "member": f"case when guest_ then '' else {_prefixed('m', who, known)} end",
        "anonymous": f"case when guest_ then {_prefixed('g', who, known)} else '' end",
        "household": _id("h", "household_"),
        "session": _id("s", "session_"),
        "item": f"case when item_ < 0 then '' else {item.format('item_')} end",
        "items": f"case when item0_ < 0 then []::varchar[] else list_filter([{many}], lambda x: x is not null) end",
        "time_zone": _among("zone_", world.params.members.time_zones or ("UTC",)),
        "device": f"case when device_ < 0 then '' else {_among('device_', DEVICES)} end",
        "surface": _among("surface_", SURFACES),
        "play": _id("p", "play_"),
        "phase": "''",
        "seconds": _number("seconds_"),
        "position_seconds": _number("position_"),
        "autoplay": "false",
        "value": _number("value_"),
        "query": f"case when query_ < 0 then '' else {_among('query_', world.words)} end",
        **_trade(world.params.shop.currency),
        **_slot(world, item.format("item_"), decisions),
        "message": _id("x", "message_"),
        "source": "'simulated'",
        "schema": f"{EVENT_SCHEMA}",
    }
    return "select " + ", ".join(f'{text} as "{name}"' for name, text in texts.items()) + " from happened"


def _trade(currency: str) -> dict[str, str]:
    return {
        "quantity": _number("quantity_"),
        "price": _number("price_"),
        "currency": f"case when price_ is null or isnan(price_) then '' else {_quoted(currency)} end",
    }


def _slot(world: World, item: str, decisions: Sequence[str]) -> dict[str, str]:
    picture = f"{item} || '-' || {_among('artwork_', world.endings)}"
    return {
        "decision": f"case when decision_ < 0 then '' else {_among('decision_', decisions)} end" if decisions else "''",
        "row": "nullif(row_, -1)::integer",
        "column": "nullif(column_, -1)::integer",
        "artwork": f"case when artwork_ < 0 then '' else {picture} end",
    }


def _id(prefix: str, number: str) -> str:
    return f"case when {number} < 0 then '' else '{prefix}' || {number}::varchar end"


def _among(code: str, names: Sequence[str]) -> str:
    return f"([{', '.join(map(_quoted, names))}])[{code} + 1]"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _number(column: str) -> str:
    return f"case when isnan({column}) then null else round({column}::double, 3) end"


def _prefixed(prefix: str, who: str, known: bool) -> str:
    return f"'{prefix}' || {who}" if known else who
