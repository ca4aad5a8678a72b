"""Experiments: who gets what, and what the numbers prove; pure functions over columns, seeds and times as arguments."""
