"""Members: events in, one profile per member out, live and in batch by the same code."""
