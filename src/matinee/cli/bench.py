"""`matinee bench`: a table of measurements; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "ingest": ("matinee.cli.bench_ingest:ingest", "events a second over HTTP beside plain SQLite"),
}
