"""The whole log as SQL tables: sealed partitions and what is not sealed yet, under one name, in DuckDB."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

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
        """
        connection = open_duck(threads)
        connection.execute(f"CREATE TABLE unsealed AS {empty_sql()}")
        with self.reading() as reader, tempfile.TemporaryDirectory() as folder:
            paths = [
                str(self.home / row[0]) for row in reader.execute("SELECT path FROM segments WHERE kind = 'events'")
            ]
            lines = Path(folder) / "events.jsonl"
            with lines.open("wb") as file:
                for seq, body in reader.execute("SELECT seq, body FROM events ORDER BY seq"):
                    file.write(with_seq(seq, body))
            if lines.stat().st_size:
                connection.execute(f"INSERT INTO unsealed {lines_sql(str(lines))}")
        sealed = f"SELECT * FROM read_parquet({paths}, hive_partitioning = false) UNION ALL BY NAME " if paths else ""
        connection.execute(f"CREATE VIEW events AS SELECT *, {WHO} FROM ({sealed}SELECT * FROM unsealed)")
        return connection
