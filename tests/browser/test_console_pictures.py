"""The console's page of pictures in a real browser: what each did, pin and retire, side by side, a film dropped in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import House, Opens

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRAILER = Path(__file__).resolve().parents[2] / "examples" / "data" / "big-buck-bunny" / "trailer.mp4"


def test_an_item_s_pictures_are_shown_and_one_is_pinned_retired_and_approved_again(open_page: Opens) -> None:
    page = open_page("/console/pictures")
    page.get_by_label("Title or id").fill("Toy Story")
    page.get_by_role("button", name="Show", exact=True).click()
    cards = page.locator("#pictures article")
    expect(cards.first).to_be_visible()
    expect(page.locator("#about")).to_contain_text("to explore")
    last = cards.last
    last.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator("#pictures article").last).to_contain_text("pinned")
    page.locator("#pictures article").last.get_by_role("button", name="Unpin").click()
    page.locator("#pictures article").last.get_by_role("button", name="Retire").click()
    expect(page.locator("#pictures article").last).to_have_attribute("data-approved", "false")
    page.locator("#pictures article").last.get_by_role("button", name="Approve").click()
    expect(page.locator("#pictures article").last).to_have_attribute("data-approved", "true")


def test_members_of_different_taste_see_different_pictures_side_by_side(open_page: Opens, house: House) -> None:
    names = [str(n) for n in range(1, 25)]
    seen: dict[str, set[str]] = {}
    for item in ("1", "296", "356", "593", "2571", "480"):
        seen[item] = {house.ask(f"/v1/items/{item}/artwork/for/{name}")["artwork"] for name in names}
    item = max(seen, key=lambda one: len(seen[one]))
    assert len(seen[item]) > 1
    page = open_page(f"/console/pictures?item={item}")
    expect(page.locator("#pictures article").first).to_be_visible()
    page.get_by_label("Members, with commas between").fill(", ".join(names[:12]))
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("#side article")).to_have_count(12)
    assert all(card.get_attribute("data-artwork") for card in page.locator("#side article").all())


def test_effects_are_told_by_the_log_or_it_is_said_that_it_is_too_short(open_page: Opens, house: House) -> None:
    page = open_page("/console/pictures")
    page.get_by_role("button", name="Judge by the log").click()
    expect(page.locator("#effect")).to_contain_text(re.compile("Nothing is said|Choosing pictures adds .* impressions"))


@pytest.mark.skipif(not TRAILER.exists(), reason="the bundled trailer is missing")
def test_a_film_dropped_in_gives_stills_that_are_approved_and_kept(open_page: Opens, house: House) -> None:
    pytest.importorskip("cv2")
    page = open_page("/console/pictures")
    page.get_by_label("Film file").set_input_files(TRAILER)
    page.get_by_label("Of the item with id").fill("2")
    page.get_by_role("button", name="Find stills").click()
    stills = page.locator("#stills article")
    expect(stills.first).to_be_visible(timeout=120_000)
    before = len(house.ask("/v1/items/2/artwork")["pictures"])
    stills.first.get_by_role("button", name="Approve").click()
    expect(page.locator("#stills article").first.get_by_role("button", name="Approve")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.locator("#stills article").nth(1).get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Keep the approved ones for 2").click()
    expect(page.locator("#doing")).to_contain_text("1 pictures were added to 2")
    assert len(house.ask("/v1/items/2/artwork")["pictures"]) == before + 1
