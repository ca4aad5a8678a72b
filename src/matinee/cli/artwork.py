"""`matinee artwork choose`, `cases`: which picture of an item a member sees, and why; cases with known answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.app.artwork import tell_choice
from matinee.cli.look import Member, opened, show
from matinee.cli.show import HERE, AsJson, HomeDir, console, table
from matinee.core.values import Context
from matinee.evaluation.artwork_cases import judge_cases


def choose(
    member: Member,
    item: Annotated[str, typer.Argument(help="item id")],
    canvas: Annotated[str, typer.Option(help="where it is to stand: email, push, billboard, ...; a page without")] = "",
    language: Annotated[str, typer.Option(help="language of the picture's words")] = "",
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Which picture of an item this member sees, with what probability, and what of it draws them."""
    with opened(home) as h:
        made = h.make(member, Context(at=h.now(), language=language))
        found = tell_choice(made.situation, item, canvas)
        rows = [
            (one["artwork"], f"{one['probability']:.3f}", ", ".join(one["shows"]), (one["draws"] or {}).get("name", ""))
            for one in found["pictures"]
        ]

        def shown() -> None:
            console.print(f"[bold]{found['artwork']}[/bold]  {found['why']}", highlight=False)
            table(f"{found['title']} for {member}", ("picture", "probability", "shows", "draws by"), rows)

        show(found, as_json, shown)


def cases(
    file: Annotated[Path, typer.Argument(help="cases as in docs/reference/artwork-cases.md")], as_json: AsJson = False
) -> None:
    """Choose for each case of a file and compare with the expected picture."""
    found = judge_cases(file)
    wrong = [(one["name"], one["chosen"], " or ".join(one["expected"])) for one in found["lines"] if not one["right"]]

    def shown() -> None:
        console.print(f"{found['right']} of {found['cases']} right ({found['share']:.1%})")
        if wrong:
            table("Otherwise chosen", ("case", "chosen", "expected"), wrong)

    show(found, as_json, shown)


COMMANDS: dict[str, tuple[str, str]] = {
    "choose": ("matinee.cli.artwork:choose", "which picture of an item a member sees, and why"),
    "cases": ("matinee.cli.artwork:cases", "choose for each case of a file, beside what was expected"),
}
