"""Makes the pictures of the console for the docs: a home in, a PNG a page out, taken from the served console itself.

python scripts/console_pictures.py HOME [FOLDER]      # FOLDER: docs/console
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGES = {"overview": 1_300, "map": 1_150, "places": 1_250, "verdicts": 1_100}
ROOT = Path(__file__).resolve().parents[1]
SERVE = (sys.executable, "-c", "from matinee.cli.main import main; main()", "serve", "--port", "0", "--home")


def main(home: Path, folder: Path) -> None:
    """Serve the home, look at each page, keep what is seen."""
    folder.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen([*SERVE, str(home)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        path = os.environ.get("MATINEE_CHROMIUM") or shutil.which("chromium")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for name, height in PAGES.items():
                page = browser.new_page(viewport={"width": 1_280, "height": height}, color_scheme="dark")
                page.goto(f"{address}/console#/{name}")
                page.locator(f"main[data-ready={name}]").wait_for(timeout=120_000)
                page.locator(".chart[data-drawn]").first.wait_for(timeout=60_000)
                page.wait_for_timeout(500)
                page.screenshot(path=folder / f"{name}.png")
                page.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=30)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "console")
