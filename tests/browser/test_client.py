"""The tracker, as any site would embed it: what it sees, what it keeps, what it never sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House, Opens

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOP = """<!doctype html><html lang="en"><title>A shop</title>
<style>
li {{ height: 300px }} #far {{ margin-top: 3000px }}
ul.row {{ display: flex; width: 400px; overflow: auto }} .row li {{ flex: 0 0 150px }}</style>
<ul id="all"><li id="near" tabindex="0">near</li></ul>
<ul class="row">{cards}</ul><p id="far">far</p>
<script type="module">
  import {{ Tracker }} from "/static/client.js";
  const now = Date.parse("2016-10-16T18:30:00Z") - Date.now();
  const clock = () => Date.now() + now;
  const tracker = new Tracker({{ member: "{member}", device: "desktop", now: clock, consent: {consent} }});
  const slot = (item, column) => ({{ item, decision: "d1", row: 2, column, artwork: item + "-mood", surface: "home" }});
  tracker.see(document.querySelector("#near"), slot("6", 7));
  tracker.see(document.querySelector("#far"), slot("1", 8));
  document.querySelectorAll(".row li").forEach((card, i) => tracker.see(card, slot(card.dataset.item, i)));
  tracker.watchRow(document.querySelector(".row"));
  window.tracker = tracker;
</script></html>"""
ITEMS = ("296", "356", "318", "593", "260", "480")


def embed(page: Page, house: House, member: str, consent: str = "true") -> None:
    """A page of somebody else's that has the tracker in it."""
    cards = "".join(f'<li data-item="{item}">{item}</li>' for item in ITEMS)
    body = SHOP.format(member=member, consent=consent, cards=cards)
    page.route("**/shop", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(house.address + "/shop")
    page.wait_for_function("window.tracker")


def flush(page: Page) -> dict[str, Any]:
    """Send what waits."""
    sent: dict[str, Any] = page.evaluate("tracker.flush()")
    return sent


def test_what_was_in_view_for_a_second_is_an_impression_and_what_was_not_is_none(
    open_page: Opens, house: House
) -> None:
    page = open_page("/")
    embed(page, house, "101")
    page.wait_for_timeout(400)
    flush(page)
    assert house.events("101", "impression") == []
    page.wait_for_timeout(1200)
    assert flush(page)["quarantined"] == []
    seen = {event["item"]: event for event in house.events("101", "impression")}
    assert "6" in seen and "1" not in seen
    assert {k: seen["6"][k] for k in ("decision", "row", "column", "artwork", "surface", "device")} == {
        "decision": "d1", "row": 2, "column": 7, "artwork": "6-mood", "surface": "home", "device": "desktop",
    }  # fmt: skip
    page.wait_for_timeout(1500)
    flush(page)
    assert len([event for event in house.events("101", "impression") if event["item"] == "6"]) == 1


def test_dwell_and_a_row_s_scroll_are_told_with_their_seconds(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "102")
    page.locator("#near").hover()
    page.wait_for_timeout(900)
    page.mouse.move(900, 700)
    page.locator(".row").evaluate("row => row.scrollBy(330, 0)")
    page.wait_for_timeout(700)
    flush(page)
    (dwell,) = house.events("102", "dwell")
    assert dwell["item"] == "6" and dwell["seconds"] >= 0.8
    (scroll,) = house.events("102", "scroll")
    assert scroll["items"] == list(ITEMS[: scroll["column"]]) and scroll["row"] == 2


def test_without_a_network_events_wait_survive_a_reload_and_arrive_once(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "103")
    page.evaluate("tracker.consent = false; tracker.consent = true")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.url)
        route.abort()

    page.route("**/v1/events", lose)
    ids = [page.evaluate("tracker.track('thumb', {item: '6', value: 1})") for _ in range(3)]
    assert flush(page)["waiting"] >= 3 and lost
    page.unroute("**/v1/events")
    embed(page, house, "103")
    page.wait_for_timeout(1500)
    flush(page)
    flush(page)
    held = [event["event_id"] for event in house.events("103", "thumb")]
    assert sorted(held) == sorted(ids)


def test_a_busy_server_is_asked_again_later_and_nothing_is_lost(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "104")
    answers = iter([429])

    def busy(route: Route) -> None:
        if next(answers, None):
            route.fulfill(status=429, headers={"retry-after": "1"}, body="{}")
        else:
            route.fallback()

    page.route("**/v1/events", busy)
    event = page.evaluate("tracker.track('open', {item: '6'})")
    assert flush(page)["waiting"] >= 1
    page.wait_for_timeout(2500)
    assert event in [each["event_id"] for each in house.events("104", "open")]


def test_what_waits_leaves_with_the_page(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "105")
    event = page.evaluate("tracker.track('open', {item: '6'})")
    page.goto("about:blank")
    page.wait_for_timeout(800)
    assert event in [each["event_id"] for each in house.events("105", "open")]


def test_without_consent_nothing_is_kept_or_sent(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "106", consent="false")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert page.evaluate("tracker.track('thumb', {item: '6', value: 1})") == ""
    page.wait_for_timeout(1600)
    flush(page)
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('matinee.event')).length")
    assert kept == 0 and not any("/v1/events" in url for url in asked)


def test_an_event_the_server_refuses_is_reported_and_leaves_the_queue(open_page: Opens, house: House) -> None:
    page = open_page("/")
    embed(page, house, "107")
    page.evaluate("tracker.track('open', {item: 'no such film'})")
    sent = flush(page)
    assert len(sent["quarantined"]) == 1 and sent["quarantined"][0]["reason"]
    assert sent["waiting"] == 0


def test_the_page_s_own_switch_stops_recording(open_page: Opens, house: House) -> None:
    page = open_page("/?member=108")
    page.locator("matinee-row .card").nth(2).wait_for()
    page.locator("footer input[type=checkbox]").uncheck()
    held = len(house.events("108"))
    page.locator(".billboard [data-deed=like]").click()
    expect(page.locator(".strip")).to_contain_text("recording is off")
    page.wait_for_timeout(1500)
    assert len(house.events("108")) == held
