"""Next-item models: sequences of items in, a ranking of the whole catalogue for what comes next out."""

from matinee.learning.sequential.blend import Blend, ranks
from matinee.learning.sequential.model import NextItemModel, fit_next_item
from matinee.learning.sequential.tuning import plain_ranks

__all__ = ["Blend", "NextItemModel", "fit_next_item", "plain_ranks", "ranks"]
