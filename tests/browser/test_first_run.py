"""The first ten minutes in a browser: one's own history, the real film, and two weeks marked as simulated."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from matinee.app.film import FILM
from tests.browser.conftest import House, Opens

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

HISTORY = """Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Country
Ada,2021-03-05 20:14:33,01:42:11,,Heat,,Smart TV,01:42:11,DE (Germany)
Ada,2021-03-06 20:14:33,02:14:11,,The Matrix,,iPhone 12,02:14:11,DE
Ada,2021-03-09 20:14:33,02:04:11,,Pulp Fiction,,iPhone 12,02:14:11,DE
Ada,2021-03-14 20:14:33,01:12:11,,A Film Nobody Has,,iPhone 12,01:12:11,DE
"""


def bring(page: Page, folder: Path) -> None:
    """Choose a small history file in the drop zone."""
    file = folder / "ViewingActivity.csv"
    file.write_text(HISTORY)
    page.locator(".bring").click()
    page.locator("#history").set_input_files(file)
    page.locator(".brought .rate").wait_for()


def test_a_history_is_dropped_matched_shown_and_forgotten_with_a_receipt(
    open_page: Opens, house: House, tmp_path: Path
) -> None:
    page = open_page("/")
    bring(page, tmp_path)
    told = page.locator(".brought")
    expect(told.locator(".rate")).to_contain_text("75 %")
    expect(told.locator(".lost")).to_contain_text("A Film Nobody Has")
    expect(told).to_contain_text("whole weeks")
    member = page.evaluate("localStorage.getItem('matinee.you')")
    assert [event["kind"] for event in house.events(member)] == ["play"] * 3
    told.locator(".forget-own").click()
    expect(told).to_contain_text("The receipt")
    assert house.ask(f"/v1/members/{member}/profile")["n_events"] == 0
    assert page.evaluate("localStorage.getItem('matinee.you')") is None


def test_a_history_gives_a_page_that_speaks_of_it(open_page: Opens, tmp_path: Path) -> None:
    page = open_page("/", width=360, height=780)
    bring(page, tmp_path)
    page.locator(".brought .see").click()
    expect(page).to_have_url(re.compile("member=you-"))
    expect(page.locator("matinee-row").first).to_be_attached()
    page.wait_for_timeout(500)
    said = " ".join(page.locator("matinee-row h2").all_inner_texts())
    assert re.search("Heat|Matrix|Pulp Fiction|watched", said)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_of_another_kind_is_refused_in_words(open_page: Opens, tmp_path: Path) -> None:
    page = open_page("/")
    file = tmp_path / "other.csv"
    file.write_text("Title,Date\nHeat,5/3/21\n")
    page.locator(".bring").click()
    page.locator("#history").set_input_files(file)
    expect(page.locator(".brought [role=alert]")).not_to_be_empty()


def test_the_real_film_plays_its_trailer_with_its_credit(open_page: Opens) -> None:
    page = open_page("/")
    expect(page.locator(".feature")).to_contain_text("Blender Foundation")
    page.locator(".watch").click()
    page.locator("video").wait_for()
    for _ in range(60):
        if page.evaluate("document.querySelector('video').currentTime") > 0.2:
            break
        page.wait_for_timeout(250)
    assert page.evaluate("document.querySelector('video').currentTime") > 0.2
    expect(page.locator("dialog")).to_contain_text("CC BY 3.0")
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")


def test_stills_are_found_while_the_trailer_plays_and_two_members_get_different_pictures(
    open_page: Opens, house: House
) -> None:
    for name in ("av", "cv2", "onnxruntime"):
        pytest.importorskip(name)
    page = open_page("/")
    page.locator(".watch").click()
    page.locator("video").wait_for()
    pictures: list[str] = []
    for _ in range(240):
        pictures = [one["artwork"] for one in house.ask(f"/v1/items/{FILM}/artwork", method="GET")["pictures"]]
        if len(pictures) > 2:
            break
        page.wait_for_timeout(500)
    assert len([name for name in pictures if "-still-" in name]) >= 2
    members = [str(number) for number in range(1, 25)]
    seen = {house.ask(f"/v1/items/{FILM}/artwork/for/{who}", method="GET")["artwork"] for who in members}
    assert len(seen) >= 2 and any("-still-" in name for name in seen)


def _its_console_is_the_twin_s(open_page: Opens) -> None:
    page = open_page("/simulated/console")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("//")[2].partition("/")[2]))
    page.reload()
    expect(page.locator("#clock .badge")).to_have_text("SIMULATED")
    expect(page.get_by_role("link", name="Members' page")).to_have_attribute("href", "/simulated/")
    answers = [url for url in asked if "v1/" in url]
    assert answers and all(url.startswith("simulated/v1/") for url in answers)
    for part in ("pictures", "messages"):
        page.goto(page.url.partition("/simulated")[0] + f"/simulated/console/{part}")
        expect(page.locator("h1 .badge")).to_have_text("SIMULATED")
        expect(page.get_by_role("link", name="Console")).to_have_attribute("href", "/simulated/console")


def test_simulated_weeks_are_played_seen_marked_and_removed_and_the_real_house_stays_as_it_was(
    open_page: Opens, house: House
) -> None:
    before = house.ask("/v1/about")
    house.ask("/v1/simulated?days=1&members=5", {}, "POST")
    page = open_page("/")
    page.locator(".rehearsal .see").wait_for(timeout=120_000)
    page.locator(".rehearsal .see").click()
    expect(page).to_have_url(re.compile("/simulated/$"))
    expect(page.locator(".rehearsed")).to_contain_text("SIMULATED")
    page.locator(".ticket .seat").first.click()
    expect(page.locator("matinee-row .card").first).to_be_attached()
    expect(page.locator(".rehearsed")).to_be_visible()
    member = page.url.partition("member=")[2]
    assert house.ask(f"/simulated/v1/members/{member}/home", method="GET")["source"] == "simulated"
    assert house.ask("/simulated/v1/about", method="GET")["source"] == "simulated"
    page.locator(".billboard [data-deed=like]").click()
    expect(page.locator(".strip")).to_contain_text("You liked")
    page.wait_for_timeout(300)
    held = house.ask(f"/simulated/v1/members/{member}/export", method="GET")["events"]
    assert held[-1]["kind"] == "thumb" or any(event["kind"] == "thumb" for event in held)
    _its_console_is_the_twin_s(open_page)
    page.locator(".rehearsed a").click()
    expect(page.locator(".rehearsal .away")).to_be_visible()
    after = house.ask("/v1/about")
    assert (after["events"], after["members"], after["source"]) == (before["events"], before["members"], "")
    page.locator(".rehearsal .away").click()
    expect(page.locator(".rehearsal .start")).to_be_visible()
    assert house.ask("/v1/simulated", method="GET")["state"] == "none"
