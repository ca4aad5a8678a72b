"""The only code that writes a home's data: core values in, durable rows and day partitions out, and back again."""

from matinee.storage.forget import Forgotten
from matinee.storage.store import Store
from matinee.storage.values import Appended, Doubt

__all__ = ["Appended", "Doubt", "Forgotten", "Store"]
