"""The door: what others send in, checked events and refused ones with their reason out."""

from matinee.events.read import Checked, Rejected, only_of, read_events, read_rows

__all__ = ["Checked", "Rejected", "only_of", "read_events", "read_rows"]
