"""`matinee bench`: a table of measurements; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "page": ("matinee.cli.bench_page:bench", "a page from the profile on, beside one exact scan of the catalogue"),
    "artwork": ("matinee.cli.bench_artwork:bench", "the pictures of a page, beside Vowpal Wabbit"),
    "live": ("matinee.cli.bench_live:live", "from an event sent to a page that shows it"),
    "ingest": ("matinee.cli.bench_ingest:ingest", "events a second over HTTP beside plain SQLite"),
    "learn": ("matinee.cli.bench_learn:bench", "learning from 1, 3, 10 million events, beside implicit ALS"),
}
