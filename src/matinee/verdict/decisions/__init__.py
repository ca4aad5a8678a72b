"""Decisions: packed for the log and read back; what every later judgement rests on."""

from matinee.verdict.decisions.packing import pack, unpack

__all__ = ["pack", "unpack"]
