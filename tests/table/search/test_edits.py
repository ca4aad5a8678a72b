"""Edit distances for many names at once."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.table.search.edits import edits

TEXT = st.text(alphabet="ab c", max_size=9)


def slow_distance(a: str, b: str) -> int:
    """Optimal string alignment, as in the textbook."""
    d = np.zeros((len(a) + 1, len(b) + 1), int)
    d[:, 0], d[0] = np.arange(len(a) + 1), np.arange(len(b) + 1)
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return int(d[-1, -1])


@settings(max_examples=50)
@given(TEXT, st.lists(TEXT, min_size=1, max_size=5))
def test_the_distance_to_whole_names_is_the_textbooks(query: str, names: list[str]) -> None:
    assert edits(query, names)[0].tolist() == [slow_distance(query, name) for name in names]


@settings(max_examples=50)
@given(TEXT, st.lists(TEXT, min_size=1, max_size=5))
def test_the_distance_to_a_part_is_the_least_over_parts_that_begin_where_a_word_begins(
    query: str, names: list[str]
) -> None:
    def least(name: str) -> int:
        starts = [0] + [i + 1 for i, sign in enumerate(name) if sign == " "]
        return min(slow_distance(query, name[s:e]) for s in starts for e in range(s, len(name) + 1))

    assert edits(query, names)[1].tolist() == [least(name) for name in names]


def test_each_of_the_four_typos_counts_as_one() -> None:
    assert [int(edits(typed, ["matrix"])[0][0]) for typed in ("natrix", "matix", "mattrix", "martix")] == [1, 1, 1, 1]
