"""Matinee: members' events go in; pages, pictures, messages and their verdicts come out."""

__version__ = "0.1.0"
