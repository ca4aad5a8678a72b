"""A season's effect: its favourites step back after it, and whom it won is offered what keeps others it won."""

import numpy as np
import pytest

from matinee.catalog.seasons import Season
from matinee.core.clock import DAY
from matinee.learning.basket.lines import Lines
from matinee.learning.basket.local import LEAST_BUYERS, local
from matinee.learning.basket.seasonal import Acts, just_over, season_effect

SEASONS = (Season("feast", "the feast", ((100, 120), (465, 485))),)


def lines_of(rows) -> Lines:
    """(customer, product, day) each."""
    who, row, day = (np.array(column) for column in zip(*rows, strict=True))
    names = np.array([str(n) for n in range(int(who.max()) + 1)], dtype=object)
    at = day.astype(np.int64) * DAY
    return Lines(
        names, np.full(len(names), ""), who, row.astype(np.int32), at, np.arange(len(at)), at, np.ones(len(at))
    )


def acts(table) -> Acts:
    row, day, customers = (np.array(column) for column in zip(*table, strict=True))
    return Acts(row.astype(np.int32), day, customers.astype(float))


FAVOURITE = acts([(0, 110, 90), (0, 50, 10), (1, 110, 50), (1, 50, 50), (2, 110, 5), (2, 50, 95)])
NOTHING = lines_of([(0, 0, 50)])


def test_a_favourite_steps_back_after_its_season_and_comes_back_with_it():
    after = season_effect(FAVOURITE, NOTHING, SEASONS, 3, 130 * DAY)
    again = season_effect(FAVOURITE, NOTHING, SEASONS, 3, 470 * DAY)
    assert after.factor[0] < 0.5 < after.factor[1] and after.factor[2] > 1
    assert again.factor[0] > 1 > again.factor[2]


def test_just_after_a_season_its_favourites_step_back_further_than_later_in_the_year():
    soon, late = (season_effect(FAVOURITE, NOTHING, SEASONS, 3, day * DAY).factor[0] for day in (125, 300))
    assert soon < late < 1


def test_without_a_calendar_every_count_stays_as_it_is():
    found = season_effect(FAVOURITE, NOTHING, (), 3, 130 * DAY)
    assert (found.factor == 1).all() and found.over == -1 and not len(found.keepers)


@pytest.mark.parametrize(("day", "over"), [(99, -1), (110, -1), (121, 0), (180, 0), (181, -1), (486, 0)])
def test_a_season_is_just_over_for_sixty_days(day, over):
    found, span = just_over(SEASONS, day * DAY)
    assert found == over
    assert len(span) == (2 if over == 0 else 0)


def test_whom_the_season_won_is_offered_what_others_it_won_bought_afterwards():
    won = [(n, 0, 110) for n in range(10)] + [(n, 4, 125) for n in range(8)] + [(n, 5, 126) for n in range(2)]
    others = [(n, 5, 50) for n in range(10, 40)] + [(n, 5, 126) for n in range(10, 40)]
    found = season_effect(FAVOURITE, lines_of(sorted(won + others, key=lambda r: r[2])), SEASONS, 6, 130 * DAY)
    assert found.keepers[0] == 4
    assert 0 not in found.keepers  # bought in the season alone


def test_a_place_speaks_only_of_enough_customers_and_with_true_counts():
    rows = [(n, n % 2, 10) for n in range(2 * LEAST_BUYERS)] + [(2 * LEAST_BUYERS + n, 3, 10) for n in range(5)]
    place = np.array(["north", "south"] * LEAST_BUYERS + ["islet"] * 5)
    found = local(lines_of(rows), place, 4)
    assert found.places.tolist() == ["north", "south"]
    north, buyers = found.items.of(0)
    assert north.tolist() == [0] and buyers.tolist() == [LEAST_BUYERS]
