"""`matinee experiment`: a table of commands on experiments; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "start": ("matinee.cli.experiment_run:start", "assign members to arms; they see them from the next request on"),
    "list": ("matinee.cli.experiment_run:list_", "every experiment there was"),
    "watch": ("matinee.cli.experiment_run:watch", "what it says by now; look as often as you like"),
    "stop": ("matinee.cli.experiment_run:stop", "end it; a winner becomes the default"),
    "rollback": ("matinee.cli.experiment_run:rollback", "take a winner's settings back"),
    "power": ("matinee.cli.experiment_power:power", "how many members an arm are needed to see a difference"),
}
