"""`matinee experiment`: a table of commands on experiments; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "power": ("matinee.cli.experiment_power:power", "how many members an arm are needed to see a difference"),
}
