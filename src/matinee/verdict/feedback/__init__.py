"""Feedback: decisions and later events in; outcomes, rewards and verdicts out."""
