"""The page for everyone: keyboard, screen reader, phone and television, no foreign host, few bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import House, Opens

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (360, 1024, 1920)
WIDE = """(width) => [...document.querySelectorAll('body *')]
    .filter((one) => !one.closest('.cards, .billboard, .unseen, .skip, svg'))
    .filter((one) => getComputedStyle(one).position !== 'absolute' && one.getBoundingClientRect().right > width + 1)
    .map((one) => one.className)"""


def focused(page: Page) -> str:
    """What a screen reader would call the focused element."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText"))


def faults_of(page: Page) -> list[str]:
    """Serious and critical findings of axe."""
    axe = pytest.importorskip("axe_core_python", reason="pip install axe-core-python to look for faults of access")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text())  # a script tag would be refused by the page
    looked: dict[str, Any] = page.evaluate("axe.run()")
    found: list[dict[str, Any]] = looked["violations"]
    assert len(looked["passes"]) > 8, "axe has looked at nothing"
    grave = [each for each in found if each["impact"] in ("serious", "critical")]
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'][:160]}" for each in grave for node in each["nodes"][:3]
    ]


def settle(page: Page, selector: str = "matinee-row .card") -> None:
    """Wait for a selector, its pictures and its motion."""
    page.locator(selector).nth(2).wait_for()
    page.wait_for_timeout(700)


def test_a_page_is_used_with_the_keyboard_alone(open_page: Opens, house: House) -> None:
    page = open_page("/")
    page.locator(".ticket").first.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.ticket .seat')"):
            break
    page.keyboard.press("Enter")
    settle(page)
    assert page.evaluate("document.activeElement === document.querySelector('main')")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.card .poster')"):
            break
    first = focused(page)
    page.keyboard.press("ArrowRight")
    second = focused(page)
    page.keyboard.press("ArrowDown")
    third = focused(page)
    assert len({first, second, third}) == 3
    page.keyboard.press("ArrowUp")
    assert focused(page) == second
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert focused(page) == second
    page.keyboard.press("l")
    expect(page.locator(".strip")).to_contain_text("You liked")
    assert page.evaluate("document.activeElement.matches('.card .poster')")


def test_arrows_reach_the_end_of_a_row_and_the_billboard(open_page: Opens) -> None:
    page = open_page("/?member=73&device=tv", width=1920, height=1080)
    settle(page)
    page.locator("matinee-row .card .poster").first.focus()
    page.keyboard.press("End")
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('ul').children.length") > 12
    expect(page.locator("matinee-row .card .poster:focus")).to_be_in_viewport(ratio=0.95)  # the row glides there
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("Play")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/?member=73", "/?members=73,15"])
def test_nothing_overflows_sideways(open_page: Opens, width: int, path: str) -> None:
    page = open_page(path, width=width, height=800)
    settle(page, ".ticket" if path == "/" else "matinee-row .card")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wide = page.evaluate(WIDE, width)
    assert wide == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_no_serious_fault(open_page: Opens, width: int, scheme: str) -> None:
    for path, selector in (
        ("/", ".ticket"),
        ("/?member=73", "matinee-row .card"),
        ("/?members=73,15", "matinee-row .card"),
    ):
        page = open_page(path, width=width, color_scheme=scheme, reduced_motion="reduce")
        settle(page, selector)
        assert faults_of(page) == [], path


def test_axe_would_find_a_fault(open_page: Opens) -> None:
    page = open_page("/")
    settle(page, ".ticket")
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any(fault.startswith("button-name") for fault in faults_of(page))


def test_axe_finds_no_serious_fault_in_any_panel(open_page: Opens) -> None:
    page = open_page("/?member=41", reduced_motion="reduce")
    settle(page)
    page.locator(".billboard [data-deed=like]").click()
    expect(page.locator(".strip")).to_contain_text("You liked")
    page.wait_for_timeout(300)
    assert faults_of(page) == []
    for opener in (".billboard [data-deed=why]", ".billboard [data-deed=play]", ".known", ".forget", ".strip .follow"):
        page.locator(opener).click()
        page.locator("dialog[open]").wait_for()
        page.wait_for_timeout(600)
        assert faults_of(page) == [], opener
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        page.locator("dialog").wait_for(state="detached")


def test_the_first_sight_weighs_under_150_kb_without_pictures_and_asks_no_foreign_host(
    open_page: Opens, house: House
) -> None:
    page = open_page("/")
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    weights: dict[str, float] = {}
    wire.on("Network.responseReceived", lambda event: asked.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}))
    page.goto(house.address + "/?member=73")
    settle(page)
    assert all(url.startswith(house.address) for url in asked.values() if not url.startswith("data:"))
    words = sum(weights.get(key, 0) for key, url in asked.items() if "/artwork/" not in url)
    assert 10_000 < words < 150_000


def test_reduced_motion_moves_nothing(open_page: Opens) -> None:
    page = open_page("/?member=94", reduced_motion="reduce")
    settle(page)
    page.locator(".billboard [data-deed=like]").click()
    expect(page.locator(".strip")).to_contain_text("You liked")
    running = page.evaluate("document.getAnimations().filter((one) => one.effect.getTiming().duration > 50).length")
    assert running == 0


def test_the_theme_is_chosen_and_kept(open_page: Opens) -> None:
    page = open_page("/", color_scheme="dark")
    page.locator(".theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
