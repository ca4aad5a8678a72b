"""House rules, the frequency cap and families, held on pages of worlds drawn at random; full counts in make verify."""

import itertools
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from matinee.catalog.view import build_view
from matinee.core.clock import DAY, HOUR
from matinee.core.profile import TOUCH, Profile
from matinee.core.settings import DeviceSettings, PageSettings, RankingSettings, Settings
from matinee.core.snapshot import Nearline
from matinee.core.values import Context, Item, Member
from matinee.evaluation.page_bench import NOW, likes
from matinee.learning.fit import fit
from matinee.serving.plan import plan
from matinee.serving.situate import World, situate

DEVICE = DeviceSettings(rows=6, columns=8, view_rows=3, view_columns=4)
COUNTRIES = ("DE", "US", "PK")
OWN = ("continue", "list", "due")
N = 120


def item_of(row, rng):
    return Item(
        item=f"i{row}", title=f"Item {row}", year=int(rng.integers(1960, 2026)),
        kind="episode" if row % 17 == 5 else "film", parent=f"i{row - 1}" if row % 17 == 5 else "",
        genres=tuple({f"g{g}" for g in rng.integers(0, 6, 2)}), people=(f"p{rng.integers(0, 15)}",),
        maturity=int(rng.choice([0, 6, 7, 12, 16, 18])), available=bool(rng.random() < 0.9),
        available_from=int(rng.choice([0, NOW - 40 * DAY, NOW - DAY])),
        available_until=int(rng.choice([0, NOW + DAY, NOW - 2 * DAY, NOW + 9 * DAY])),
        countries=tuple(rng.choice(COUNTRIES, rng.integers(1, 3), replace=False)) if rng.random() < 0.3 else (),
        stock=int(rng.choice([0, 3])) if rng.random() < 0.3 else None,
        added_at=NOW - int(rng.integers(0, 300)) * DAY,
    )  # fmt: skip


def world_of(rng):
    """A small catalogue with every kind of restriction, what was learned of it, and rules of a house."""
    catalog = build_view([(row, item_of(row, rng)) for row in range(N)])
    evidence = {
        "first_at": NOW - 300 * DAY,
        "last_at": NOW,
        "days_with_events": 28,
        "plays": 500,
        "trending_events": 50,
    }
    snapshot = fit(likes(60, N, rng), catalog, RankingSettings(linear_items=N, min_count=1), evidence, lambda _: None)
    ids = [f"i{row}" for row in rng.permutation(N)]
    page = PageSettings(
        min_row=3, exploration=float(rng.choice([0.02, 0.3])), excluded=tuple(ids[:5]),
        pinned_items={ids[6]: 1, ids[7]: 0}, boosts={ids[8]: 3.0, ids[9]: 0.2},
        pinned_rows={"gems": 1} if rng.random() < 0.5 else {},
    )  # fmt: skip
    trend = Nearline(1, NOW, np.arange(0, 20, dtype=np.int32), np.ones(20, np.float32), np.full(20, 9, np.int32))
    return World(catalog, replace(snapshot, version="x"), trend, Settings(page=page))


def profile_of(who, rng):
    """Somebody who played, rated, listed, dismissed and ignored some things."""
    rows = np.sort(rng.choice(N, rng.integers(0, 30), replace=False)).astype(np.int32)
    touches = np.zeros(len(rows), TOUCH)
    touches["row"], touches["n_events"], touches["hour"], touches["device"] = rows, 1, -1, -1
    for name in ("rating", "thumb", "ranked", "position"):
        touches[name] = np.nan
    at = NOW - rng.integers(0, 60 * DAY, len(rows))
    for name in ("first_at", "last_at", "acted_at"):
        touches[name] = at
    played = rng.random(len(rows)) < 0.5
    touches["plays"], touches["played_at"] = played, np.where(played, at, 0)
    touches["seconds"] = np.where(played, rng.choice([60.0, 3_000.0, 6_000.0], len(rows)), 0.0)
    touches["dismissed_at"] = np.where(rng.random(len(rows)) < 0.1, NOW - DAY, 0)
    touches["listed_at"] = np.where(rng.random(len(rows)) < 0.2, NOW - DAY, 0)
    return Profile(who, len(rows), NOW - 60 * DAY, NOW - HOUR, touches=touches)


def member_of(rng):
    return Member(
        member="m",
        maturity=int(rng.choice([6, 12, 16, 100])),
        kids=bool(rng.random() < 0.2),
        country=str(rng.choice(COUNTRIES)),
    )


def page_of(world, rng, member=None, profile=None, at=NOW):
    member, profile = member or member_of(rng), profile or profile_of("m", rng)
    context = Context(at=at, device="tv", country=member.country, seed=int(rng.integers(2**40)))
    return plan(situate(member, profile, context, world), DEVICE), member


def broken(world, made, member, at=NOW):
    """What of a page breaks a rule, in words."""
    catalog, found = world.catalog, []
    rows = [made.ranked.rows[row.picks] for row in made.rows]
    everything = np.concatenate([np.zeros(0, int), *rows]).astype(int)
    for row in everything.tolist():
        item = catalog.items[row]
        late = item.available_until and at >= item.available_until
        if not item.available or at < item.available_from or late:
            found.append(f"{row} is not available")
        if item.countries and member.country not in item.countries:
            found.append(f"{row} is not licensed")
        if item.stock == 0:
            found.append(f"{row} is sold out")
        if item.maturity > (min(member.maturity, 7) if member.kids else member.maturity):
            found.append(f"{row} is not suitable")
        if item.item in world.settings.page.excluded:
            found.append(f"{row} is excluded")
    if len({int(catalog.family[row]) for row in everything.tolist()}) < len(everything):
        found.append("a family stands twice")
    for place, row in enumerate(made.rows):
        if len(row.picks) < (1 if row.draft.kind in ("continue", "list") else 3):
            found.append(f"row {place} is short")
    kinds = [row.draft.kind for row in made.rows]
    for kind, place in world.settings.page.pinned_rows.items():
        if kind in kinds and len(kinds) > place and kinds.index(kind) != place:
            found.append(f"{kind} is not at {place}")
    return [*found, *unpinned(world, made)]


def unpinned(world, made):
    """Pinned items that could stand, and do not at their column of the first row that recommends."""
    first = next((row for row in made.rows if row.draft.kind not in ("continue", "list", "again")), None)
    if first is None:
        return []
    found = []
    for item, column in world.settings.page.pinned_items.items():
        row = int(world.catalog.family[world.catalog.row_of[item]])
        at = np.flatnonzero(made.ranked.rows[first.picks] == row)
        if row in made.ranked.rows and column < len(first.picks) and at.tolist() != [column]:
            found.append(f"{item} is not pinned to {column}")
    return found


@pytest.mark.parametrize(
    "n_pages",
    [
        pytest.param(300, marks=pytest.mark.slow, id="300 pages"),
        pytest.param(1_000_000, marks=pytest.mark.full, id="a million pages"),
    ],
)
def test_no_page_breaks_a_rule_of_the_house(n_pages):
    rng = np.random.default_rng(20261122)
    for number in range(n_pages):
        if number % 100 == 0:
            world = world_of(rng)
        made, member = page_of(world, rng)
        assert broken(world, made, member) == []


@pytest.mark.parametrize(
    "n_impressions",
    [
        pytest.param(3_000, marks=pytest.mark.slow, id="3,000 impressions"),
        pytest.param(1_000_000, marks=pytest.mark.full, id="a million impressions"),
    ],
)
def test_nothing_is_shown_more_often_than_the_cap_allows(n_impressions):
    """A member who touches nothing comes again and again; every slot of every page comes into view."""
    rng, shown = np.random.default_rng(7), 0
    while shown < n_impressions:
        world = world_of(rng)
        page = msgspec.structs.replace(world.settings.page, cap_impressions=int(rng.integers(1, 9)), pinned_items={})
        world = replace(world, settings=Settings(page=page))
        touches = np.zeros(N, TOUCH)
        touches["row"], touches["hour"], touches["device"] = np.arange(N), -1, -1
        for name in ("rating", "thumb", "ranked", "position"):
            touches[name] = np.nan
        at, member = NOW, Member(member="m", country="DE")
        seen = [[] for _ in range(N)]
        for _ in range(60):
            at += int(rng.integers(1, 20)) * HOUR
            made, _ = page_of(world, rng, member, Profile("m", 1, at, at, touches=touches.copy()), at)
            for row in made.rows:
                items = made.ranked.rows[row.picks]
                shown += len(items)
                for item in items.tolist():
                    since = at - page.cap_days * DAY
                    assert row.draft.kind in OWN or sum(t > since for t in seen[item]) < page.cap_impressions
                    seen[item].append(at)
                touches["shown"][items, 1:] = touches["shown"][items, :-1]
                touches["shown"][items, 0] = at


def test_what_was_shown_in_vain_steps_back_before_the_cap_ends_it():
    rng = np.random.default_rng(3)
    world = world_of(rng)
    world = replace(world, settings=Settings(page=PageSettings(min_row=3, exploration=0.0, patience=2)))
    member = Member(member="m", country="DE")
    fresh, _ = page_of(world, rng, member, Profile("m"))
    leader = int(fresh.ranked.rows[fresh.ranked.order[0]])
    places = []
    for times in range(6):
        touches = np.zeros(1, TOUCH)
        touches["row"], touches["hour"], touches["device"] = leader, -1, -1
        for name in ("rating", "thumb", "ranked", "position"):
            touches[name] = np.nan
        touches["shown"][0, :times] = NOW - HOUR
        made, _ = page_of(world, rng, member, Profile("m", 1, NOW, NOW, touches=touches))
        places.append(float(made.ranked.chances[np.flatnonzero(made.ranked.rows == leader)[0]]))
    assert all(later < earlier for earlier, later in itertools.pairwise(places[2:]))


def test_a_wrong_rule_is_named_when_settings_are_read():
    from matinee.core.errors import SettingsError
    from matinee.core.settings import parse

    for text in ("boosts = {a = 0.0}", "pinned_items = {a = -1}", "cap_impressions = 9", "pinned_rows = {nothing = 1}"):
        with pytest.raises(SettingsError):
            parse(f"[page]\n{text}")
