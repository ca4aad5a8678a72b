"""A real home for the tests: a part of the bundled MovieLens, imported and learned once a session."""

import csv
import shutil
from pathlib import Path

import pytest

from matinee.app.home import Home, open_home
from matinee.app.importing import run_import
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home

DATA = Path(__file__).resolve().parents[2] / "examples" / "data" / "movielens-small"
MEMBERS = 160


def part_of_movielens(folder: Path, n_members: int) -> Path:
    """The first members' ratings and all films, in MovieLens' own form."""
    folder.mkdir(parents=True)
    shutil.copy(DATA / "movies.csv", folder / "movies.csv")
    with (DATA / "ratings.csv").open() as source, (folder / "ratings.csv").open("w", newline="") as target:
        lines, writer = csv.reader(source), csv.writer(target)
        writer.writerow(next(lines))
        writer.writerows(line for line in lines if int(line[0]) <= n_members)
    return folder


@pytest.fixture(scope="session")
def learned(tmp_path_factory) -> Path:
    """A home with ratings of the first members and a snapshot learned from them; copy it before writing to it."""
    base = tmp_path_factory.mktemp("learned")
    init_home(base / "home", "MovieLens")
    home = open_home(base / "home")
    run_import(home, "movielens", part_of_movielens(base / "data", MEMBERS), lambda _: None)
    home.close()
    home = open_home(base / "home")
    learn_and_publish(home, lambda _: None)
    home.close()
    return base / "home"


@pytest.fixture
def home(learned, tmp_path) -> Home:
    """An own copy of the learned home, open."""
    shutil.copytree(learned, tmp_path / "home")
    opened = open_home(tmp_path / "home")
    yield opened
    opened.close()
