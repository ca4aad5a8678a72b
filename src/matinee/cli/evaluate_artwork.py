"""`matinee evaluate artwork`: pictures learned in worlds, beside the oracle, the best average and SquareCB."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.cli.look import show
from matinee.cli.show import AsJson, table, working
from matinee.evaluation.artwork_report import Counts, evaluate_artwork

SIZES = (100_000, 400_000)


def artwork(
    files: Annotated[list[Path], typer.Argument(help="worlds, such as examples/worlds/gallery.toml")],
    impressions: Annotated[list[int] | None, typer.Option(help="sizes of the random log; 100000 and 400000")] = None,
    online: Annotated[int, typer.Option(help="impressions of learning online from nothing; 0: none", min=0)] = 100_000,
    effect: Annotated[
        int, typer.Option(help="looks a log whose effect over the default is told; 0: none", min=0)
    ] = 50_000,
    members: Annotated[int, typer.Option(min=10)] = 1_000,
    seed: Annotated[int, typer.Option()] = 1,
    as_json: AsJson = False,
) -> None:
    """The share of the oracle's lift over random that the choice of pictures reaches in worlds with planted truth."""
    with working("evaluate artwork") as tell:
        found = evaluate_artwork(files, Counts(sorted(impressions or SIZES), online, effect, members), seed, tell)
    rows = [
        (one["world"], line["impressions"], f"{line['share']:.1%}", f"{line['best_average']:.1%}",
         f"{one['unseen']['top_1']:.1%}", f"{one.get('online', {}).get('beyond', float('nan')):+.1%}")
        for one in found["worlds"] for line in one["logs"]
    ]  # fmt: skip
    columns = ("world", "impressions", "share of the lift", "best average", "unseen top 1", "regret beside SquareCB")
    effects = [
        (one["world"], name, f"{told['planted']:+.4f}", f"{told['mean']:+.4f}", f"{told['half_width']:.4f}",
         f"{told['sign_right']} of {told['spoken']}", f"{told['interval_holds']} of {told['spoken']}")
        for one in found["worlds"] for name, told in one.get("effect", {}).items() if isinstance(told, dict)
    ]  # fmt: skip
    of_effects = ("world", "choice", "planted", "told", "95 % +-", "sign right", "interval holds it")

    def shown() -> None:
        table("Pictures in worlds", columns, rows)
        table("What choosing adds over the default", of_effects, effects)

    show(found, as_json, shown)
