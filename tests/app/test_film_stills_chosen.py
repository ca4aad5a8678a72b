"""The real film: its own stills, found by the command, reviewed and imported, are chosen by member."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matinee.app.artwork import tell_choice
from matinee.app.film import FILM, film
from matinee.app.home import Home
from matinee.app.importing import run_import
from matinee.core.values import Context
from matinee.serving.situate import situate

TRAILER = Path(__file__).resolve().parents[2] / "examples" / "data" / "big-buck-bunny" / "trailer.mp4"
pytestmark = [pytest.mark.full, pytest.mark.skipif(not TRAILER.exists(), reason="the bundled trailer is missing")]


def test_members_of_different_taste_see_different_stills_of_the_real_film(home: Home, tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    pytest.importorskip("onnxruntime")
    stills = tmp_path / "stills"
    command = [
        sys.executable,
        "-c",
        "from matinee.cli.main import main; main()",
        "vision",
        "stills",
        str(TRAILER),
        "--out",
        str(stills),
    ]
    subprocess.run([*command, "--item", FILM, "--json"], check=True, capture_output=True)
    lines = [json.loads(line) for line in (stills / "artwork.jsonl").read_text().splitlines()]
    left_out = lines[0]["artwork"]
    lines[0]["approved"] = False
    (stills / "artwork.jsonl").write_text(
        "\n".join(json.dumps({**line, "path": Path(line["path"]).name}) for line in lines)
    )
    home.put_items([film()])
    run_import(home, "artwork", stills, lambda _: None)
    found = {name: _chosen(home, name) for name in (str(n) for n in range(1, 41))}
    ours = {line["artwork"] for line in lines}
    assert len(set(found.values()) & ours) >= 2
    assert left_out not in found.values()
    assert found == {name: _chosen(home, name) for name in found}


def _chosen(home: Home, name: str) -> str:
    profile, _ = home.profile(name)
    s = situate(home.member(name), profile, Context(at=home.now()), home.live.world())
    told = tell_choice(s, FILM)
    likely = max(told["pictures"], key=lambda one: one["probability"])
    return str(likely["artwork"])
