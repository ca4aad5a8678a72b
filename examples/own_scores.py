"""Another engine's scores as a Parquet column. Put them on with `scores = "scores.parquet"` in [ranking]."""

from pathlib import Path

import duckdb


def write_scores(home: Path, scored: list[tuple[str, str, float]]) -> None:
    """(member, item, score in [0, 1]) -> home/scores.parquet; "" as member: for all others.

    The next `matinee learn` takes them up: they are candidates, and they stand in place of the blend's own chances.
    """
    with duckdb.connect() as table:
        table.execute("CREATE TABLE scores (member VARCHAR, item VARCHAR, score DOUBLE)")
        table.executemany("INSERT INTO scores VALUES (?, ?, ?)", scored)
        table.execute("COPY scores TO ? (FORMAT parquet)", [str(home / "scores.parquet")])
