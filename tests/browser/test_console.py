"""The console in a real Chromium: it asks for the key, shows every report, fits a phone; axe finds nothing grave."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from matinee.app import experiments
from matinee.app.decisions import take
from matinee.app.experiments import arms_of
from matinee.app.home import open_home
from matinee.app.keys import Keys
from matinee.app.setup import init_home
from matinee.core.clock import DAY, HOUR
from matinee.core.values import Event, Item
from matinee.verdict.experiments.assignment import Experiment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("console")]

GENRES = ("Drama", "Comedy", "Horror", "Crime")
PAGES = (
    "overview", "map", "places", "titles", "verdicts", "pictures", "experiments", "members/m1", "rules", "snapshots",
)  # fmt: skip
SERVE = (sys.executable, "-c", "from matinee.cli.main import main; main()", "serve", "--port", "0", "--home")


def lived(path) -> str:
    """A home with a week of pages, plays and an experiment; the text of a key that opens it."""
    init_home(path, "The Lantern")
    (path / "matinee.toml").write_text('name = "The Lantern"\nclock = "data"\n')
    home = open_home(path)
    items = [Item(item=f"i{n}", title=f"Film {n}", genres=(GENRES[n % 4],), year=1990 + n) for n in range(24)]
    home.put_items(items)
    start, pages, events = 1_772_323_200_000_000, [], []
    for day in range(7):
        for n in range(40):
            at, name = start + day * DAY + (8 + n % 12) * HOUR, f"{day}-{n}"
            rows = [{"kind": kind, "items": [items[(r * 8 + k + n) % 24].item for k in range(8)]}
                    for r, kind in enumerate(("popular", "because", "new"))]  # fmt: skip
            pages.append(
                {"decision": name, "at": at, "member": f"m{n}", "device": ("tv", "phone")[n % 2], "rows": rows}
            )
            for r, row in enumerate(rows):
                for k, item in enumerate(row["items"]):
                    told: dict[str, Any] = {
                        "item": item, "member": f"m{n}", "decision": name, "row": r, "column": k, "device": "tv",
                    }  # fmt: skip
                    events.append(Event(event_id=f"s{name}-{r}-{k}", kind="impression", at=at + k, **told))
                    if (n * 7 + day + k * 3 + r * 5) % (6 + 4 * (item == "i3") + k) == 0:
                        events.append(Event(event_id=f"p{name}-{r}-{k}", kind="play", at=at + 90, seconds=3e3, **told))
    take(home, (json.dumps(page).encode() for page in pages))
    home.append(events)
    home.close()
    home = open_home(path)
    arms = arms_of(("now", "bold:page.exploration=0.3"))
    experiments.start(home, Experiment(experiment="bold", salt="bold", arms=arms, metric="plays"))
    for n in range(30):
        home.page(f"m{n}")
    home.store.put_decisions([]).result()
    home.close()
    return Keys(path).make("operator", ["read", "admin"])[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[tuple[str, str]]:
    """The address of a served home behind a key, and the key."""
    path = tmp_path_factory.mktemp("console") / "home"
    key = lived(path)
    server = subprocess.Popen([*SERVE, str(path)], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
    yield address, key
    server.terminate()
    server.wait(timeout=30)
    server.stdout.close()


def opened(served: tuple[str, str], chromium: Browser, width: int, name: str, **more: Any) -> Page:
    """A page of the console, its key given."""
    address, key = served
    context = chromium.new_context(viewport={"width": width, "height": 900}, **more)
    context.add_init_script(f"sessionStorage.setItem('matinee.console.key', {json.dumps(key)})")
    page = context.new_page()
    page.goto(f"{address}/console#/{name}")
    expect(page.locator(f"main[data-ready={name.split('/')[0]}]")).to_be_visible(timeout=60_000)
    return page


def test_without_its_key_the_console_shows_nothing_and_asks_for_it(served, chromium) -> None:
    address, key = served
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/console")
    expect(page.get_by_role("heading", name="This house has keys")).to_be_visible(timeout=60_000)
    page.get_by_label("Key").fill("wrong")
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="This house has keys")).to_be_visible()
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible(timeout=60_000)
    context.close()


@pytest.mark.parametrize("width", [360, 1_280])
def test_every_page_fits_and_axe_finds_no_serious_fault(served, chromium, width) -> None:
    from axe_core_python.sync_playwright import Axe

    grave = {}
    for name in PAGES:
        page = opened(served, chromium, width, name, bypass_csp=True)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.locator(".trouble").count() == 0, page.locator(".trouble").all_inner_texts()
        found = Axe().run(page)["violations"]
        grave[name] = [(v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]
        page.context.close()
    assert {name: found for name, found in grave.items() if found} == {}


def test_charts_are_drawn_under_the_strict_policy_and_nothing_comes_from_elsewhere(served, chromium) -> None:
    page = opened(served, chromium, 1_280, "overview")
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.reload()
    expect(page.locator(".chart[data-drawn] canvas").first).to_be_visible(timeout=60_000)
    assert all(url.startswith(served[0]) for url in asked) and faults == []
    page.context.close()


def test_the_map_zooms_into_a_region_by_the_keyboard_alone(served, chromium) -> None:
    page = opened(served, chromium, 1_280, "map")
    chips = page.locator(".chips button")
    name = chips.nth(1).inner_text().split(" · ")[0]
    chips.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"For whom: {name}")).to_be_visible(timeout=60_000)
    expect(page.locator(".chips button[aria-pressed=true]")).to_contain_text(name)
    page.context.close()


def test_a_members_page_is_shown_as_it_was_with_reasons(served, chromium) -> None:
    page = opened(served, chromium, 1_280, "members/m1")
    expect(page.locator(".shelf").first).to_be_visible()
    expect(page.locator(".shelf .slots li").first).to_contain_text("chance")
    page.context.close()


def test_an_experiment_is_stopped_with_a_winner_and_rolled_back(served, chromium) -> None:
    page = opened(served, chromium, 1_280, "experiments/bold")
    page.get_by_role("button", name="Stop, bold wins").click()
    expect(page.get_by_text("bold, the default now")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Roll back").click()
    expect(page.get_by_text("bold, the default now")).to_have_count(0, timeout=30_000)
    page.context.close()
