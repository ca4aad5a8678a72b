"""Ranking: candidates in, the chance that each is welcome to this member now out."""
