"""Importers: a file of some tool in, core items, members and events out, one after the other."""
