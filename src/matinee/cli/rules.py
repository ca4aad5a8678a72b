"""`matinee rules cost`: what a pin, boost or exclusion would change, before it is written into matinee.toml."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.cli.show import HERE, AsJson, HomeDir, show_plain, table, to_json, working
from matinee.core.errors import InvalidInput


def cost(
    home: HomeDir = HERE,
    pin: Annotated[list[str] | None, typer.Option(help="ITEM=COLUMN, may be repeated")] = None,
    boost: Annotated[list[str] | None, typer.Option(help="ITEM=FACTOR, may be repeated")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="ITEM, may be repeated")] = None,
    pin_row: Annotated[list[str] | None, typer.Option(help="KIND=PLACE, may be repeated")] = None,
    as_json: AsJson = False,
) -> None:
    """The expected change with an interval and who is displaced, or that the log cannot say."""
    from matinee.app.rules import Rule
    from matinee.app.rules import cost as cost_of
    from matinee.cli.look import opened

    rule = Rule(
        pin={name: int(value) for name, value in pairs(pin, "--pin ITEM=COLUMN")},
        boost=dict(pairs(boost, "--boost ITEM=FACTOR")),
        exclude=tuple(exclude or ()),
        pin_row={name: int(value) for name, value in pairs(pin_row, "--pin-row KIND=PLACE")},
    )
    with opened(home) as h, working("rules cost") as tell:
        tell("making logged pages again")
        found = cost_of(h, rule)
    if as_json:
        to_json(found)
        return
    lists = ("displaced", "instead")
    show_plain({name: value for name, value in found.items() if name not in lists}, "What this rule costs")
    for name in lists:
        lines = [(one["item"], one["title"], f"{one['page_share']:.1%}") for one in found.get(name, [])]
        table(name.capitalize(), ("item", "title", "of pages"), lines)


def pairs(given: list[str] | None, form: str) -> list[tuple[str, float]]:
    """NAME=NUMBER options as pairs.

    Raises:
        InvalidInput: one is of another form.
    """
    found = []
    for text in given or []:
        name, _, value = text.rpartition("=")
        try:
            found.append((name, float(value)))
        except ValueError as error:
            raise InvalidInput(f"'{text}' is not understood", f"write {form}") from error
        if not name:
            raise InvalidInput(f"'{text}' is not understood", f"write {form}")
    return found


COMMANDS: dict[str, tuple[str, str]] = {
    "cost": ("matinee.cli.rules:cost", "what a pin, boost or exclusion would change, and who is displaced"),
}
