"""Pages: nothing twice, everything logged, and every page made again from the log."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from matinee.core.decision import Decision
from matinee.core.values import Context, Event, Item, Member
from matinee.serving.home import features
from matinee.table.page.drafts import WHYS
from matinee.verdict.decisions import pack, unpack
from tests.app.conftest import DATA, MEMBERS

WHO = [str(n) for n in range(1, 41)]


def live(home, kind, item, member="7", **more) -> None:
    n = home.store.n_events()
    home.append([Event(event_id=f"live-{n}", kind=kind, item=item, member=member, at=home.now(), **more)])


def served(home, decision) -> Decision:
    home.store.put_decisions([]).result()
    return home.decision(decision)


def slots_of(page):
    return [slot for row in page.rows for slot in row.items]


@pytest.mark.parametrize("device", ["tv", "desktop", "tablet", "phone"])
def test_no_item_stands_twice_no_row_is_short_and_the_geometry_fits_the_device(home, device):
    shape = getattr(home.settings.page.devices, device)
    for who in WHO[:10]:
        page = home.page(who, Context(at=home.now(), device=device))
        items = [slot.item for slot in slots_of(page)]
        assert len(items) == len(set(items))
        assert 6 <= len(page.rows) <= shape.rows
        assert all(home.settings.page.min_row <= len(row.items) <= shape.columns for row in page.rows)
        assert [[s.column for s in row.items] for row in page.rows] == [list(range(len(r.items))) for r in page.rows]


def test_the_stronger_rows_stand_first(home):
    means = []
    for who in WHO:
        means.append([np.mean([s.score for s in row.items[:4]]) for row in home.page(who).rows[:6]])
    by_place = np.mean(np.array(means), axis=0)
    assert by_place[0] > by_place[2] > by_place[5]


def test_a_served_page_is_rebuilt_from_log_and_snapshot_equal_in_every_slot(home):
    pages = [home.page(who, Context(at=home.now(), device="phone" if n % 2 else "tv")) for n, who in enumerate(WHO)]
    for page in pages:
        live(home, "play", slots_of(page)[0].item, page.member, seconds=3000.0)  # later events must not matter
    home.put_items([Item(item="new-one", title="Later", genres=("Drama",))])
    for page in pages:
        logged = served(home, page.decision)
        again = home.rebuilt(page.decision)
        assert again.page == page
        assert pack(unpack(pack(logged))) == pack(logged) and again.decision.slots == logged.slots


def test_columns_loaded_later_are_appended_to_the_decision_and_rebuilt_too(home):
    page = home.page("3")
    deep = next(
        row for row in page.rows[1:] if row.kind in ("top", "loved", "genre", "popular") and len(row.items) == 20
    )
    longer = home.row(page.decision, deep.row, 15)
    other = home.row(page.decision, 0, 10)
    assert longer.items[:20] == deep.items and len(longer.items) > 20
    served(home, page.decision)
    again = home.rebuilt(page.decision).page
    assert (again.rows[deep.row], again.rows[0]) == (longer, other)
    items = [slot.item for slot in slots_of(again)]
    assert len(items) == len(set(items))


def test_features_logged_at_serving_equal_those_rebuilt_offline_and_no_later_event_changes_them(home):
    sampled = 0
    for who in [str(n) for n in range(1, MEMBERS)]:
        page = home.page(who)
        live(home, "rate", slots_of(page)[1].item, who, value=5.0)
        logged = served(home, page.decision)
        if not logged.features:
            continue
        sampled += 1
        made = home.rebuilt(page.decision)
        now = features(made.situation, made.decision.table()["item"].astype(np.int32))
        assert np.abs(np.frombuffer(logged.features).reshape(now.shape) - now).max() < 1e-6
    assert sampled >= 3


def test_the_next_page_already_knows_an_acknowledged_event(home):
    before = home.page("7")
    chosen = before.rows[0].items[0].item
    live(home, "dismiss", chosen)
    assert chosen not in {slot.item for slot in slots_of(home.page("7"))}
    live(home, "play", before.rows[0].items[1].item, seconds=1500.0)
    after = home.page("7")
    resume = next(row for row in after.rows if row.kind == "continue")
    assert resume.row <= 2 and [slot.item for slot in resume.items] == [before.rows[0].items[1].item]


def test_an_item_made_unavailable_or_above_the_profile_s_maturity_is_not_shown_from_the_next_request_on(home):
    first = home.page("7").rows[0].items[0]
    item = home.store.item(first.item)[1]
    home.put_items([Item(item=item.item, title=item.title, year=item.year, genres=item.genres, available=False)])
    assert first.item not in {slot.item for slot in slots_of(home.page("7"))}
    second = home.page("7").rows[0].items[0]
    held = home.store.item(second.item)[1]
    home.put_items([Item(item=held.item, title=held.title, year=held.year, genres=held.genres, maturity=18)])
    home.put_member(Member(member="7", maturity=12))
    assert second.item not in {slot.item for slot in slots_of(home.page("7"))}


def test_without_consent_the_page_is_that_of_somebody_unknown(home):
    home.put_member(Member(member="7", consent=False))
    mine, nobody = home.page("7"), home.page("nobody-at-all")
    assert [row.kind for row in mine.rows] == [row.kind for row in nobody.rows]
    assert {row.kind for row in mine.rows}.isdisjoint({"because", "genre", "continue", "again", "person"})


def test_a_member_without_history_gets_a_page_that_is_full(home):
    page = home.page("nobody-at-all")
    assert len(page.rows) >= 3 and len(slots_of(page)) >= 40


def test_ratings_keyed_in_are_no_viewing_hours_and_no_plays(home):
    page = home.page("7")
    told = home.make("7").plan.off
    assert {row.kind for row in page.rows}.isdisjoint({"continue", "trending"})
    assert "resume plays" in told["continue"] and "trending events" in told["trending"]


def ratings():
    by_member = defaultdict(dict)
    with (DATA / "ratings.csv").open() as source:
        for line in csv.DictReader(source):
            if int(line["userId"]) <= MEMBERS:
                by_member[line["userId"]][line["movieId"]] = float(line["rating"])
    return by_member


def test_every_reason_on_a_thousand_slots_is_derived_again_from_the_ratings_alone_and_true(home):
    given = ratings()
    means = {who: (sum(r.values()) + 17.5) / (len(r) + 5) for who, r in given.items()}
    liked = {who: {i for i, r in rated.items() if r >= means[who] - 1e-9} for who, rated in given.items()}
    catalog = home.live.world().catalog
    checked: dict[str, int] = defaultdict(int)
    for who in [str(n) for n in range(1, 121)]:
        page = home.page(who)
        logged = served(home, page.decision)
        table = logged.table()
        for row in logged.rows:
            if row.kind == "genre":
                of_genre = [i for i in liked[who] if row.about["genre"] in catalog.items[catalog.row_of[i]].genres]
                assert (row.about["n_liked"], row.about["n_history"]) == (len(of_genre), len(liked[who]))
            if row.kind == "because":
                assert row.about["item"] in liked[who] and row.about["rating"] == f"{given[who][row.about['item']]:g}"
        for slot, line in zip(slots_of(page), table, strict=True):
            why, ref, n = WHYS[line["why"]], int(line["ref"]), int(line["n"])
            if why == "because":
                other = catalog.ids[ref]
                both = sum(1 for items in liked.values() if slot.item in items and other in items)
                assert other in liked[who] and n == both >= 2, slot
            elif why in ("popular", "window"):
                many = sum(1 for items in liked.values() if slot.item in items)
                assert n == many if why == "popular" else 0 < n <= many, slot
            elif why == "genre":
                assert catalog.genres.names[ref] in catalog.items[catalog.row_of[slot.item]].genres, slot
            elif why == "again":
                assert slot.item in given[who], slot
            else:
                assert why in ("new", "explore"), why
            checked[why] += 1
    assert sum(checked.values()) >= 1000 and checked["because"] > 100 and checked["popular"] > 20


def test_a_guest_becomes_a_member_once_in_any_order(home):
    item = slots_of(home.page("7"))[0].item
    guest = Event(event_id="g1", kind="rate", anonymous="guest-1", item=item, value=5.0, at=home.now())
    known = Event(event_id="g2", kind="identify", anonymous="guest-1", member="7", at=home.now())
    before = home.profile("7")[0].n_events
    home.append([known])
    home.append([guest])
    home.append([known, guest])
    profile = home.profile("7")[0]
    assert profile.n_events == before + 2 and profile.touch(home.row_of(item))["rating"] == 5.0
    assert home.profile("guest-1")[0].n_events == profile.n_events
