"""`matinee evaluate pages`: pages judged as pages, on a home's log, on logged decisions made again, and in worlds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.cli.show import HERE, AsJson, HomeDir, show_plain, table, to_json, working


def pages(
    home: HomeDir = HERE,
    replay: Annotated[int, typer.Option(min=0, help="make so many logged pages again, instead of cutting the log")] = 0,
    change: Annotated[str, typer.Option("--set", help="with --replay: settings to try, as 'page.min_row = 5'")] = "",
    cuts: Annotated[int, typer.Option(min=1, help="how many spans of the log to judge on")] = 3,
    days: Annotated[float, typer.Option(min=0.01, help="length of a span in days; in worlds, days to live")] = 7.0,
    members: Annotated[int, typer.Option(min=1, help="members per span; in worlds, members of each")] = 300,
    optimum: Annotated[int, typer.Option(min=0, help="instead: so many small pages beside the best of all orders")] = 0,
    worlds: Annotated[int, typer.Option(min=0, help="instead: in worlds of so many seeds")] = 0,
    seed: Annotated[int, typer.Option(help="the first of those seeds")] = 1,
    params: Annotated[list[Path] | None, typer.Option(help="parameter files of the worlds; may be repeated")] = None,
    items: Annotated[int, typer.Option(min=50, help="items of each world")] = 800,
    as_json: AsJson = False,
) -> None:
    """Our pages beside the best fixed order of rows and the rows sorted by mean score; or logged pages made again."""
    with working("evaluate pages") as tell:
        if optimum:
            from matinee.evaluation.page_optimum import distance

            found = distance(optimum)
        elif worlds:
            found = _in_worlds(range(seed, seed + worlds), params or [], (int(days), members, items), tell)
        else:
            found = _of_home(home, replay, change, (cuts, days, members), tell)
    if as_json:
        to_json(found)
        return
    show_plain({name: value for name, value in found.items() if not isinstance(value, dict | list)}, "Pages")
    if optimum:
        return
    lines = [(way, *(told.get(name) for name in _NAMES)) for way, told in found["ways"].items()]
    table("Means", ("way", *_NAMES), lines)
    gains = [
        (way, name, one["gain"], f"{one['low']:+.3f} to {one['high']:+.3f}", one["pairs"])
        for way, told in found["gain"].items()
        for name, one in (told.items() if "gain" not in told else [("", told)])
    ]
    table("Relative gain, paired, 95 %", ("beside", "measure", "gain", "interval", "pairs"), gains)


_NAMES = ("recall", "ndcg", "expected_reward", "true_reward", "variety", "coverage")


def _in_worlds(seeds: range, files: list[Path], sizes: tuple[int, int, int], tell: Any) -> dict[str, Any]:
    from matinee.app.page_worlds import sized, trial_in_worlds
    from matinee.worlds.params import load, preset

    days, members, items = sizes
    told = [(path.stem, load(path)) for path in files] or [("stream", preset("stream"))]
    return trial_in_worlds([(name, sized(one, members, items)) for name, one in told], seeds, days, tell)


def _of_home(path: Path, replay: int, change: str, spans: tuple[int, float, int], tell: Any) -> dict[str, Any]:
    from matinee.app.page_replay import replay as replay_pages
    from matinee.app.page_trial import trial
    from matinee.cli.look import opened

    with opened(path) as h:
        return replay_pages(h, replay, change) if replay else trial(h, *spans, tell)
