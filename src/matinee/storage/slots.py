"""Decisions in SQLite in, their slots in columns out: packed files beside the events, and one SQL view over both.

A decision stays in SQLite, so that its page can be made again; the slots are a copy for those who count. A decision
that is written again (rows loaded later) has a new number, so a packed copy of its old state counts no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.storage.choices import Choices
from matinee.storage.columns import quoted
from matinee.storage.connection import as_store_errors
from matinee.storage.duck import Tables, whole_files
from matinee.storage.seal import INSERT_SEGMENT, new_path, sha256_of, write_parquet
from matinee.storage.segments import open_duck
from matinee.storage.values import Segment

if TYPE_CHECKING:
    import duckdb

Logged = tuple[int, str, int, str, bytes]
"""number, id, at, who, packed decision"""

Columns = Mapping[str, NDArray[Any]]
InColumns = Callable[[Sequence[Logged]], Columns]
"""Decisions -> `SLOT_TYPES`, a line a slot; given by those who know how a decision is packed."""

SLOT_TYPES: Final = {
    "number": "BIGINT", "decision": "VARCHAR", "at": "BIGINT", "member": "VARCHAR", "surface": "VARCHAR",
    "device": "VARCHAR", "policy": "VARCHAR", "snapshot": "VARCHAR", "source": "VARCHAR", "item": "VARCHAR",
    "item_row": "INTEGER", "row": "INTEGER", "column": "INTEGER", "kind": "VARCHAR", "artwork": "VARCHAR",
    "score": "DOUBLE", "propensity": "DOUBLE", "artwork_propensity": "DOUBLE", "why": "TINYINT",
}  # fmt: skip
"""Columns of the view `slots`; number is the decision's, kind the row's, why the code of the slot's reason."""

KIND: Final = "slots"
PACK: Final = 4_000
"""Decisions in one file at most: about a million slots."""
LEAST: Final = 500
"""New decisions below which no file is made."""


class Slots(Tables, Choices):
    """Pack decisions into columns and read them as a table."""

    def pack_slots(self, in_columns: InColumns) -> int:
        """Pack what is not packed yet; decisions packed. Safe in several processes and after a crash."""
        done = 0
        with as_store_errors(), self._sealing_alone():
            self._drop_lost_slots()
            while len(logged := self.decisions(self._packed_up_to(), PACK)) >= LEAST:
                self._pack(logged, in_columns(logged))
                done += len(logged)
        return done

    def _packed_up_to(self) -> int:
        found = self._row("SELECT max(last_seq) FROM segments WHERE kind = ?", KIND)
        return int(found[0] or 0)

    def _pack(self, logged: Sequence[Logged], columns: Columns) -> None:
        folder = self.home / "segments" / KIND
        folder.mkdir(parents=True, exist_ok=True)
        path = new_path(folder, logged[0][0])
        duck = open_duck()
        put_columns(duck, KIND, columns)
        write_parquet(f"SELECT * FROM {KIND}", path, duck)
        name = str(path.relative_to(self.home))
        span = (logged[0][0], logged[-1][0], len(columns["number"]))
        segment = (name, KIND, "", *span, sha256_of(path))
        self._write(lambda connection: connection.execute(INSERT_SEGMENT, segment).rowcount)

    def _drop_lost_slots(self) -> None:
        """Remove files that no transaction took over."""
        known = {self.home / segment.path for segment in self.segments(KIND)}
        for path in set((self.home / "segments" / KIND).glob("*")) - known:
            path.unlink()

    def with_slots(
        self, duck: duckdb.DuckDBPyConnection, in_columns: InColumns, since: int = 0, where: str = "true"
    ) -> None:
        """Give a DuckDB connection the view `slots`, a line a slot sent at or after a time (UTC microseconds).

        where: a condition on columns of `SLOT_TYPES`, as SQL.

        Raises:
            StoreError: a packed file is missing or damaged.
        """
        segments = self.segments(KIND)
        with self.reading() as reader:
            numbers = reader.execute("SELECT number FROM decisions").fetchall()
            edge = max((segment.last_seq for segment in segments), default=0)
            sql = "SELECT number, id, at, who, body FROM decisions WHERE number > ? AND at >= ? ORDER BY number"
            put_columns(duck, "slots_open", in_columns(reader.execute(sql, (edge, since)).fetchall()))
        put_columns(duck, "slots_numbers", {"number": np.array(numbers, np.int64).reshape(-1)}, {"number": "BIGINT"})
        paths = whole_files(duck, {str(self.home / segment.path): segment.n_rows for segment in segments})
        packed = (
            f"SELECT * FROM read_parquet({paths}) SEMI JOIN slots_numbers USING (number)"
            f' WHERE "at" >= {int(since)} UNION ALL BY NAME '
            if paths
            else ""
        )
        duck.execute(
            f"CREATE OR REPLACE TEMP VIEW slots AS SELECT * FROM ({packed}SELECT * FROM slots_open) WHERE {where}"
        )

    def without_slots(self, ids: tuple[str, ...]) -> list[tuple[Segment, Segment | None]]:
        """(file, the file without these members) for every packed file that holds a slot of theirs."""
        found = []
        for segment in self.segments(KIND):
            path, duck = str(self.home / segment.path), open_duck()
            theirs = duck.execute(
                "SELECT count(*) FROM read_parquet(?) WHERE list_contains(?, member)", [[path], list(ids)]
            ).fetchone()
            if theirs and theirs[0]:
                found.append((segment, self._rest(segment, duck, ids)))
        return found

    def _rest(self, segment: Segment, duck: duckdb.DuckDBPyConnection, ids: tuple[str, ...]) -> Segment | None:
        path = self.home / segment.path
        duck.execute(
            "CREATE TABLE rest AS SELECT * FROM read_parquet(?) WHERE NOT list_contains(?, member)",
            [[str(path)], list(ids)],
        )
        n_rows = (duck.execute("SELECT count(*) FROM rest").fetchone() or (0,))[0]
        target = new_path(Path(path).parent, segment.first_seq)
        write_parquet("SELECT * FROM rest", target, duck)
        name = str(target.relative_to(self.home))
        return Segment(name, KIND, "", segment.first_seq, segment.last_seq, n_rows, sha256_of(target))


def put_columns(
    duck: duckdb.DuckDBPyConnection, table: str, columns: Columns, types: Mapping[str, str] = SLOT_TYPES
) -> None:
    """Make a temporary table of columns (n,); object columns hold text."""
    named = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
    duck.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({named})")
    if len(next(iter(columns.values()))):
        duck.register("given_columns", dict(columns))
        chosen = ", ".join(map(quoted, types))
        duck.execute(f"INSERT INTO {table} SELECT {chosen} FROM given_columns")
        duck.unregister("given_columns")
