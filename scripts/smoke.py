"""Smoke tests: an environment with Matinee installed in; its command line and server tried in an empty folder.

build/alone/bin/python scripts/smoke.py      # as make release does, with the wheel and nothing else installed
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

MATINEE = str(Path(sys.executable).with_name("matinee"))
GENRES = ("Drama", "Comedy", "Crime")


def run(*words: str) -> Any:
    """The JSON that a command prints."""
    done = subprocess.run([MATINEE, *words, "--json"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"matinee {' '.join(words)}: {done.stderr}"
    return json.loads(done.stdout)


def data(folder: Path) -> None:
    """A dozen items, and events of six members."""
    items = [{"item": f"i{n}", "title": f"Film {n}", "genres": [GENRES[n % 3]], "seconds": 6000} for n in range(24)]
    events = [
        {
            "kind": "play",
            "member": f"m{m}",
            "item": f"i{(m * 5 + n * 3) % 24}",
            "at": f"2026-11-{n + 1:02}T20:00:00Z",
            "seconds": 5900,
        }
        for m in range(6)
        for n in range(12)
    ]
    for name, rows in (("items", items), ("events", events)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


def serve(home: str) -> None:
    """The server comes up and answers with a page, the web pages and their files."""
    with subprocess.Popen(
        [MATINEE, "serve", "--home", home, "--port", "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
            page = json.load(urllib.request.urlopen(f"{address}/v1/members/m1/home", timeout=20))
            assert page["rows"] and page["rows"][0]["items"], page
            picture = page["rows"][0]["items"][0]["artwork_url"]
            for path in ("/", "/console", "/docs", "/static/client.js", "/healthz", picture):
                assert urllib.request.urlopen(address + path, timeout=20).status == 200, path
        finally:
            server.terminate()


def main() -> None:
    """Try it all, and say so."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        home = str(folder / "home")
        data(folder)
        run("init", home)
        assert run("import", "items", str(folder / "items.jsonl"), "--home", home)["items"] == 24
        assert run("import", "events", str(folder / "events.jsonl"), "--home", home)["events"] == 72
        assert run("learn", "--home", home)["snapshot"]
        assert run("page", "m1", "--home", home)["rows"]
        assert run("search", "film", "--home", home)["items"]
        assert run("profile", "m1", "--home", home)
        assert run("doctor", "--home", home)
        serve(home)
    print("the installed package works alone")


if __name__ == "__main__":
    main()
