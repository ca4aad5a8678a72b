"""Bring your own: a scorer, a source of candidates and a Parquet column of scores, as the examples have them."""

import sys
from pathlib import Path

import numpy as np
import pytest

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.errors import SettingsError
from matinee.core.values import Event, Item
from matinee.table.ranking.blend import score

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
NOW = 1_476_640_644_000_000
ITEMS = [
    Item(item=f"i{n}", title=f"Film {n}", year=1950 + n, genres=("Drama",), seconds=600.0 + 600.0 * n)
    for n in range(30)
]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Give settings, get an open home with a few members' plays."""
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])

    def make(settings: str = "", before_learning=lambda path: None):
        init_home(tmp_path, "own")
        (tmp_path / "matinee.toml").write_text(settings)
        home = open_home(tmp_path)
        home.put_items(ITEMS)
        home.append([
            Event(event_id=f"e{m}-{n}", kind="play", member=f"m{m}", item=f"i{(m + n) % 25}", at=NOW + n, seconds=900.0)
            for m in range(8) for n in range(6)
        ])  # fmt: skip
        before_learning(tmp_path)
        learn_and_publish(home, lambda _: None, judged=False)
        return home

    return make


@pytest.mark.parametrize("name", ["own_scorer", "own_source", "own_scores"])
def test_each_example_has_fewer_than_twenty_lines_of_code(name):
    lines = (EXAMPLES / f"{name}.py").read_text().splitlines()
    assert len([line for line in lines if line.strip()]) < 20


def test_a_scorer_of_ones_own_ranks(made):
    home = made('[ranking]\nscorer = "own_scorer:newest_first"\ncalibration = 0.0\n')
    s = home.make("m0").situation
    rows = s.catalog.row_of
    chances = score(s, np.array([rows["i1"], rows["i20"]], np.int32))
    assert chances[1] > chances[0]
    assert chances[0] == pytest.approx((1951 - 1900) / 200)


def test_a_source_of_ones_own_names_candidates(made):
    home = made('[ranking]\nsources = ["own_source:short_films"]\n')
    gathered = home.make("m0").plan.gathered
    short = {home.row_of("i0"), home.row_of("i1"), home.row_of("i2")}
    assert short <= set(gathered.rows.tolist())


def test_given_scores_are_candidates_and_stand_in_place_of_the_blends(made):
    from own_scores import write_scores

    def scores(path):
        write_scores(path, [("m0", "i29", 0.9), ("m0", "i28", 0.1), ("", "i27", 0.7), ("m0", "gone", 0.5)])

    home = made('[ranking]\nscores = "scores.parquet"\n', scores)
    mine, other = home.make("m0"), home.make("m1")
    at = np.array([home.row_of("i29"), home.row_of("i28"), home.row_of("i27")], np.int32)
    assert score(mine.situation, at)[:2].tolist() == [0.9, 0.1]
    assert score(other.situation, at)[2] == 0.7
    assert home.row_of("i29") in mine.plan.gathered.rows
    assert home.row_of("i27") in other.plan.gathered.rows


@pytest.mark.parametrize(
    "settings", ['scorer = "no.such:thing"', 'sources = ["no.such:thing"]', 'scores = "missing.parquet"']
)
def test_what_is_not_there_is_named_with_the_way_out(made, settings):
    with pytest.raises(SettingsError, match=r"\[ranking\]"):
        made(f"[ranking]\n{settings}\n").make("m0")
