"""The console's page of messages in a real browser: plans are approved there, days, previews and the lift are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from matinee.app.home import open_home
from matinee.app.messages import plan_week
from matinee.core.clock import DAY, HOUR
from matinee.core.values import Event
from matinee.messages.caps import held_out
from tests.app.messages_home import make_home
from tests.faults.served import free_port, start

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    """A served home with a week's plan that waits for approval, after a week of which a file took its messages."""
    path: Path = tmp_path_factory.mktemp("messages") / "home"
    home = make_home(path, 'channels = ["file"]\ngap_hours = 0', members=60)
    plan_week(home)
    home.close()
    port = free_port()
    server = start(path, port)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=30)


@pytest.fixture
def page(served: str, chromium: Browser) -> Iterator[Page]:
    """The page, opened; a fault in its own code fails."""
    faults: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.goto(f"{served}/console/messages")
    yield opened
    context.close()
    assert not faults


def test_a_plan_waits_and_is_approved_by_one_button(page: Page) -> None:
    line = page.locator("#plans li").first
    expect(line).to_contain_text("week-")
    line.get_by_role("button", name="Approve").click()
    expect(line).to_contain_text("approved")
    expect(line.get_by_role("button", name="Approve")).to_have_count(0)


def test_the_calendar_shows_each_day_and_marks_today(page: Page) -> None:
    expect(page.locator("#calendar li")).to_have_count(28)
    expect(page.locator("#calendar li[aria-current=date]")).to_have_count(1)
    expect(page.locator("#calendar")).to_contain_text("planned")


def test_a_preview_per_member_shows_subject_picture_and_reason(page: Page) -> None:
    page.get_by_label("Member").fill("m3")
    page.get_by_role("button", name="Show").click()
    message = page.locator("#preview article").first
    expect(message.locator("h3")).not_to_be_empty()
    expect(message).to_contain_text("m3")
    picture = message.locator("img")
    expect(picture).to_be_visible()
    page.wait_for_timeout(300)
    assert picture.evaluate("image => image.naturalWidth") > 0


def test_without_anything_sent_the_lift_says_so_and_an_unknown_plan_is_an_error_in_words(page: Page) -> None:
    expect(page.locator("#cost")).to_contain_text("nothing was sent yet")


@pytest.fixture(scope="module")
def lifted(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[str]:
    """A served home in which messages went out two weeks ago and those who got them came more often."""
    path: Path = tmp_path_factory.mktemp("lifted") / "home"
    make_home(path, 'channels = ["file"]\ngap_hours = 0', members=120).close()
    told = path / "matinee.toml"
    told.write_text(told.read_text().replace("hold_out = 0.0", "hold_out = 0.3"))
    home = open_home(path)
    now, served = home.now(), [f"m{n}" for n in range(120) if not held_out(f"m{n}", 0.3)]
    home.append(
        [Event(event_id=f"s-{name}", kind="message_sent", member=name, item="i1", at=now - 14 * DAY, message=name)
         for name in served]
        + [Event(event_id=f"x-{name}-{day}", kind="play", member=name, item="i1", at=now - day * DAY - HOUR,
                 session=f"x-{name}-{day}") for n, name in enumerate(served) for day in (2, 5, 8 + n % 3)]
    )  # fmt: skip
    home.close()
    port = free_port()
    server = start(path, port)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=30)


@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lift_over_the_hold_out_is_read_at_every_width_dark_and_light(lifted, chromium, width, scheme) -> None:
    from axe_core_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    opened.goto(f"{lifted}/console/messages")
    line = opened.locator("#lift tbody tr", has_text="visits, all")
    expect(line).to_contain_text("120")
    expect(line).to_contain_text("% (")
    low = float(line.inner_text().split("(")[1].split("%")[0])
    assert low > 0 and "0 members are held out" not in opened.locator("#lift").inner_text()
    expect(opened.locator("#cost")).to_contain_text("opt-outs")
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.locator(".wide").evaluate("box => box.scrollWidth <= box.clientWidth")
    dark = opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 19, 15)"
    assert dark == (scheme == "dark")
    found = [v["id"] for v in Axe().run(opened)["violations"] if v["impact"] in ("serious", "critical")]
    context.close()
    assert found == []


def test_on_a_phone_nothing_is_cut_off_and_axe_finds_no_serious_fault(served: str, chromium: Browser) -> None:
    from axe_core_python.sync_playwright import Axe

    context = chromium.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    opened = context.new_page()
    opened.goto(f"{served}/console/messages")
    expect(opened.locator("#calendar li")).to_have_count(28)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360
    found = [v["id"] for v in Axe().run(opened)["violations"] if v["impact"] in ("serious", "critical")]
    context.close()
    assert found == []
