"""What learning hands to the rows: gems are liked by nearly all who took them up, newest goes by year of release."""

import numpy as np

from matinee.catalog.view import build_view
from matinee.core.clock import DAY
from matinee.core.values import Item
from matinee.learning.fit import columns, gems, newest
from matinee.learning.touched import Touched

AT = 1_476_640_644_000_000


def touched(lines) -> Touched:
    """Lines of (member, item row, liking, acted)."""
    who, row, liking, acted = (np.array(column) for column in zip(*sorted(lines), strict=True))
    at = np.full(len(who), AT)
    names = np.array([f"m{n}" for n in range(who.max() + 1)])
    return Touched(names, who, row.astype(np.int32), at, at, liking.astype(float), acted.astype(bool))


def test_a_gem_is_liked_by_at_least_eight_in_ten_of_those_who_took_it_up():
    likes = {0: (4, 0), 1: (4, 1), 2: (3, 1), 3: (2, 0), 4: (40, 0), 5: (30, 0), 6: (50, 2)}  # row: (liked, not liked)
    lines = [(n, row, 1.0 if n < yes else -1.0, True) for row, (yes, no) in likes.items() for n in range(yes + no)]
    lines += [(90 + n, 0, 0.0, False) for n in range(9)]  # shown to nine who did nothing: they did not meet it
    found = gems(columns(touched(lines), 7, 0)).tolist()
    assert sorted(found) == [0, 1]  # 4 of 4, 4 of 5; not 3 of 4, not 2 of 2 (too few), not those that many found


def test_the_newest_go_by_year_whatever_came_in_when_and_leave_out_what_is_not_out_yet():
    years = [1999, None, 2016, 2030, 2015, 2016]
    items = [Item(item=f"i{n}", title="x", year=year, added_at=AT - n * DAY) for n, year in enumerate(years)]
    items.append(Item(item="gone", title="x", year=2016, available=False))
    assert newest(build_view(list(enumerate(items))), AT).tolist() == [5, 2, 4, 0]
