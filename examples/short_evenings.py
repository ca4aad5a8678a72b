"""A row of one's own: films that fit into a short evening. Put it on with `rows = ["short_evenings:ROW"]` in [page]."""

from matinee.table.page.drafts import Desk, Draft
from matinee.table.page.kinds import RowKind


def short_evenings(desk: Desk) -> list[Draft]:
    """The best candidates under 95 minutes; their own reasons stay."""
    seconds = desk.situation.catalog.seconds[desk.ranked.rows[desk.best]]
    picks = desk.best[seconds < 95 * 60][: desk.depth]
    return [Draft("short", "own", picks, {"name": "Short evenings", "reason": "All of them under 95 minutes"})]


ROW = RowKind("short", short_evenings)
