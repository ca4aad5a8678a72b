"""`matinee evaluate`: a table of protocols; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "attribution": ("matinee.cli.evaluate_attribution:attribution", "what each play is owed to, on cases with answers"),
    "off-policy": ("matinee.cli.evaluate_off_policy:off_policy", "a policy judged on another's log, by six estimators"),
}
