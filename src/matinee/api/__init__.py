"""The HTTP door: requests in, calls on an open home, JSON out; nothing is decided here."""

from matinee.api.app import create_app

__all__ = ["create_app"]
