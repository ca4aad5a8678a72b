"""Proofs: a home's log in; the ranking judged on members, items and sessions that it has not seen, out."""
