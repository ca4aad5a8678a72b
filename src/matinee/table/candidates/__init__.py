"""Candidates: a situation in; the item rows that could be shown out, each with the sources that named it."""
