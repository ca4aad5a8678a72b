"""Metrics: ranks, relevances, shares and probabilities in; one number or one number a member out."""

from matinee.verdict.metrics.calibration import expected_calibration_error
from matinee.verdict.metrics.catalogue import coverage, effective_catalogue_size
from matinee.verdict.metrics.intervals import mean_interval, paired_difference
from matinee.verdict.metrics.ranking import hit_rate_at, ndcg_at, recall_at, reciprocal_rank
from matinee.verdict.metrics.single import rank_hits, rank_ndcg

__all__ = [
    "coverage",
    "effective_catalogue_size",
    "expected_calibration_error",
    "hit_rate_at",
    "mean_interval",
    "ndcg_at",
    "paired_difference",
    "rank_hits",
    "rank_ndcg",
    "recall_at",
    "reciprocal_rank",
]
