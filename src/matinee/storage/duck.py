"""The whole log as SQL tables: sealed partitions and what is not sealed yet, under one name, in DuckDB."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from matinee.core.errors import StoreError
from matinee.storage.columns import empty_sql, lines_sql
from matinee.storage.seal import Sealing, with_seq
from matinee.storage.segments import WHO, open_duck

if TYPE_CHECKING:
    import duckdb


class Tables(Sealing):
    """Open DuckDB over the log."""

    def duck(self, threads: int = 2) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with the view `events`: every field of Event, seq and who; texts not given are ''.

        Sealed rows are read from their files, the others are copied as of now; close it when done.

        Raises:
            StoreError: a sealed file is missing or damaged.
        """
        connection = open_duck(threads)
        connection.execute(f"CREATE TABLE unsealed AS {empty_sql()}")
        with self.reading() as reader, tempfile.TemporaryDirectory() as folder:
            sealed = reader.execute("SELECT path, n_rows FROM segments WHERE kind = 'events'").fetchall()
            lines = Path(folder) / "events.jsonl"
            with lines.open("wb") as file:
                for seq, body in reader.execute("SELECT seq, body FROM events ORDER BY seq"):
                    file.write(with_seq(seq, body))
            if lines.stat().st_size:
                connection.execute(f"INSERT INTO unsealed {lines_sql(str(lines))}")
        paths = whole_files(connection, {str(self.home / path): n_rows for path, n_rows in sealed})
        files = f"SELECT * FROM read_parquet({paths}, hive_partitioning = false) UNION ALL BY NAME " if paths else ""
        connection.execute(f"CREATE VIEW events AS SELECT *, {WHO} FROM ({files}SELECT * FROM unsealed)")
        return connection


def whole_files(connection: duckdb.DuckDBPyConnection, sealed: dict[str, int]) -> list[str]:
    """Paths of sealed files, once each has been found to hold as many rows as it should.

    Raises:
        StoreError: one does not.
    """
    import duckdb

    for path, n_rows in sealed.items():
        try:
            found = connection.execute("SELECT num_rows FROM parquet_file_metadata(?)", [path]).fetchone()
        except duckdb.Error as error:
            raise StoreError(f"{Path(path).name} cannot be read: {error}", "run 'matinee doctor'") from error
        if found != (n_rows,):
            raise StoreError(f"{Path(path).name} does not hold its {n_rows} rows", "run 'matinee doctor'")
    return list(sealed)
