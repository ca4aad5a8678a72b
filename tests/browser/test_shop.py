"""A shop in the browser: its page speaks of what is due, a product's page of what goes with it; a cart changes both."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from tests.app.test_shop import catalogue, purchases
from tests.browser.conftest import _COMMAND, House, _address

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[House]:
    """A small shop of planted habits, learned and served."""
    path: Path = tmp_path_factory.mktemp("shop") / "home"
    init_home(path, "Corner shop")
    for step in ("fill", "learn"):
        home = open_home(path)
        if step == "fill":
            home.put_items(catalogue())
            home.append(purchases())
        else:
            learn_and_publish(home, lambda _: None, judged=False)
        home.close()
    log = path.with_suffix(".log")
    with log.open("w") as out:
        command = [*_COMMAND, "serve", "--home", str(path), "--port", "0"]
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env)
    try:
        yield House(_address(server, log))
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


@pytest.fixture
def page(chromium: Browser, shop: House) -> Iterator[Page]:
    """A page that fails on any fault of its own code."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    faults: list[str] = []
    found = context.new_page()
    found.on("pageerror", lambda error: faults.append(str(error)))
    yield found
    context.close()
    assert not faults


def regular(shop: House) -> str:
    """A customer for whom something is due now."""
    return next(f"c{n}" for n in range(30) if shop.ask(f"/v1/members/c{n}/buy-again")["items"])


FILM_WORDS = re.compile(r"\b(film|movie|watch|watched|title|titles|seats?|viewing|play|trailer|netflix)\b", re.I)


def test_nothing_that_a_shop_says_speaks_of_films(page: Page, shop: House) -> None:
    page.goto(f"{shop.address}/")
    page.locator(".ticket").first.wait_for()
    said = [page.locator("body").inner_text()]
    for act in (f"/?member={regular(shop)}", "/?pick=1", f"/?member={regular(shop)}&q=Nothing of the kind"):
        page.goto(shop.address + act)
        page.locator(".card, .picker .poster, .results").first.wait_for()
        page.wait_for_timeout(500)
        said.append(page.locator("body").inner_text())
        said += page.locator("[aria-label], [placeholder]").evaluate_all(
            "(all) => all.map((one) => `${one.ariaLabel ?? ''} ${one.placeholder ?? ''}`)"
        )
    assert sum(map(len, said)) > 2_000
    assert [found[0] for text in said for found in FILM_WORDS.finditer(text)] == []


def test_a_customers_page_begins_with_what_is_due_and_says_since_when(page: Page, shop: House) -> None:
    page.goto(f"{shop.address}/?member={regular(shop)}")
    page.locator("matinee-row").first.wait_for()
    page.wait_for_timeout(500)
    said = page.locator("matinee-row h2").all_inner_texts()
    assert any("Buy again" in one for one in said)


def test_a_products_page_shows_its_price_what_goes_with_it_and_what_is_due(page: Page, shop: House) -> None:
    member = regular(shop)
    item = "bread-1"
    page.goto(f"{shop.address}/?member={member}&q=Bread 1")
    page.locator(f'.results .card[data-item="{item}"] .poster').first.click()
    panel = page.locator("dialog[open]")
    panel.locator(".price").wait_for()
    assert "3.00" in panel.locator(".price").inner_text()
    for shelf in ("goes_with", "buy_again", "similar"):
        panel.locator(f"ul.cards.{shelf} .card").first.wait_for()
    shown = panel.locator("ul.cards.goes_with .card").evaluate_all("cards => cards.map((card) => card.dataset.item)")
    assert shown == [slot["item"] for slot in shop.ask(f"/v1/items/{item}/goes-with?member={member}")["items"]][:12]
    assert not any(name.startswith("bread") for name in shown)


def test_what_is_opened_from_goes_with_opens_a_page_of_its_own(page: Page, shop: House) -> None:
    page.goto(f"{shop.address}/?member={regular(shop)}&q=Bread 1")
    page.locator('.results .card[data-item="bread-1"] .poster').first.click()
    first = page.locator("dialog[open] ul.cards.goes_with .card").first
    first.wait_for()
    item = first.get_attribute("data-item")
    first.locator(".poster").click(position={"x": 20, "y": 20})  # above the deeds
    page.wait_for_timeout(500)
    page.locator("dialog[open] .price").wait_for()
    assert item and shop.ask(f"/v1/items/{item}/page")["title"] in page.locator("dialog[open] h2").inner_text()
