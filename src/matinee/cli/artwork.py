"""`matinee artwork`: which picture of an item a member sees and why, what pictures did, cases with known answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from matinee.app import artwork_report
from matinee.app.artwork import tell_choice
from matinee.cli.look import Member, opened, show
from matinee.cli.show import HERE, AsJson, HomeDir, console, table, working
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


def effects(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """What choosing pictures adds over the items' defaults, and which properties of pictures help whom."""
    with opened(home) as h, working("artwork effects"):
        found = artwork_report.effects(h)

    def shown() -> None:
        if found["refused"]:
            console.print(f"Nothing is said: {found['refused']}.")
            return
        whole = found["over_default"]
        console.print(f"{whole['effect']:+.4f} an impression ({whole['low']:+.4f} to {whole['high']:+.4f})")
        lines = [
            (one["name"], one["with"], f"{one['effect']:+.4f}", f"{one['low']:+.4f} to {one['high']:+.4f}", one["n"])
            for one in found["properties"]
        ]
        table("Shown, within items", ("shown", "with members", "adds", "95 %", "impressions"), lines)

    show(found, as_json, shown)


def pictures(
    item: Annotated[str, typer.Argument(help="item id")], home: HomeDir = HERE, as_json: AsJson = False
) -> None:
    """An item's pictures with what each did, for everybody and by taste."""
    with opened(home) as h, working("artwork pictures"):
        found = artwork_report.item_pictures(h, item)
    lines = [
        (one["artwork"], one["impressions"], "" if one["reward"] is None else f"{one['reward']:.3f}",
         f"{one['explored_share']:.0%}", "yes" if one["approved"] else "no", ", ".join(one["shows"]))
        for one in found["pictures"]
    ]  # fmt: skip
    columns = ("picture", "shown", "reward", "to explore", "approved", "shows")
    show(found, as_json, lambda: table(found["title"], columns, lines))


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
    "effects": ("matinee.cli.artwork:effects", "what pictures add over the defaults, and which help whom"),
    "pictures": ("matinee.cli.artwork:pictures", "an item's pictures with what each did for which taste"),
    "cases": ("matinee.cli.artwork:cases", "choose for each case of a file, beside what was expected"),
}
