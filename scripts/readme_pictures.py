"""Makes the pictures of the README: the example houses in, a page of each as PNG out.

python scripts/readme_pictures.py [FOLDER]      # FOLDER: docs/pictures
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
MATINEE: Final = (sys.executable, "-c", "from matinee.cli.main import main; main()")
MEMBER: Final = "m3"


def make_house(name: str, folder: Path) -> Path:
    """One of the example houses, learned."""
    home, data = folder / name, ROOT / "examples" / "own" / name
    steps = [("init", home)]
    steps += [("import", kind, next(data.glob(f"{kind}.*")), "--home", home) for kind in ("items", "events")]
    for step in (*steps, ("learn", "--home", home)):
        subprocess.run([*MATINEE, *map(str, step)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return home


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of this home while it is served."""
    server = subprocess.Popen(
        [*MATINEE, "serve", "--port", "0", "--home", str(home)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        yield next(word for word in server.stdout.readline().split() if word.startswith("http"))
    finally:
        server.terminate()
        server.wait(timeout=20)


def main(folder: Path) -> None:
    """Take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("MATINEE_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name in ("streaming", "shop"):
            with served(make_house(name, Path(made))) as address:
                page = browser.new_page(viewport={"width": 1_280, "height": 800}, color_scheme="dark")
                page.goto(f"{address}/?member={MEMBER}")
                page.locator(".card").first.wait_for(timeout=60_000)
                page.wait_for_timeout(1_500)
                page.screenshot(path=folder / f"{name}.png")
                page.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
