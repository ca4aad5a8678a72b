"""Events as other tools write them, in the forms that their own documentation gives."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matinee.core.errors import InvalidInput, UnknownName
from matinee.core.settings import EventSettings
from matinee.events import Checked
from matinee.events.elsewhere import FORMS, Made, read_elsewhere, translate

NOW = 1_780_000_000_000_000
SETTINGS = EventSettings()


def anything(_: str) -> bool:
    return True


def read(form: str, sent: object, known: Any = anything, content_type: str = "", **settings: Any) -> Checked:
    raw = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return read_elsewhere(raw, form, NOW, known, EventSettings(**settings), content_type)


def said(checked: Checked, *names: str) -> list[tuple[Any, ...]]:
    assert [one.reason for one in checked.rejected] == []
    return [tuple(getattr(event, name) for name in names) for event in checked.events]


def made(form: str, sent: object) -> list[Made]:
    found = list(translate(json.dumps(sent).encode(), form, SETTINGS, NOW))
    assert all(isinstance(one, Made) for one in found), found
    return found  # type: ignore[return-value]


# ---- Segment ----

WHO = {"userId": "97980cfea0067", "anonymousId": "a-1", "messageId": "m-1", "timestamp": "2026-03-01T12:00:00.500Z"}
MONOPOLY = {
    "product_id": "507f1f77bcf86cd799439011",
    "sku": "45790-32",
    "name": "Monopoly: 3rd Edition",
    "price": 19,
    "quantity": 1,
    "category": "Games",
    "position": 1,
}
UNO = {
    "product_id": "505bd76785ebb509fc183733",
    "sku": "46493-32",
    "name": "Uno",
    "price": "3",
    "quantity": 2,
    "position": 2,
}


def track(event: str, **properties: Any) -> dict[str, Any]:
    return {**WHO, "type": "track", "event": event, "properties": properties, "context": {"timezone": "Europe/Berlin"}}


def test_a_segment_order_is_a_purchase_of_each_product_with_an_id_of_its_own() -> None:
    call = track("Order Completed", order_id="o-1", currency="USD", products=[MONOPOLY, UNO])
    checked = read("segment", call)
    assert said(checked, "event_id", "kind", "item", "quantity", "price", "currency", "session") == [
        ("m-1:0", "purchase", MONOPOLY["product_id"], 1.0, 19.0, "USD", "o-1"),
        ("m-1:1", "purchase", UNO["product_id"], 2.0, 3.0, "USD", "o-1"),
    ]
    assert said(checked, "member", "anonymous", "at", "time_zone", "source")[0] == (
        "97980cfea0067",
        "a-1",
        1_772_366_400_500_000,
        "Europe/Berlin",
        "segment",
    )


SEGMENT_KINDS = {
    "Product Clicked": "open",
    "Product Viewed": "open",
    "Product Added": "cart_add",
    "Product Added to Wishlist": "list_add",
    "Product Removed from Wishlist": "list_remove",
    "Wishlist Product Added to Cart": "cart_add",
}


@pytest.mark.parametrize("event", SEGMENT_KINDS)
def test_segment_events_of_one_product(event: str) -> None:
    assert said(read("segment", track(event, **MONOPOLY)), "kind", "item", "event_id") == [
        (SEGMENT_KINDS[event], MONOPOLY["product_id"], "m-1")
    ]


def test_segment_lists_searches_reviews_refunds_and_identities() -> None:
    calls = [
        track("Products Searched", query="blue roses"),
        track("Product List Viewed", list_id="hot", products=[MONOPOLY, UNO]),
        track("Product Reviewed", product_id="p1", review_body="fine", rating="5"),
        track("Order Refunded", order_id="o-1", products=[UNO]),
        {**WHO, "type": "identify", "traits": {"plan": "plus"}},
        {"type": "alias", "previousId": "a-0", "userId": "u", "timestamp": "2026-03-01T12:00:00Z"},
    ]
    checked = read("segment", {"batch": calls, "sentAt": "2026-03-01T12:00:01Z"})
    assert said(checked, "kind", "item", "query", "value") == [
        ("search", "", "blue roses", None),
        ("impression", MONOPOLY["product_id"], "", None),
        ("impression", UNO["product_id"], "", None),
        ("rate", "p1", "", 5.0),
        ("return", UNO["product_id"], "", None),
        ("identify", "", "", None),
        ("identify", "", "", None),
    ]
    assert (checked.events[-1].anonymous, checked.events[-1].member) == ("a-0", "u")


def test_a_play_in_segments_video_spec_is_one_play_whose_seconds_are_the_way_of_its_positions() -> None:
    content = {"session_id": "12345", "asset_id": "0129370", "title": "Interview", "total_length": 360, "genre": "Talk"}
    calls = [
        {**track(f"Video Content {name}", **content, position=position), "messageId": f"v{position}"}
        for name, position in (("Started", 0), ("Playing", 10), ("Playing", 20), ("Completed", 360))
    ]
    checked = read("segment", "\n".join(map(json.dumps, calls)).encode())
    assert said(checked, "kind", "phase", "seconds", "position_seconds", "play")[0][:2] == ("play", "start")
    assert said(checked, "phase", "seconds") == [
        ("start", None),
        ("heartbeat", 10.0),
        ("heartbeat", 10.0),
        ("stop", 340.0),
    ]
    alone = read("segment", calls[2])
    assert said(alone, "phase", "seconds") == [("heartbeat", 10.0)]
    item = made("segment", calls[0])[0].items[0]
    assert (item["title"], item["seconds"], item["genres"]) == ("Interview", 360.0, ["Talk"])


def test_calls_that_say_nothing_of_an_item_are_passed_over_and_counted() -> None:
    calls = [
        {**WHO, "type": "page", "name": "Home"},
        {**WHO, "type": "group", "groupId": "g"},
        track("Checkout Started"),
    ]
    checked = read("segment", calls)
    assert (checked.events, checked.rejected, checked.passed) == ([], [], 3)


def test_a_house_gives_its_own_events_a_kind() -> None:
    names = {"Article Read": "open", "booed": "thumb -1", "ping": ""}
    assert said(read("segment", track("Article Read", id="a1"), names=names), "kind", "item") == [("open", "a1")]
    feedback = {"FeedbackType": "booed", "UserId": "u", "ItemId": "i", "Timestamp": "2026-01-01"}
    assert said(read("gorse", feedback, names=names), "kind", "value") == [("thumb", -1.0)]
    assert read("gorse", {**feedback, "FeedbackType": "ping"}, names=names).passed == 1


# ---- GA4 ----

EXPORTED = {
    "event_date": "20260301",
    "event_timestamp": "1772366400500000",
    "event_name": "purchase",
    "user_id": "u1",
    "user_pseudo_id": "1966228420.1772",
    "device": {"category": "mobile"},
    "ecommerce": {"transaction_id": "T_1"},
    "event_params": [
        {"key": "currency", "value": {"string_value": "EUR"}},
        {"key": "value", "value": {"int_value": "3"}},
    ],
    "items": [
        {
            "item_id": "SKU_1",
            "item_name": "Tee",
            "item_brand": "B",
            "item_category": "Apparel",
            "price": 9.99,
            "quantity": 3,
        }
    ],
}


def test_a_row_of_the_ga4_export() -> None:
    checked = read("ga4", EXPORTED)
    assert said(
        checked, "kind", "item", "at", "member", "anonymous", "device", "quantity", "price", "currency", "session"
    ) == [("purchase", "SKU_1", 1_772_366_400_500_000, "u1", "1966228420.1772", "phone", 3.0, 9.99, "EUR", "T_1")]
    assert made("ga4", EXPORTED)[0].items[0] == {
        "item": "SKU_1",
        "title": "Tee",
        "kind": "product",
        "price": 9.99,
        "brand": "B",
        "genres": ["Apparel"],
    }


GA4_KINDS = {
    "view_item": "open",
    "select_item": "open",
    "view_item_list": "impression",
    "add_to_cart": "cart_add",
    "add_to_wishlist": "list_add",
    "refund": "return",
}


@pytest.mark.parametrize("name", GA4_KINDS)
def test_events_of_the_measurement_protocol(name: str) -> None:
    request = {
        "client_id": "c.1",
        "timestamp_micros": "1772366400000000",
        "events": [
            {"name": name, "params": {"currency": "USD", "items": [{"item_id": "SKU_1"}, {"item_id": "SKU_2"}]}}
        ],
    }
    assert said(read("ga4", request), "kind", "item", "anonymous", "at") == [
        (GA4_KINDS[name], "SKU_1", "c.1", 1_772_366_400_000_000),
        (GA4_KINDS[name], "SKU_2", "c.1", 1_772_366_400_000_000),
    ]


def test_the_measurement_protocol_may_leave_the_time_away_and_says_searches_and_contents() -> None:
    events = [
        {"name": "search", "params": {"search_term": "t-shirt"}},
        {"name": "select_content", "params": {"content_type": "article", "content_id": "a7"}},
        {"name": "session_start", "params": {}},
    ]
    checked = read("ga4", {"client_id": "c", "events": events})
    assert said(checked, "kind", "item", "query", "at") == [("search", "", "t-shirt", NOW), ("open", "a7", "", NOW)]
    assert read("ga4", {**EXPORTED, "event_name": "session_start"}).passed == 1


def test_an_item_that_is_not_set_is_refused() -> None:
    assert (
        read("ga4", {**EXPORTED, "items": [{"item_id": "(not set)"}]}).rejected[0].reason == "a purchase needs an item"
    )


# ---- Google Retail ----


def retail(kind: str, **more: Any) -> dict[str, Any]:
    details = [{"product": {"id": "p-1"}, "quantity": 2}]
    return {
        "eventType": kind,
        "visitorId": "v-1",
        "eventTime": "2026-03-01T12:00:00.000001234Z",
        "productDetails": details,
    } | more


def test_google_retail_events() -> None:
    sent = [
        retail("detail-page-view", userInfo={"userId": "u-1"}, sessionId="s"),
        retail("add-to-cart"),
        retail("purchase-complete", purchaseTransaction={"id": "t", "revenue": 4, "currencyCode": "USD"}),
        retail("search", searchQuery="shoes"),
        retail("category-page-view", pageCategories=["Shoes"]),
        retail("home-page-view", productDetails=[]),
    ]
    checked = read("google-retail", {"userEventInlineSource": {"userEvents": sent}})
    assert said(checked, "kind", "item", "quantity", "currency", "query") == [
        ("open", "p-1", None, "", ""),
        ("cart_add", "p-1", 2.0, "", ""),
        ("purchase", "p-1", 2.0, "USD", ""),
        ("search", "", None, "", "shoes"),
        ("impression", "p-1", None, "", ""),
        ("impression", "p-1", None, "", ""),
    ]
    assert (checked.events[0].member, checked.events[0].anonymous, checked.passed) == ("u-1", "v-1", 1)
    assert checked.events[0].at == 1_772_366_400_000_001


def test_a_google_retail_event_without_a_product_or_of_an_unknown_type_is_refused_with_the_way_out() -> None:
    checked = read("google-retail", [retail("purchase-complete", productDetails=[]), retail("nap")])
    assert [one.reason.split(";")[0] for one in checked.rejected] == [
        "a purchase-complete needs productDetails",
        "eventType: there is none called 'nap'",
    ]


# ---- Amazon Personalize ----

INTERACTIONS = b"""USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,IMPRESSION,TIMESTAMP
35,73,click,,73|70|17|95|96,1586731606
54,35,watch,0.75,,1586735164
9,33,rate,4,,1586735158
"""


def test_the_csv_of_personalize_with_what_was_shown() -> None:
    checked = read("personalize", INTERACTIONS, content_type="interactions.csv")
    assert said(checked, "kind", "item", "member", "at")[:2] == [
        ("impression", "73", "35", 1_586_731_606_000_000),
        ("impression", "70", "35", 1_586_731_606_000_000),
    ]
    assert said(checked, "kind", "item", "value")[5:] == [
        ("open", "73", None),
        ("play", "35", None),
        ("rate", "33", 4.0),
    ]
    assert len({event.event_id for event in checked.events}) == 8


def test_items_and_users_of_personalize() -> None:
    items = b"ITEM_ID,TITLE,GENRES,CREATION_TIMESTAMP,PRICE,AGE_GROUP\n1,Heat,Crime|Drama,1570003267,9.9,Adult\n"
    found = next(iter(translate(items, "personalize", SETTINGS, NOW, "items.csv")))
    assert isinstance(found, Made) and found.items == (
        {
            "item": "1",
            "title": "Heat",
            "kind": "item",
            "genres": ["Crime", "Drama"],
            "price": 9.9,
            "added_at": 1_570_003_267.0,
            "attributes": {"age_group": "Adult"},
        },
    )
    users = next(iter(translate(b"USER_ID,AGE\n5,34\n", "personalize", SETTINGS, NOW, "users.csv")))
    assert isinstance(users, Made) and users.members == ({"member": "5", "attributes": {"age": "34"}},)


def test_put_events_of_a_session_whose_member_is_not_known_yet() -> None:
    events = [
        {"eventId": "e1", "eventType": "click", "itemId": "x", "sentAt": 1_543_631_760, "impression": ["x", "y"]},
        {"eventType": "AddToCart", "sentAt": 1_543_631_761, "properties": '{"itemId": "z"}'},
    ]
    checked = read("personalize", {"trackingId": "t", "sessionId": "s1", "eventList": events})
    assert said(checked, "event_id", "kind", "item", "anonymous", "session")[:3] == [
        ("e1:0", "impression", "x", "s1", "s1"),
        ("e1:1", "impression", "y", "s1", "s1"),
        ("e1", "open", "x", "s1", "s1"),
    ]
    assert said(checked, "kind", "item")[3] == ("cart_add", "z")


# ---- Metarank ----

RANKING = {
    "event": "ranking",
    "id": "r-1",
    "timestamp": "1599391467000",
    "user": "user1",
    "session": "session1",
    "fields": [{"name": "query", "value": "cat"}],
    "items": [{"id": "item3", "relevancy": 2.0}, {"id": "item1", "relevancy": 1.0}],
}
CLICK = {
    "event": "interaction",
    "id": "i-1",
    "ranking": "r-1",
    "timestamp": "1599391468000",
    "user": "user1",
    "type": "click",
    "item": "item1",
    "fields": [],
}


def test_a_ranking_of_metarank_is_what_was_shown_and_its_interactions_know_their_place() -> None:
    checked = read("metarank", "\n".join(map(json.dumps, (RANKING, CLICK))).encode())
    assert said(checked, "kind", "item", "decision", "row", "column", "surface") == [
        ("impression", "item3", "r-1", 0, 0, "search"),
        ("impression", "item1", "r-1", 0, 1, "search"),
        ("open", "item1", "r-1", 0, 1, ""),
    ]
    page = made("metarank", [RANKING])[0].pages[0]
    assert (page["decision"], page["at"], page["rows"][0]["items"][0]) == (
        "r-1",
        1_599_391_467_000_000,
        {"item": "item3", "score": 2.0},
    )


def test_items_and_users_of_metarank() -> None:
    fields = [{"name": "title", "value": "You favourite cat"}, {"name": "color", "value": ["white", "black"]}]
    item = {"event": "item", "id": "1", "timestamp": "1599391467000", "item": "item1", "fields": fields}
    user = {
        "event": "user",
        "id": "2",
        "timestamp": "1599391467000",
        "user": "u",
        "fields": [{"name": "age", "value": 33}],
    }
    found = made("metarank", [item, user])
    assert found[0].items == (
        {"item": "item1", "title": "You favourite cat", "kind": "item", "attributes": {"color": ["white", "black"]}},
    )
    assert found[1].members == ({"member": "u", "attributes": {"age": 33}},)


# ---- Gorse ----

FEEDBACK = [
    {"FeedbackType": "read", "UserId": "jack", "ItemId": "10086", "Value": 1, "Timestamp": "2021-10-24T06:42:20.207Z"},
    {"FeedbackType": "star", "UserId": "bob", "ItemId": "vuejs:vue", "Timestamp": "2022-02-24"},
    {"FeedbackType": "dislike", "UserId": "bob", "ItemId": "d3:d3", "Timestamp": "2022-02-25T00:00:00Z"},
]


def test_gorse_feedback_as_its_dashboard_exports_it() -> None:
    checked = read("gorse", "\n".join(map(json.dumps, FEEDBACK)).encode())
    assert said(checked, "kind", "member", "item", "value") == [
        ("open", "jack", "10086", None),
        ("thumb", "bob", "vuejs:vue", 1.0),
        ("thumb", "bob", "d3:d3", -1.0),
    ]


def test_the_csv_of_an_older_gorse_with_the_time_as_go_prints_it() -> None:
    raw = b"feedback_type,user_id,item_id,time_stamp\nstar,bob,vuejs:vue,2022-02-24 10:00:00.5 +0000 UTC\n"
    assert said(read("gorse", raw), "kind", "at") == [("thumb", 1_645_696_800_500_000)]


def varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def part(flag: int, *records: bytes) -> bytes:
    return struct.pack("<q", flag) + b"".join(struct.pack("<q", len(one)) + one for one in records)


MOMENT = field(1, 1_645_696_800) + field(2, 500_000_000)
DUMP = (
    part(-1, field(1, b"bob") + field(2, b'["dev"]'))
    + part(
        -2, field(2, b"vue") + field(3, 1) + field(4, b"js") + field(5, MOMENT) + field(6, b"null") + field(7, b"Vue")
    )
    + part(-3, field(2, b"star") + field(3, b"bob") + field(4, b"vue") + field(5, MOMENT))
    + part(
        -3,
        field(2, b"rating") + field(3, b"bob") + field(4, b"vue") + b"\x29" + struct.pack("<d", 4.5) + field(6, MOMENT),
    )
    + struct.pack("<q", 0)
)


def test_the_binary_dump_of_gorse() -> None:
    found = list(translate(DUMP, "gorse", SETTINGS, NOW))
    assert isinstance(found[1], Made) and found[1].items == (
        {
            "item": "vue",
            "title": "Vue",
            "kind": "item",
            "genres": ["js"],
            "available": False,
            "added_at": 1_645_696_800_500_000,
        },
    )
    checked = read("gorse", DUMP)
    assert said(checked, "kind", "member", "item", "value", "at") == [
        ("thumb", "bob", "vue", 1.0, 1_645_696_800_500_000),
        ("rate", "bob", "vue", 4.5, 1_645_696_800_500_000),
    ]


@pytest.mark.parametrize("end", [9, 20, len(DUMP) - 3])
def test_a_dump_that_breaks_off_says_where(end: int) -> None:
    with pytest.raises(InvalidInput, match="breaks off at byte"):
        list(translate(DUMP[:end], "gorse", SETTINGS, NOW))


# ---- all ----


@pytest.mark.parametrize("form", FORMS)
def test_a_bad_record_is_refused_with_its_reason_and_the_others_are_kept(form: str) -> None:
    good = {
        "gorse": FEEDBACK[0],
        "metarank": CLICK,
        "personalize": {"USER_ID": "1", "ITEM_ID": "2", "TIMESTAMP": 1_586_731_606},
        "segment": track("Product Viewed", **MONOPOLY),
        "ga4": EXPORTED,
        "google-retail": retail("add-to-cart"),
    }[form]
    raw = b"\n".join([json.dumps(good).encode(), b"{not json", b"[1]", b'{"a": 1}', json.dumps(good).encode()])
    checked = read(form, raw)
    assert len(checked.events) == 2
    assert [one.index for one in checked.rejected] == [1, 2, 3]
    assert all(one.reason for one in checked.rejected)


def test_an_unknown_item_is_refused_in_our_own_form_so_that_it_can_be_replayed() -> None:
    checked = read("gorse", FEEDBACK[0], known={"other"}.__contains__)
    assert checked.rejected[0].reason == "unknown item '10086'"
    assert json.loads(checked.rejected[0].body)["kind"] == "open"


def test_an_unknown_word_names_the_setting() -> None:
    checked = read("gorse", {**FEEDBACK[0], "FeedbackType": "frobnicate"})
    assert checked.rejected[0].reason == (
        "no kind of event is known for 'frobnicate'; say it in matinee.toml: [events.names] \"frobnicate\" = ..."
    )


def test_an_unknown_format_and_an_empty_body_are_errors() -> None:
    with pytest.raises(UnknownName, match="there is no format 'gorst'"):
        read("gorst", {})
    with pytest.raises(InvalidInput, match="no events"):
        read("ga4", b"  ")


FIELDS = (
    "type",
    "event",
    "userId",
    "properties",
    "products",
    "timestamp",
    "event_name",
    "event_params",
    "items",
    "events",
    "name",
    "params",
    "item_id",
    "eventType",
    "productDetails",
    "product",
    "id",
    "visitorId",
    "eventTime",
    "USER_ID",
    "ITEM_ID",
    "EVENT_TYPE",
    "TIMESTAMP",
    "IMPRESSION",
    "eventList",
    "impression",
    "sentAt",
    "fields",
    "FeedbackType",
    "Labels",
    "batch",
    "context",
    "event_timestamp",
    "timestamp_micros",
    "Timestamp",
    "ItemId",
    "UserId",
    "Categories",
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=5,
)
VALUES = st.sampled_from(
    [
        "track",
        "purchase",
        "search",
        "ranking",
        "interaction",
        "item",
        "user",
        "purchase-complete",
        "Order Completed",
        "like",
    ]
)


@pytest.mark.parametrize("form", FORMS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(record=st.dictionaries(st.sampled_from(FIELDS), VALUES | json_values, max_size=7), noise=st.binary(max_size=40))
def test_whatever_is_sent_is_kept_passed_over_or_refused_and_never_a_fault(
    form: str, record: Any, noise: bytes
) -> None:
    for raw in (json.dumps(record).encode(), noise + b"\n" + json.dumps([record]).encode()):
        try:
            checked = read_elsewhere(raw, form, NOW, anything, SETTINGS)
        except InvalidInput:
            continue
        assert checked.events or checked.rejected or checked.passed or record or noise
