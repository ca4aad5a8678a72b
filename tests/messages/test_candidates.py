"""What could be said: each kind when it is due, never what was seen, bought, dismissed or ignored so often."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matinee.catalog.view import build_view
from matinee.core.clock import DAY, HOUR
from matinee.core.profile import TOUCH
from matinee.core.values import Item
from matinee.messages.candidates import Known, Shelf, candidates

NOW = 1_000 * DAY


def shelf_of_items() -> list[Item]:
    """A series with a new season, films, products."""
    return [
        Item(item="show", title="Show", kind="series", genres=("Drama",)),
        Item(item="s1", title="Show 1", kind="season", parent="show", number=1, added_at=NOW - 300 * DAY),
        Item(item="s2", title="Show 2", kind="season", parent="show", number=2, added_at=NOW - 2 * DAY),
        *(
            Item(
                item=f"f{n}",
                title=f"Film {n}",
                genres=("Drama",),
                price=10.0,
                currency="EUR",
                added_at=NOW - n * 5 * DAY,
            )
            for n in range(20)
        ),
    ]


CATALOG = build_view(list(enumerate(shelf_of_items())))
ROW = CATALOG.row_of


def touched(**columns: dict[str, int]) -> np.ndarray:
    """One touch for each item named: item -> fields."""
    rows = sorted((ROW[item], fields) for item, fields in columns.items())
    touches = np.zeros(len(rows), TOUCH)
    for touch, (row, fields) in zip(touches, rows, strict=True):
        touch["row"] = row
        for name, value in fields.items():
            touch[name] = value
    return touches


def known(touches: np.ndarray, **given_: object) -> Known:
    n = len(CATALOG)
    told = {
        "progress": np.zeros(len(touches)), "done": np.zeros(len(touches), bool),
        "liked": np.array([ROW["f3"]], np.int32),
        "genres": np.ones(1), "allowed": np.ones(n, bool), "fresh": np.ones(n, bool),
        "chance": np.linspace(0.1, 0.5, n),
    }  # fmt: skip
    return Known(at=NOW, catalog=CATALOG, touches=touches, **(told | given_))


def kinds_of(k: Known) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in candidates(k, 3):
        found.setdefault(one.kind, []).append(CATALOG.ids[one.row])
    return found


def test_a_new_season_of_what_was_watched_an_arrival_and_a_recommendation_with_its_reason():
    k = known(touched(show={"plays": 3, "played_at": NOW - 60 * DAY}))
    found = kinds_of(k)
    assert found["new_season"] == ["show"]
    assert set(found["arrival"]) <= {"s2", "f0", "f1", "f2"} and "f19" in found["recommendation"]
    because = next(one for one in candidates(k, 3) if one.kind == "recommendation" and one.row == ROW["f19"])
    assert because.fields["because"] == "Film 3"
    season = next(one for one in candidates(k, 3) if one.kind == "new_season")
    assert season.fields["season"] == "Season 2"


def test_resume_basket_price_and_stock_each_within_their_days_only():
    touches = touched(
        f1={"plays": 1, "played_at": NOW - 3 * DAY},
        f2={"carted_at": NOW - 5 * HOUR, "acted_at": NOW - 5 * HOUR},
        f4={"opens": 1, "acted_at": NOW - 9 * DAY},
        f5={"opens": 1, "acted_at": NOW - 9 * DAY},
        f6={"carted_at": NOW - 20 * DAY, "acted_at": NOW - 20 * DAY},
        f7={"opens": 1, "acted_at": NOW - 9 * DAY, "bought_at": NOW - 9 * DAY},
    )
    shelf = Shelf({ROW["f4"]: (14.0, NOW - DAY), ROW["f7"]: (14.0, NOW - DAY)}, {ROW["f5"]: NOW - DAY})
    found = kinds_of(known(touches, progress=np.array([0.4, 0, 0, 0, 0, 0]), shelf=shelf))
    assert found["resume"] == ["f1"] and found["basket"] == ["f2"]
    assert found["price_drop"] == ["f4"] and found["back_in_stock"] == ["f5"]


def test_replenish_win_back_and_after_the_season_only_for_whom_they_are():
    assert {"replenish", "win_back", "after_season"} & set(kinds_of(known(touched()))) == set()
    everyday = np.zeros(len(CATALOG))
    everyday[ROW["f8"]] = 1.0
    k = known(touched(), due={ROW["f9"]: 14.2}, lapsed=True, away_days=40.0, season="Eid", everyday=everyday)
    found = kinds_of(k)
    assert found["replenish"] == ["f9"] and found["after_season"] == ["f8"] and len(found["win_back"]) == 8
    assert candidates(k, 3)[0].kind == "replenish"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_nothing_forbidden_had_or_ignored_is_ever_said(seed):
    rng, n = np.random.default_rng(seed), len(CATALOG)
    rows = np.sort(rng.choice(n, 10, replace=False))
    touches = np.zeros(10, TOUCH)
    touches["row"] = rows
    for name in ("played_at", "carted_at", "bought_at", "acted_at", "listed_at"):
        touches[name] = np.where(rng.random(10) < 0.5, NOW - rng.integers(0, 40 * DAY, 10), 0)
    touches["plays"], touches["opens"] = rng.integers(0, 3, 10), rng.integers(0, 3, 10)
    allowed = rng.random(n) < 0.7
    fresh = allowed & (rng.random(n) < 0.7)
    unanswered = {int(row): int(rng.integers(0, 6)) for row in rng.choice(n, 8)}
    shelf = Shelf({int(row): (99.0, NOW - DAY) for row in rows})
    told = {"progress": rng.random(10), "done": rng.random(10) < 0.5, "chance": rng.random(n), "shelf": shelf}
    masks = {"allowed": allowed, "fresh": fresh, "unanswered": unanswered}
    k = known(touches, lapsed=True, due={int(rows[0]): 9.0}, **masks, **told)
    for one in candidates(k, 3):
        assert allowed[one.row] and unanswered.get(one.row, 0) < 3
        if one.kind in ("arrival", "recommendation", "win_back", "after_season"):
            assert fresh[one.row]
        if one.kind == "resume":
            assert not k.done[np.searchsorted(rows, one.row)]
        if one.kind in ("basket", "price_drop", "back_in_stock"):
            touch = touches[np.searchsorted(rows, one.row)]
            assert touch["bought_at"] < max(touch["acted_at"], touch["carted_at"])
