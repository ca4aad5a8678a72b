"""Screenshots: the address of a served demo in, every state of the page at three widths as PNG out.

python scripts/screenshots.py --address http://127.0.0.1:8000 --out shots [--member M] [--only home] [--widths 360,1440]
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS: Final = {360: (360, 780), 768: (768, 1024), 1440: (1440, 900), 1920: (1920, 1080)}
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS_QUIET: Final = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
MEMBER: Final = "73"
"""Whose pages are shown where nobody is named."""
Step = Callable[[Page], None]
HISTORY: Final = b"""\
Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Country
Ada,2021-03-05 20:14:33,01:42:11,,Heat,,Smart TV,01:42:11,DE
Ada,2021-03-06 20:14:33,02:14:11,,The Matrix,,iPhone 12,02:14:11,DE
Ada,2021-03-14 20:14:33,01:12:11,,A Film Nobody Has,,iPhone 12,01:12:11,DE
"""


def _card(page: Page) -> None:
    page.locator("matinee-row", has=page.locator(".card:nth-child(5)")).nth(1).locator(".card").nth(1).hover()


def _like(page: Page) -> None:
    page.locator(".billboard [data-deed=like]").click()
    page.locator(".strip .follow").wait_for()


def _trace(page: Page) -> None:
    _like(page)
    page.locator(".strip .follow").click()
    page.locator("dialog .way").wait_for()


def _search(page: Page) -> None:
    page.fill("#q", "star wars")
    page.locator(".results .card").first.wait_for()


def _far(page: Page) -> None:
    page.fill("#q", "a film about a submarine")
    page.locator(".results").wait_for()


def _pick(page: Page) -> None:
    for i in (1, 4, 6):
        page.locator(".picker .poster").nth(i).click()


def _keys(page: Page) -> None:
    page.locator("matinee-row .card .poster").first.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)


def _down(page: Page) -> None:
    page.mouse.wheel(0, 1700)


def _press(selector: str) -> Step:
    return lambda page: page.locator(selector).first.click()


def _history(page: Page) -> None:
    page.locator(".bring").click()
    page.locator("#history").set_input_files({"name": "ViewingActivity.csv", "mimeType": "text/csv", "buffer": HISTORY})
    page.locator(".brought .see").wait_for()


def _trailer(page: Page) -> None:
    page.locator(".watch").click()
    page.locator("video").wait_for()
    page.wait_for_timeout(2500)


def _foot(page: Page) -> None:
    page.locator(".rehearsal h2").scroll_into_view_if_needed()


def _open(page: Page) -> None:
    page.locator("matinee-row .card .poster").first.click(position={"x": 30, "y": 30})


def _nothing(_: Page) -> None:
    return


STATES: Final[dict[str, tuple[str, str, Step]]] = {
    # name: (address, what is there when it is drawn, what is done then)
    "lobby": ("/", ".ticket", _nothing),
    "pick": ("/?pick=1", ".picker .poster", _pick),
    "home": ("/?member={member}", "matinee-row .card", _nothing),
    "further": ("/?member={member}", "matinee-row .card", _down),
    "hover": ("/?member={member}", "matinee-row .card", _card),
    "keys": ("/?member={member}", "matinee-row .card", _keys),
    "liked": ("/?member={member}", "matinee-row .card", _like),
    "trace": ("/?member={member}", "matinee-row .card", _trace),
    "why": ("/?member={member}", "matinee-row .card", _press(".billboard [data-deed=why]")),
    "item": ("/?member={member}", "matinee-row .card", _open),
    "player": ("/?member={member}", "matinee-row .card", _press(".billboard [data-deed=play]")),
    "known": ("/?member={member}", "matinee-row .card", lambda page: page.locator(".known").dispatch_event("click")),
    "forget": ("/?member={member}", "matinee-row .card", _press(".forget")),
    "search": ("/?member={member}", "matinee-row .card", _search),
    "far": ("/?member={member}", "matinee-row .card", _far),
    "pair": ("/?members={member},15", "matinee-row .card", _nothing),
    "television": ("/?member={member}&device=tv", "matinee-row .card", _keys),
    "german": ("/?member={member}&lang=de", "matinee-row .card", _nothing),
    "history": ("/", ".ticket", _history),
    "trailer": ("/", ".watch", _trailer),
    "weeks": ("/", ".rehearsal h2", _foot),
    "simulated": ("/simulated/", ".ticket", _nothing),
    "wrong": ("/?member={member}", "main [role=alert]", _nothing),
}


def shoot(browser: Browser, house: tuple[str, str], state: str, size: tuple[int, int], scheme: str) -> bytes:
    """One state at one size, in dark or light; `house` is its address and whose pages are shown."""
    path, drawn, step = STATES[state]
    address, member = house
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="light" if scheme == "light" else "dark",
        locale="en-GB",
        has_touch=width < 500,
    )
    page = context.new_page()
    if state == "simulated" and not _rehearsed(page, address):
        return b""
    if state == "wrong":
        page.route("**/v1/members/**", lambda route: route.abort())
    page.goto(address + path.format(member=member))
    page.locator(drawn).first.wait_for()
    page.wait_for_timeout(900)
    step(page)
    page.wait_for_timeout(1200)
    picture = page.screenshot()
    context.close()
    return picture


def _rehearsed(page: Page, address: str) -> bool:
    """Whether two weeks have been played in the home; without them there is no such state."""
    return bool(page.request.get(f"{address}/v1/simulated").json()["state"] == "ready")


def main() -> None:
    """Every state that was asked for, at every width; the home and the lobby in light too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--member", default=MEMBER)
    parser.add_argument("--only", default=",".join(STATES))
    parser.add_argument("--widths", default=",".join(map(str, WIDTHS)))
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.chromium, args=[*FLAGS, *FLAGS_QUIET])
        for state in given.only.split(","):
            for width in map(int, given.widths.split(",")):
                for scheme in ("dark", "light") if state in ("lobby", "home", "item") else ("dark",):
                    name = f"{state}-{width}{'-light' if scheme == 'light' else ''}.png"
                    size = WIDTHS.get(width, (width, 900))
                    if picture := shoot(browser, (given.address, given.member), state, size, scheme):
                        (given.out / name).write_bytes(picture)
                        print(given.out / name)
        browser.close()


if __name__ == "__main__":
    main()
