"""Decisions: what was served can be made again whatever happened since, and what was sent is never lost or doubled."""

from concurrent.futures import ThreadPoolExecutor

from matinee.app.home import open_home
from matinee.app.members import forget
from matinee.core.values import Artwork, Event, Item, Member
from matinee.table.page.kinds import ROW_KINDS


def slots_of(page):
    return [slot for row in page.rows for slot in row.items]


def again(home, page):
    home.store.put_decisions([]).result()
    home.forget_pages()
    return home.rebuilt(page.decision).page


def test_a_page_is_made_again_after_consent_maturity_and_guests_have_changed(home):
    guest = Event(event_id="g1", kind="rate", anonymous="g", item="1", value=5.0, at=home.now())
    home.append([guest])
    page = home.page("7")
    home.append([Event(event_id="g2", kind="identify", anonymous="g", member="7", at=home.now())])
    home.put_member(Member(member="7", kids=True, consent=False))
    assert again(home, page) == page
    home.page("7")  # nothing of it is kept
    home.put_member(Member(member="7"))
    assert again(home, page) == page


def test_rows_loaded_at_the_same_time_lose_no_slot_and_repeat_no_item(home):
    page = home.page("9")
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda row: home.row(page.decision, row, 12), range(len(page.rows))))
    home.store.put_decisions([]).result()
    logged = home.decision(page.decision).table()
    assert len(logged) == sum(len(row.items) for row in rows)
    assert len(set(logged["item"].tolist())) == len(logged)
    assert slots_of(again(home, page)) == [slot for row in rows for slot in row.items]


def test_who_is_forgotten_in_another_process_is_unknown_here_from_the_next_request_on(home):
    page = home.page("7")
    assert home.profile("7")[0].n_events > 0
    home.store.put_decisions([]).result()
    other = open_home(home.path)
    forget(other, "7")
    other.close()
    assert home.profile("7")[0].n_events == 0
    assert {row.kind for row in home.page("7").rows}.isdisjoint({"because", "genre", "again"})
    assert page.decision not in home._made


def test_without_consent_nothing_personal_is_told(home):
    from matinee.app import find, tell

    anybody = [line["item"] for line in find.search(home, "love", "nobody-at-all")["items"]]
    home.put_member(Member(member="7", consent=False))
    assert [line["item"] for line in find.search(home, "love", "7")["items"]] == anybody
    assert tell.profile(home, "7")["seen"] == []


def test_a_child_sees_no_adult_item_picture_or_episode(home):
    pictures = (Artwork(artwork="adult", maturity=18), Artwork(artwork="mild", maturity=0))
    home.put_items(
        [Item(item=f"c{n}", title=f"For children {n}", genres=("Children",), artwork=pictures) for n in range(8)]
        + [Item(item="ks", title="Series", kind="series", genres=("Children",))]
        + [Item(item="k1", title="One", kind="episode", parent="ks", number=1, maturity=18)]
        + [Item(item="k2", title="Two", kind="episode", parent="ks", number=2)]
    )
    home.put_member(Member(member="child", kids=True))
    shown = slots_of(home.page("child"))
    catalog = home.live.world().catalog
    assert shown and all(
        "Children" in catalog.items[catalog.row_of[s.item]].genres and s.artwork != "adult" for s in shown
    )
    played = {s.play for s in shown if s.item == "ks"}
    assert played <= {"k2", ""} and "k1" not in played


def test_two_processes_that_count_a_trend_at_once_serve_from_the_same_state(home):
    other = open_home(home.path)
    other.clock = home.clock
    first = home.store.nearline_keep("trending:1", b"first")
    assert (first, other.store.nearline_keep("trending:1", b"second")) == (b"first", b"first")
    other.close()


def test_an_imported_event_of_today_does_not_throw_a_home_on_old_data_years_ahead(home):
    import msgspec

    from matinee.core.clock import DAY, wall_now

    then = home.now()
    event = {
        "event_id": "today",
        "kind": "rate",
        "member": "7",
        "item": "1",
        "value": 4.0,
        "at": wall_now() // 1_000_000,
    }
    home.import_events(msgspec.json.encode(event))
    kept = home.store.event("today")[1]
    assert abs(kept.at - then) < DAY and abs(home.store.latest_at() - then) < DAY


def test_every_row_kind_has_words_in_every_language():
    from matinee.table.page.words import load_words

    for language in ("en", "de"):
        words = load_words(language)["rows"]
        assert all(any(key.startswith(kind.name) for key in words) for kind in ROW_KINDS)
