"""Learning: the event log in, a published snapshot out."""
