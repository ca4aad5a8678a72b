"""`matinee experiment power`: a base and a change to be seen in, members an arm out, looked at once and watched."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

from matinee.core.errors import InvalidInput
from matinee.verdict.experiments.power import (
    least_members,
    members_for_means,
    members_for_shares,
    members_when_watched,
)


def power(
    base: Annotated[float, typer.Option(help="the metric now: a share, or a mean if --deviation is given")],
    lift: Annotated[float, typer.Option(help="the change to be seen, as a share of base: 0.05 is five percent")],
    deviation: Annotated[
        float, typer.Option(help="standard deviation of the metric between members; 0: a share")
    ] = 0.0,
    correlation: Annotated[
        float, typer.Option(help="of the metric with the same members' past (CUPED); means only")
    ] = 0.0,
    alpha: Annotated[float, typer.Option(help="false alarms allowed")] = 0.05,
    surely: Annotated[float, typer.Option("--power", help="how surely the change is to be seen")] = 0.8,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Members an arm that are needed to see a change."""
    if deviation < 0:
        raise InvalidInput(
            f"deviation {deviation} is negative", "give the standard deviation, or leave it out for a share"
        )
    if deviation:
        once = members_for_means(deviation, base * lift, correlation, alpha, surely)
    else:
        once = members_for_shares(base, base * (1 + lift), alpha, surely)
    watched = members_when_watched(once, alpha, surely)
    result = {
        "base": base,
        "lift": lift,
        "alpha": alpha,
        "power": surely,
        "members_per_arm": least_members(once),
        "members_per_arm_when_watched": least_members(watched),
    }
    if as_json:
        print(json.dumps(result))
    else:
        Console().print(
            f"{least_members(once):,} members an arm, looked at once at the end; "
            f"{least_members(watched):,} if the experiment is watched and may be stopped at any look."
        )
