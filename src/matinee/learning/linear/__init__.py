"""Linear models of a catalogue: sequences or interactions in, item x item weights out."""

from matinee.learning.linear.dense import fit_directed, fit_edlae
from matinee.learning.linear.sequences import Sequences, decayed_profiles
from matinee.learning.linear.supports import fit_directed_sparse, fit_edlae_sparse
from matinee.learning.linear.topk import SparseRows, top_k_sparse
from matinee.learning.linear.transitions import Moments, decayed_counts, moments

__all__ = [
    "Moments",
    "Sequences",
    "SparseRows",
    "decayed_counts",
    "decayed_profiles",
    "fit_directed",
    "fit_directed_sparse",
    "fit_edlae",
    "fit_edlae_sparse",
    "moments",
    "top_k_sparse",
]
