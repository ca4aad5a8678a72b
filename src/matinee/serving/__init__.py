"""Serving: a profile, a snapshot and a context in; a page and the decision to log out; no I/O."""
