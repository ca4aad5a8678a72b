"""A shop's home: rows that speak of what is bought, what goes with it, and nothing that is sold out."""

from __future__ import annotations

import numpy as np
import pytest

from matinee.app.home import open_home
from matinee.app.product import buy_again, goes_with, instead, product
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.clock import DAY, HOUR, from_iso
from matinee.core.values import Context, Event, Item, Member

NOW = from_iso("2026-03-02T12:00:00Z")
KINDS = ("bread", "butter", "milk", "soap", "towel", "pan")
PARTNER = {"bread": "butter", "soap": "towel"}


def catalogue() -> list[Item]:
    """Six kinds of goods of thirty products each; one product in two sizes, one of them sold out."""
    goods = [
        Item(
            item=f"{kind}-{n}",
            title=f"{kind.title()} {n}",
            kind="product",
            genres=(kind,),
            tags=(f"{kind} {n % 2}",),
            brand=f"Brand {n % 4}",
            price=2.0 + n,
            margin=0.5,
            currency="EUR",
            stock=0 if (kind, n) == ("butter", 3) else 10,
            added_at=NOW - (5 if n % 10 == 9 else 400) * DAY,
        )
        for kind in KINDS
        for n in range(30)
    ]
    family = Item(item="cup", title="Cup", kind="product", genres=("cup",), brand="Brand 1", price=5.0, currency="EUR")
    sizes = [
        Item(item=f"cup-{size}", title=f"Cup {size}", kind="variant", parent="cup", stock=stock, price=5.0)
        for size, stock in (("s", 0), ("l", 4))
    ]
    gone = Item(item="plate", title="Plate", kind="product", genres=("cup",), price=5.0)
    rest = [Item(item="plate-s", title="Plate s", kind="variant", parent="plate", stock=0, price=5.0)]
    dear = [Item(item="yacht", title="Yacht", kind="product", genres=("bread",), tags=("bread 0",), price=90_000.0)]
    return [*goods, family, *sizes, gone, *rest, *dear]


def purchases(seed: int = 3) -> list[Event]:
    """150 customers over 120 days: each buys its own bread every ten days, mostly with butter, soap with towels."""
    chance = np.random.default_rng(seed)
    events = []
    for who in range(150):
        own, zone = chance.integers(0, 12, len(KINDS)), ("Europe/Berlin", "Asia/Karachi")[who % 2]
        for visit, day in enumerate(range(int(chance.integers(0, 10)), 118, 10)):
            kind = ("bread", "soap", "milk")[int(chance.integers(0, 3))]
            basket = [(kind, own[KINDS.index(kind)])]
            if kind in PARTNER and chance.random() < 0.8:
                basket.append((PARTNER[kind], chance.integers(0, 6)))
            if chance.random() < 0.3:
                basket.append((KINDS[5], chance.integers(0, 30)))
            at = NOW - (120 - day) * DAY + int(chance.integers(0, 8)) * HOUR
            events += [
                Event(
                    event_id=f"{who}-{visit}-{place}", kind="purchase", at=at, member=f"c{who}", item=f"{name}-{n}",
                    session=f"s{who}-{visit}", quantity=1.0, price=2.0 + int(n), currency="EUR", time_zone=zone,
                )
                for place, (name, n) in enumerate(dict.fromkeys((name, int(n)) for name, n in basket))
            ]  # fmt: skip
    return sorted(events, key=lambda event: event.at)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("shop") / "home"
    init_home(path, "Corner shop")
    home = open_home(path)
    home.put_items(catalogue())
    zones = ("Europe/Berlin", "Asia/Karachi")
    home.store.put_members([Member(member=f"c{n}", time_zone=zones[n % 2]) for n in range(150)])
    home.append(purchases())
    home.close()
    home = open_home(path)
    learn_and_publish(home, lambda _: None, judged=False)
    yield home
    home.close()


def drafted(home, member, kind):
    """The first row of a kind that could stand on the member's page, as (words, item ids, reasons)."""
    made = home.make(member)
    draft = next(draft for draft in made.plan.drafts if draft.kind == kind)
    ids = [home.live.world().catalog.ids[row] for row in made.plan.ranked.rows[draft.picks]]
    return draft, ids


def rows_of(home, member, **context):
    page = home.page(member, Context(at=home.now(), **context))
    return {row.kind: row for row in page.rows}


def tell(home, kind, item, member="c1", **fields):
    number = home.store.last_seq()
    home.append(
        [Event(event_id=f"{kind}-{item}-{number}", kind=kind, at=home.now(), member=member, item=item, **fields)]
    )


def test_what_is_due_stands_in_buy_again_with_the_day_it_was_bought(shop):
    pages = {f"c{n}": rows_of(shop, f"c{n}") for n in range(20)}
    member, row = next((member, page["due"]) for member, page in pages.items() if "due" in page)
    bought = {event.item for event in purchases() if event.member == member}
    assert {slot.item for slot in row.items} <= bought
    assert "days ago" in row.items[0].why
    scores = [slot.score for slot in row.items if "days ago" in slot.why]
    assert scores == sorted(scores, reverse=True)


def test_what_was_just_bought_is_due_no_more(shop):
    before = {slot["item"]: slot["chance"] for slot in buy_again(shop, "c2", 30)}
    first = max(before, key=before.get)
    tell(shop, "purchase", first, "c2", quantity=1.0, price=3.0, currency="EUR")
    after = {slot["item"]: slot["chance"] for slot in buy_again(shop, "c2", 30)}
    assert after.get(first, 0.0) < before[first]


def test_what_lies_in_the_cart_brings_what_goes_with_it_and_nothing_of_its_kind(shop):
    tell(shop, "cart_add", "bread-1", "c3", quantity=1.0)
    draft, ids = drafted(shop, "c3", "with")
    kinds = [item.split("-")[0] for item in ids]
    assert draft.words == "with_cart" and draft.about["title"] == "Bread 1"
    assert kinds.count("butter") >= 4
    assert "bread" not in kinds


def test_complements_and_substitutes_of_a_product_have_nothing_in_common(shop):
    for item in ("bread-1", "soap-2", "butter-5"):
        with_it = {slot["item"] for slot in goes_with(shop, item)}
        stands = {slot["item"] for slot in instead(shop, item)}
        assert with_it and stands and not with_it & stands
    assert all(slot["item"].startswith("butter") for slot in goes_with(shop, "bread-1")[:3])
    assert all(slot["item"].startswith("bread") for slot in instead(shop, "bread-1"))


def test_a_look_at_a_product_brings_what_could_stand_for_it(shop):
    tell(shop, "open", "soap-7", "c4")
    draft, ids = drafted(shop, "c4", "looked")
    assert draft.about["title"] == "Soap 7"
    assert all(item.startswith("soap") and item != "soap-7" for item in ids[:4])


def test_what_is_new_from_a_brand_is_shown_to_who_buys_it(shop):
    found = [rows_of(shop, f"c{n}") for n in range(8, 20)]
    rows = [row for page in found for row in page.values() if row.kind == "brand"]
    for row in rows:
        brand = row.name.removeprefix("New from ")
        assert all(shop.store.item(slot.item)[1].brand == brand for slot in row.items)
        assert all(shop.store.item(slot.item)[1].added_at > NOW - 90 * DAY for slot in row.items)


def test_each_place_has_its_own_popular_row_with_true_counts(shop):
    pages = {zone: rows_of(shop, "guest", time_zone=zone) for zone in ("Europe/Berlin", "Asia/Karachi")}
    assert {zone: pages[zone]["local"].name for zone in pages} == {zone: f"Popular in {zone}" for zone in pages}
    slot = next(slot for slot in pages["Asia/Karachi"]["local"].items if "customers" in slot.why)
    log = [event for event in purchases() if event.item == slot.item and event.time_zone == "Asia/Karachi"]
    buyers = {event.member for event in log}
    assert slot.why == f"bought by {len(buyers)} customers in Asia/Karachi"


def test_nothing_sold_out_stands_on_a_page_and_a_family_only_while_a_part_is_left(shop):
    shown = {slot.item for n in range(30) for row in rows_of(shop, f"c{n}").values() for slot in row.items}
    assert not shown & {"butter-3", "plate", "plate-s", "cup-s", "cup-l"}
    page = product(shop, "cup")
    assert [(one["item"], one["stock"]) for one in page["variants"]] == [("cup-l", 4), ("cup-s", 0)] or len(
        page["variants"]
    ) == 2


def test_what_is_many_times_dearer_than_anything_bought_is_not_offered(shop):
    shown = {slot.item for n in range(30) for row in rows_of(shop, f"c{n}").values() for slot in row.items}
    assert "yacht" not in shown


def test_a_products_page_holds_its_price_and_all_four_shelves(shop):
    page = product(shop, "bread-1", "c1")
    assert (page["price"], page["currency"], page["brand"]) == (3.0, "EUR", "Brand 1")
    assert page["goes_with"] and page["instead"] and page["similar"] and page["buy_again"]
    assert all(slot["due"] >= "2026-03-02" for slot in page["buy_again"] if slot["due"])


def test_a_shop_page_holds_no_family_twice_and_every_reason_is_filled(shop):
    for n in range(40, 60):
        slots = [slot for row in shop.page(f"c{n}", Context(at=shop.now())).rows for slot in row.items]
        assert len({slot.item for slot in slots}) == len(slots)
        assert not any("{" in slot.why for slot in slots)


def test_a_page_of_a_shop_is_made_again_from_the_log(shop):
    page = shop.page("c7", Context(at=shop.now()))
    again = shop.rebuilt(page.decision).page
    assert [(s.item, s.why) for r in again.rows for s in r.items] == [
        (s.item, s.why) for r in page.rows for s in r.items
    ]
