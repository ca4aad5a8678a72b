"""Verdicts on messages: a home in; for each kind of message how often it was clicked beside what was to be expected of
whom it went to, when and by which way, with an interval and a word, out."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matinee.app.home import Home
from matinee.app.verdicts import WORDS, line
from matinee.core.clock import DAY, HOUR
from matinee.messages.panel import Ints
from matinee.storage.messages import MessageRow
from matinee.verdict.feedback.expected import expected_success
from matinee.verdict.feedback.verdicts import judge_groups

MESSAGE: Final = "message"
SETTLED: Final = 2 * DAY
"""A message is read within this time or hardly ever; younger ones are no failures yet."""


def message_verdicts(home: Home, limit: int = 0) -> dict[str, Any]:
    """A line for each kind of message, the most sent first, with totals by word; `limit` 0 gives all."""
    until = home.now() - SETTLED
    sent = [m for m in home.store.messages_between(0, 2**62) if m.state == "sent" and 0 < m.sent_at <= until]
    if not sent:
        return {"of": MESSAGE, "exposures": 0, "words": dict.fromkeys(WORDS, 0), "exposure_share": {}, "lines": []}
    clicked = clicks(home)
    success = np.array([m.key in clicked for m in sent], np.float64)
    kinds, group = np.unique([m.kind for m in sent], return_inverse=True)
    expected = expected_success(success, circumstances(sent))
    found = judge_groups(success, expected, group.astype(np.int64), _codes([m.member for m in sent]),
                         home.settings.verdict.words)  # fmt: skip
    order = np.argsort(-found.exposures, kind="stable")
    lines = [line(home, MESSAGE, str(kinds[k]), found, int(k)) for k in order]
    share = {word: sum(one["exposures"] for one in lines if one["word"] == word) / len(sent) for word in WORDS}
    return {
        "of": MESSAGE,
        "exposures": len(sent),
        "words": {word: sum(one["word"] == word for one in lines) for word in WORDS},
        "exposure_share": {word: round(value, 4) for word, value in share.items()},
        "lines": lines[:limit] if limit else lines,
    }


def clicks(home: Home) -> set[str]:
    """The keys of messages that were clicked."""
    log = home.store.duck()
    try:
        sql = "SELECT DISTINCT message FROM events WHERE kind = 'message_click'"
        return {str(key) for (key,) in log.execute(sql).fetchall()}
    finally:
        log.close()


def circumstances(sent: list[MessageRow]) -> list[Ints]:
    """What a click hangs on besides the kind: whose it is, the way it went, and the sixth of the day."""
    part = np.array([m.sent_at % DAY // (4 * HOUR) for m in sent], np.int64)
    return [_codes([m.member for m in sent]), _codes([m.channel for m in sent]), part]


def _codes(values: list[str]) -> Ints:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)
