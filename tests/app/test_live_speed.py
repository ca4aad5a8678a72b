"""Live: over HTTP, the page after an event shows it, whatever the event changed."""

import pytest

from matinee.app.live_speed import measure


@pytest.mark.slow
def test_no_page_is_stale_after_a_play_a_dismissal_a_maturity_change_or_an_item_made_unavailable():
    found = measure(n_items=300, n_members=200, rounds=40, seed=3, home=None, tell=lambda _: None)
    assert found.stale == 0
    assert {kind: line["rounds"] for kind, line in found.by_kind.items()} == {
        "play": 20, "dismiss": 16, "maturity": 2, "unavailable": 2,
    }  # fmt: skip
    assert 0 < found.page_p50_ms < found.p50_ms <= found.p99_ms
