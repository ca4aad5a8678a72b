"""Wiring: a home directory opened, its parts put together; the only place that chooses implementations and does I/O."""
