"""The typed client: a server's address and key in, the HTTP door's answers as values out."""

from matinee.client.client import Client
from matinee.client.values import Found, ItemsTaken, Refusal, ServerError, Taken, Token

__all__ = ["Client", "Found", "ItemsTaken", "Refusal", "ServerError", "Taken", "Token"]
