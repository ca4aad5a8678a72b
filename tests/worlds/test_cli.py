"""`matinee simulate`: one JSON object and nothing else on stdout; what cannot be is one clear line at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from matinee.cli import main as command_line


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    monkeypatch.setattr(sys, "argv", ["matinee", *map(str, words)])
    try:
        command_line.main()
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_the_open_loop_says_what_it_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(monkeypatch, "simulate", "--events", 500, "--out", tmp_path / "w", "--days", 3, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["source"] == "simulated" and told["events"] == 500 and told["events_per_second"] > 0
    assert {path.name for path in (tmp_path / "w").iterdir()} == {"events-0000.parquet", "items.jsonl", "members.jsonl"}


def test_the_closed_loop_prints_one_json_object_and_tells_progress_aside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = ("--members", 30, "--items", 100, "--days", 1, "--seeds", 2)
    assert run(monkeypatch, "simulate", "--closed", "--policies", "random,popular", *sizes, "--json") == 0
    out, aside = capsys.readouterr()
    assert [one["policy"] for one in json.loads(out)["policies"]] == ["random", "popular"]
    assert "seed 2: popular" in aside


def test_a_world_over_a_home_s_catalogue_is_run_in_open_and_in_closed_loop(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    home, out = tmp_path / "home", tmp_path / "w.parquet"
    home.mkdir()
    lines = [
        json.dumps({"item": f"f{n}", "title": f"Film {n}", "kind": "film", "genres": ["Drama"]}) for n in range(30)
    ]
    (tmp_path / "items.jsonl").write_text("\n".join(lines))
    assert run(monkeypatch, "init", home) == 0
    assert run(monkeypatch, "import", "items", tmp_path / "items.jsonl", "--home", home) == 0
    capsys.readouterr()
    sizes = ("--members", 20, "--days", 2, "--json")
    assert run(monkeypatch, "simulate", "--catalog", home, "--events", 200, "--out", out, *sizes) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["events"] == 200 and told["items"] == 30 and out.exists()
    assert run(monkeypatch, "simulate", "--catalog", home, "--policies", "popular", "--seeds", 1, *sizes) == 0
    assert json.loads(capsys.readouterr().out)["items"] == 30
    assert run(monkeypatch, "simulate", "--catalog", tmp_path / "none", "--policies", "popular") == 1
    assert "no home" in capsys.readouterr().err


BAD = {
    "--events 0 --out w": "0 events",
    "--events -5 --out w": "-5 events",
    "--events 10": "--out PATH",
    "--out w": "--events N",
    "--events 10 --out w --members 0": "members",
    "--events 10 --out w --items -1": "items",
    "--events 10 --out w --days 0": "0 days",
    "--events 10 --out w --preset cinema": "stream, shop",
    "--events 10 --out w --params none.toml": "none.toml",
    "--closed --events 10 --out w": "writes no events",
    "--closed --seeds 0": "0 seeds",
    "--closed --days -1": "-1 days",
    "--closed --policies oracel": "oracel",
    "--closed --policies ,": "no policy",
    "--closed --plot chart.gif": "chart.gif",
    "--closed --plot no/such/place.svg": "no/such",
    "--closed --members 0": "members",
}


@pytest.mark.parametrize("words", BAD)
def test_what_cannot_be_is_one_clear_line(
    words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, "simulate", *words.split()) == 1
    out, error = capsys.readouterr()
    assert out == "" and error.count("\n") == 1 and BAD[words] in error
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "named"), [("--only smell", "smell"), ("--seeds 1", "interval"), ("--ranker x", "'x'")]
)
def test_signals_refuse_what_they_do_not_know(
    words: str, named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "evaluate", "signals", *words.split()) == 1
    assert named in capsys.readouterr().err
