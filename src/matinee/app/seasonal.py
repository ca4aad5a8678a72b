"""Matinee in a shop world with and without a calendar: the same engine, once told when the season is, once not."""

from __future__ import annotations

from matinee.app.simulated import Matinee
from matinee.core.clock import DAY, day_of
from matinee.worlds.policy import Stage
from matinee.worlds.world import World


class Seasonal(Matinee):
    """The engine with a calendar of its own; it learns from the night before the season's end on.

    Args:
        stage: what may be seen of the world.
        calendar: the text of the home's seasons.toml; a shopkeeper knows the days of a season, and nothing more.
        first_night: the day after which it learns for the first time.
    """

    def __init__(self, stage: Stage, calendar: str, first_night: int) -> None:
        super().__init__(stage, learn_every=2)
        (self.home.path / "seasons.toml").write_text(calendar, "utf-8")
        self.first_night = first_night

    def night(self, day: int) -> None:
        """Learn, once the history is whole."""
        if day == self.first_night:
            self.learn_every = 1
        if day >= self.first_night:
            super().night(day)
            self.learn_every = 2


def span_of(world: World) -> tuple[int, int]:
    """The first and last day of a world's season, from its start: where trade is clearly above the ordinary."""
    season = world.params.season
    if season is None:
        return 0, -1
    return max(0, round(season.peak_day - 1.5 * season.width_days)), round(season.peak_day + 1.5 * season.width_days)


def calendar_of(world: World) -> str:
    """The world's season as a seasons.toml."""
    first, last = (day_of(world.params.start_at + day * DAY) for day in span_of(world))
    return f'[season]\ntitle = "the season"\ndays = [["{first}", "{last}"]]\n'


def aware(world: World, seed: int) -> Seasonal:
    """The engine that is told the season's days."""
    del seed
    return Seasonal(Stage(world), calendar_of(world), span_of(world)[1])


def blind(world: World, seed: int) -> Seasonal:
    """The same engine with an empty calendar."""
    del seed
    return Seasonal(Stage(world), "", span_of(world)[1])
