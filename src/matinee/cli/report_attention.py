"""`matinee report attention`: the chance that a slot is looked at, as the log tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.app.attention import attention as learned_attention
from matinee.app.home import open_home
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, table, to_json


def attention(
    home: HomeDir = HERE,
    plot: Annotated[Path | None, typer.Option("--plot", help="draw it: .svg, .png or .json")] = None,
    as_json: AsJson = False,
) -> None:
    """The chance that a slot is looked at, by row, column and device, as the log tells it."""
    opened = open_home(require_home(home))
    try:
        found = learned_attention(opened)
    finally:
        opened.close()
    if plot is not None:
        from matinee.evaluation.closed_loop_chart import write_chart
        from matinee.evaluation.page_chart import attention_chart

        write_chart(attention_chart(found["devices"], found["source"]), plot)
    if as_json:
        to_json(found)
        return
    rows = [
        (name, told["how"], told["pages"], told["impressions"], *(f"{line[0]:.3f}" for line in told["attention"][:4]))
        for name, told in found["devices"].items()
    ]
    heads = ("device", "from", "pages", "impressions", "row 1", "row 2", "row 3", "row 4")
    table("Attention to the first column", heads, [(*r, *[""] * (8 - len(r))) for r in rows])
    if found["evidence"]:
        console.print(found["evidence"])
