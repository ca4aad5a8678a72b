"""The example pages of examples/pages, as a house would put them on its own site."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from matinee.app.film import FILM
from tests.browser.conftest import House, Opens

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COMMAND = (sys.executable, "-u", "-c", "from matinee.cli.main import main; main()")
PAGES = Path(__file__).resolve().parents[2] / "examples" / "pages"


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    """The address of the example newspaper, learned and served."""
    home, data = str(tmp_path_factory.mktemp("paper") / "home"), PAGES.parent / "own" / "newspaper"
    for words in (
        ("init", home),
        ("import", "items", str(data / "items.jsonl"), "--home", home),
        ("import", "events", str(data / "events.jsonl"), "--home", home),
        ("learn", "--home", home),
    ):
        subprocess.run([*COMMAND, *words], check=True, capture_output=True)
    with subprocess.Popen(
        [*COMMAND, "serve", "--home", home, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
        finally:
            server.terminate()


@pytest.mark.parametrize(("language", "word"), [("en-GB", "Read"), ("de-DE", "Lesen")])
def test_a_newspapers_page_speaks_of_articles_and_what_is_read_is_kept(
    chromium: Browser, paper: str, language: str, word: str
) -> None:
    page = chromium.new_page(locale=language)
    page.goto(f"{paper}/?member=m1")
    button = page.locator(".billboard [data-deed=read]")
    expect(button).to_have_text(word, timeout=20_000)
    expect(page.locator("[data-deed=play]")).to_have_count(0)
    button.click()
    expect(page.locator(".strip .follow")).to_be_visible(timeout=20_000)
    page.close()
    with urllib.request.urlopen(f"{paper}/v1/members/m1/export", timeout=20) as answer:
        held = json.load(answer)["events"]
    assert any(event["kind"] == "open" and event.get("decision") for event in held)


def look(open_page: Opens, house: House, name: str, query: str) -> Page:
    page = open_page("/healthz")
    body = (PAGES / name).read_text("utf-8")
    page.route(f"**/{name}*", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{house.address}/{name}?{query}")
    return page


def test_the_shop_shows_the_page_and_what_is_bought_finds_the_recommendation_that_brought_it(
    open_page: Opens, house: House
) -> None:
    page = look(open_page, house, "shop.html", "member=111")
    card = page.locator("#rows .card").first
    card.click()
    expect(page.locator("#beside .card").first).to_be_visible()
    page.locator("#add").click()
    expect(page.locator("#cart")).to_have_text("1 in the cart")
    page.locator("#buy").click()
    page.wait_for_timeout(1_100)
    sent = page.evaluate("tracker.flush()")
    assert sent["quarantined"] == [] and sent["waiting"] == 0
    kinds = {event["kind"]: event for event in house.events("111")}
    assert {"open", "cart_add", "purchase", "impression"} <= set(kinds)
    assert kinds["purchase"]["decision"] and kinds["purchase"]["item"] == kinds["open"]["item"]
    assert house.ask(f"/v1/trace/{kinds['purchase']['event_id']}")


def test_without_consent_the_shop_sends_nothing(open_page: Opens, house: House) -> None:
    page = look(open_page, house, "shop.html", "member=112")
    expect(page.locator("#rows .card").first).to_be_visible()
    page.locator("#consent").uncheck()
    before = len(house.events("112"))
    page.locator("#rows .card").first.click()
    page.wait_for_timeout(1_200)
    page.evaluate("tracker.flush()")
    assert len(house.events("112")) == before


def test_the_player_sends_one_play_with_its_phases_and_the_seconds_that_were_watched(
    open_page: Opens, house: House
) -> None:
    page = look(open_page, house, "player.html", f"member=113&item={FILM}")
    expect(page.locator("#title")).not_to_have_text("…")
    page.evaluate("document.getElementById('film').play()")
    page.wait_for_timeout(2_500)
    page.evaluate("document.getElementById('film').pause()")
    page.locator("#up").click()
    page.wait_for_timeout(300)
    page.evaluate("tracker.flush()")
    plays = house.events("113", "play")
    assert [event["phase"] for event in plays] == ["start", "pause"]
    assert len({event["play"] for event in plays}) == 1
    assert 0.5 < plays[1]["seconds"] < 6
    assert [event["value"] for event in house.events("113", "thumb")] == [1]
