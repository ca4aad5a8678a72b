"""Evaluation: recorded behaviour in, measured quality beside its baselines out."""
