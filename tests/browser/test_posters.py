"""No two drawn posters alike in one viewport: what is seen of real pages, compared by eye's measure, pair by pair."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.browser.conftest import Opens

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, HIGH = 24, 36
CLOSE = 0.12
"""Root mean square of the colours' distance, both pictures 24 by 36: nearer is alike (prints of one form and ink: .06
to .11); between prints that the eye tells apart at once it is .12 and more, of any two .41 in the middle."""
SHAPED = 0.15
"""The same where light and dark lie alike as well (a correlation of .85): a grey wood and a blue sea, both light above
and dark below, which the eye tells apart at once, lie .155 apart."""
MEMBERS = ("73", "15", "251", "570")
DEVICES = ((360, 780, ""), (1440, 900, ""), (1920, 1080, "&device=tv"))
SCREENS = 3
SEEN = """async ([wide, high]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [wide, high];
    const ink = canvas.getContext('2d', { willReadFrequently: true });
    const found = [];
    for (const card of document.querySelectorAll('.card')) {
        const picture = card.querySelector('img');
        const box = picture?.getBoundingClientRect();
        if (!box?.width) continue;
        const across = Math.min(box.right, innerWidth) - Math.max(box.left, 0);
        const down = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
        if (across <= 0 || down <= 0 || across * down < 0.4 * box.width * box.height) continue;
        await picture.decode().catch(() => null);
        if (!picture.naturalWidth) continue;
        ink.clearRect(0, 0, wide, high);
        ink.drawImage(picture, 0, 0, wide, high);
        const pixels = Array.from(ink.getImageData(0, 0, wide, high).data);
        found.push({ item: card.dataset.item, picture: picture.getAttribute('src'), pixels });
    }
    return found;
}"""


def alike(one: list[int], other: list[int]) -> bool:
    """Whether two pictures look the same from where one chooses."""
    a, b = (np.array(pixels, np.float64).reshape(-1, 4)[:, :3] / 255 for pixels in (one, other))
    apart = float(np.sqrt(((a - b) ** 2).mean()))
    shaped = float(np.corrcoef(a.mean(axis=1), b.mean(axis=1))[0, 1])
    return apart < CLOSE or (apart < SHAPED and shaped > 0.85)


def in_view(page: Page) -> list[dict[str, Any]]:
    """Item, address and pixels of every poster of which two fifths are in view."""
    found: list[dict[str, Any]] = page.evaluate(SEEN, [WIDE, HIGH])
    return found


@pytest.mark.parametrize("member", MEMBERS)
def test_no_two_posters_in_view_are_alike(open_page: Opens, member: str) -> None:
    looked, pairs, same = 0, 0, []
    for width, height, device in DEVICES:
        page = open_page(f"/?member={member}{device}", width=width, height=height, reduced_motion="reduce")
        page.locator("matinee-row .card").nth(3).wait_for()
        page.wait_for_timeout(400)
        for _ in range(SCREENS):
            seen = in_view(page)
            looked += len(seen)
            for a, b in itertools.combinations(seen, 2):
                if a["item"] != b["item"]:
                    pairs += 1
                    same += [(width, a["picture"], b["picture"])] * alike(a["pixels"], b["pixels"])
            page.mouse.wheel(0, 0.8 * height)
            page.wait_for_timeout(300)
        page.close()
    assert looked > 60 and pairs > 500
    assert same == []


def test_the_measure_finds_prints_that_are_alike(open_page: Opens) -> None:
    page = open_page("/?member=73")
    page.locator("matinee-row .card img").nth(3).wait_for()
    put = """async (addresses) => {
        const pictures = [...document.querySelectorAll('.card img')].slice(0, addresses.length);
        await Promise.all(pictures.map((picture, i) => { picture.src = addresses[i]; return picture.decode(); }));
        return pictures.map((picture) => picture.closest('.card').dataset.item);
    }"""
    matrix, dogs, terminator, beauty, pie = "2571-era", "1089-era", "589-era", "2858-era", "2706-lead"
    page.evaluate(put, [f"/artwork/{name}" for name in (matrix, dogs, terminator, beauty, pie)])
    page.locator("matinee-row .card img").first.scroll_into_view_if_needed()
    pixels = {one["picture"].rpartition("/")[2]: one["pixels"] for one in in_view(page)}
    assert alike(pixels[matrix], pixels[dogs]) and alike(pixels[terminator], pixels[beauty])
    assert not any(alike(pixels[pie], pixels[other]) for other in (matrix, dogs, terminator, beauty))
