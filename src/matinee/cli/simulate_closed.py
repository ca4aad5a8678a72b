"""`matinee simulate --closed`: policies by name in, a table or JSON of their days in a world out."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from matinee.core.errors import InvalidInput, UnknownName
from matinee.evaluation.closed_loop import Comparison, Factory, Interval, compare
from matinee.evaluation.closed_loop_chart import chart, write_chart
from matinee.worlds.baselines import BUILT_IN
from matinee.worlds.fitted import Ratings, fit_world
from matinee.worlds.params import WorldParams
from matinee.worlds.world import World, make_world

ELSEWHERE = {
    "matinee": "matinee.app.simulated:policy",
    "matinee-http": "matinee.app.simulated:http_policy",
    "matinee-unattended": "matinee.app.simulated:unattended_policy",
}
"""Policies that are made above this package; a policy of yours is named as package.module:function."""

_COLUMNS = {
    "plays_per_session": "plays", "liking_per_session": "true liking", "retention": "staying",
    "discovery_share": "discovery", "effective_catalogue": "catalogue", "opt_out_share": "opt-outs",
}  # fmt: skip


def closed_loop(make: Callable[[int], World], policies: str, seeds: int, first: int, days: int) -> Comparison:
    """Run the named policies; progress goes to stderr.

    Raises:
        UnknownName: a policy that is not there.
        InvalidInput: no seeds, or days that cannot be.
    """
    if not 1 <= seeds <= 10_000 or not 1 <= days <= 3_650:
        raise InvalidInput(f"{seeds} seeds over {days} days cannot be run", "give --seeds and --days of 1 or more")
    names = [name.strip() for name in policies.split(",") if name.strip()]
    if not names:
        raise InvalidInput("no policy is named", f"give --policies, of {', '.join([*BUILT_IN, *ELSEWHERE])}")
    factories = {name: factory(name) for name in names}
    return compare(make, factories, range(first, first + seeds), days, lambda line: print(line, file=sys.stderr))


def factory(name: str) -> Factory:
    """How to make the policy of this name.

    Raises:
        UnknownName: there is none such, or its package is missing.
    """
    if name in BUILT_IN:
        return BUILT_IN[name]
    target = ELSEWHERE.get(name, name)
    module, _, attribute = target.partition(":")
    try:
        made: Factory = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError, ValueError) as error:
        known = ", ".join([*BUILT_IN, *ELSEWHERE])
        raise UnknownName(f"there is no policy '{name}' ({error})", f"use {known} or package:function") from error
    return made


def worlds(params: WorldParams, catalog: Path | None) -> Callable[[int], World]:
    """Seed -> a world: drawn, or over the catalogue and ratings of a home.

    Raises:
        UnknownName: homes cannot be read here.
    """
    if catalog is None:
        return partial(make_world, params)
    try:
        read = importlib.import_module("matinee.app.simulated").catalogue
    except (ImportError, AttributeError) as error:
        raise UnknownName(f"the catalogue of {catalog} cannot be read ({error})", "leave --catalog away") from error
    items, who, item, value = read(catalog)
    return lambda seed: fit_world(items, Ratings(who, item, value), params, seed)


def show(compared: Comparison, as_json: bool, plot: Path | None) -> None:
    """Print a comparison, and draw it where asked."""
    if plot is not None:
        write_chart(chart(compared), plot)
    if as_json:
        print(msgspec.json.encode(compared).decode())
        return
    console = Console()
    head = f"SIMULATED {compared.preset} world: {compared.members} members, {compared.items} items, "
    console.print(f"{head}{len(compared.seeds)} seeds, mean and 95 % interval", highlight=False)
    console.print(_table(compared))


def _table(compared: Comparison) -> Table:
    table = Table("day", "policy", *_COLUMNS.values(), box=None, pad_edge=False)
    for number in range(compared.days):
        for one in compared.policies:
            day = one.by_day[number]
            table.add_row(str(day.day), one.policy, *(_cell(day.measures[name]) for name in _COLUMNS))
    for one in compared.policies:
        table.add_row("all", one.policy, *(_cell(one.total[name]) for name in _COLUMNS), style="bold")
    return table


def _cell(found: Interval) -> str:
    if found.high is None:
        return f"{found.mean:.3g}"
    return f"{found.mean:.3g} ±{found.high - found.mean:.2g}"
