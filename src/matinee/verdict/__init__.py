"""The verdict: decisions and later events in, what worked and by how much out."""
