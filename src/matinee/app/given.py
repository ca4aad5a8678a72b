"""Scores of one's own: a Parquet file that the settings name in, arrays that serving reads out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.core.errors import SettingsError
from matinee.table.given import member_key

if TYPE_CHECKING:
    import duckdb


def read_given(home: Home, log: duckdb.DuckDBPyConnection) -> dict[str, NDArray[Any]]:
    """`[ranking] scores`: columns item, score and, where they are members' own, member; nothing where none is named.

    Raises:
        SettingsError: no such file, or not these columns.
    """
    import duckdb

    named = home.settings.ranking.scores
    if not named:
        return {}
    path = str(home.path / named)
    try:
        columns = {line[0] for line in log.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()}
        who = "coalesce(member, '')" if "member" in columns else "''"
        query = f"SELECT {who} AS who, item, score::DOUBLE AS score FROM read_parquet(?)"
        lines = log.execute(query, [path]).fetchnumpy()
    except duckdb.Error as error:
        text = f"[ranking] scores = '{named}' cannot be read: {str(error).splitlines()[0]}"
        raise SettingsError(text, "give a Parquet file with the columns item, score and perhaps member") from error
    keys = {name: member_key(str(name)) for name in np.unique(np.asarray(lines["who"], np.str_))}
    who_key = np.array([keys[str(name)] for name in lines["who"]], np.uint64)
    row = np.array([home.row_of(str(item)) for item in lines["item"]], np.int32)
    score = np.clip(np.nan_to_num(np.asarray(lines["score"], np.float64)), 0.0, 1.0)
    order = np.lexsort((row, who_key))
    order = order[row[order] >= 0]
    return {"given.who": who_key[order], "given.row": row[order], "given.score": score[order]}
