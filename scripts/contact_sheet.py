"""A contact sheet: a MovieLens folder in, one PNG of drawn posters out, to be looked at by people.

python scripts/contact_sheet.py --out sheet.png [--count 200] [--styles scene,mood,lead,era] [--data FOLDER]
"""

from __future__ import annotations

import argparse
import collections
import csv
import re
from pathlib import Path

from playwright.sync_api import sync_playwright

from matinee.core.values import Item
from matinee.picture.drawn import STYLES, draw

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def films(data: Path, count: int) -> list[Item]:
    """The most rated films of a MovieLens folder, with their people where people.csv lies beside or above it."""
    with (data / "ratings.csv").open(encoding="utf-8") as lines:
        rated = collections.Counter(row["movieId"] for row in csv.DictReader(lines))
    people = _people(data)
    with (data / "movies.csv").open(encoding="utf-8") as lines:
        items = [_film(row, people) for row in csv.DictReader(lines)]
    return sorted(items, key=lambda item: -rated[item.item])[:count]


def _people(data: Path) -> dict[str, tuple[str, ...]]:
    for path in (data / "people.csv", data.parent / "people.csv"):
        if path.exists():
            with path.open(encoding="utf-8") as lines:
                return {
                    row["movieId"]: tuple(row["cast"].split("|")) for row in csv.DictReader(lines) if row.get("cast")
                }
    return {}


def _film(row: dict[str, str], people: dict[str, tuple[str, ...]]) -> Item:
    found = re.match(
        r"(.*?)(?:, (The|A|An|La|Le|Les|Das|Die|Der|Il|El))?(?: \(.*\))? \((\d{4})\)\s*$", row["title"].strip()
    )
    title, article, year = found.groups() if found else (row["title"], None, None)
    return Item(
        item=row["movieId"], title=f"{article} {title}" if article else title, year=int(year) if year else None,
        genres=tuple(row["genres"].split("|")), people=people.get(row["movieId"], ()),
    )  # fmt: skip


def page(items: list[Item], styles: list[str], wide: int) -> str:
    """HTML of the sheet; item i is drawn in style i modulo the number of styles."""
    cells = (f"<div>{draw(item, styles[i % len(styles)])}</div>" for i, item in enumerate(items))
    body = "body{margin:12px;background:#141414;display:flex;flex-wrap:wrap;gap:8px}"
    style = f"<style>{body}div{{width:{wide}px}}svg{{display:block;width:100%}}</style>"
    return style + "".join(_alone(cell, i) for i, cell in enumerate(cells))


def _alone(cell: str, number: int) -> str:
    """Ids are a poster's own: several posters in one page must not share them."""
    return re.sub(r'(id="|url\(#|href="#)(\w+)', rf"\1p{number}\2", cell)


def main() -> None:
    """Draw, photograph, say how large the posters are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--styles", default=",".join(STYLES))
    parser.add_argument("--data", type=Path, default=Path("examples/data/movielens-small"))
    parser.add_argument("--poster", type=int, default=110, help="width of a poster in pixels")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    styles = given.styles.split(",")
    items = films(given.data, given.skip + given.count)[given.skip :]
    sizes = sorted(len(draw(item, styles[i % len(styles)]).encode()) for i, item in enumerate(items))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.chromium, args=FLAGS)
        view = browser.new_page(
            viewport={"width": 20 * (given.poster + 8) // 1 + 24 if given.poster < 90 else 1600, "height": 900}
        )
        view.set_content(page(items, styles, given.poster))
        view.screenshot(path=given.out, full_page=True)
        browser.close()
    print(f"{len(items)} posters in {given.out}; bytes: median {sizes[len(sizes) // 2]}, largest {sizes[-1]}")


if __name__ == "__main__":
    main()
