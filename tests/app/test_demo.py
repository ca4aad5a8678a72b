"""The demo: twice in a row, over a first run that was cut short, with the real film, and a drawn shop."""

from __future__ import annotations

import csv
import socket
from pathlib import Path

import numpy as np
import pytest

from matinee.app import demo, tell
from matinee.app.demo import Ready, prepare
from matinee.app.film import CREDIT, FILM, add_film, find_stills, look_for_stills, trailer_of
from matinee.core.errors import UnknownName
from matinee.core.values import Item

BUNDLED = Path(__file__).parents[2] / "examples" / "data"


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """A small edition of MovieLens of our own making."""
    folder = tmp_path / "edition"
    folder.mkdir()
    rng = np.random.default_rng(2)
    with (folder / "movies.csv").open("w", newline="") as file:
        films = ((n, f"Film {n} (19{60 + n % 40})", "Drama|Crime") for n in range(1, 61))
        csv.writer(file).writerows([("movieId", "title", "genres"), *films])
    with (folder / "ratings.csv").open("w", newline="") as file:
        rated = {(int(rng.integers(1, 25)), int(rng.integers(1, 61))) for _ in range(700)}
        lines = [(who, film, float(rng.integers(2, 11)) / 2, 1_476_000_000 + k) for k, (who, film) in enumerate(rated)]
        csv.writer(file).writerows([("userId", "movieId", "rating", "timestamp"), *lines])
    return folder


def made(path: Path, data: Path | None, shop: bool = False) -> Ready:
    ready = prepare(path, data, lambda _: None, shop)
    ready.home.close()
    return ready


@pytest.mark.slow
def test_twice_in_a_row_goes_on_from_what_is_there(tmp_path: Path, edition: Path) -> None:
    first, second = made(tmp_path / "home", edition), made(tmp_path / "home", edition)
    assert first.events == second.events > 400 and first.member == second.member
    assert len(list((tmp_path / "home" / "snapshots").glob("*/"))) == 1 or second.learn_seconds == first.learn_seconds


@pytest.mark.slow
def test_the_demo_is_made_and_serves_a_page_without_a_network(
    tmp_path: Path, edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*given: object) -> None:
        raise AssertionError(f"the demo asked the network: {given[1:]}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    ready = prepare(tmp_path / "home", edition, lambda _: None)
    try:
        assert ready.home.page(ready.member).rows and tell.seats(ready.home, 6)
    finally:
        ready.home.close()


@pytest.mark.slow
def test_a_first_run_that_was_cut_short_is_made_whole_and_nothing_comes_in_twice(
    tmp_path: Path, edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(demo, "learn_and_publish", cut)
        with pytest.raises(KeyboardInterrupt):
            prepare(tmp_path / "home", edition, lambda _: None)
    again, fresh = made(tmp_path / "home", edition), made(tmp_path / "other", edition)
    assert again.events == fresh.events and again.learn_seconds > 0


@pytest.mark.slow
def test_a_drawn_shop_needs_no_data_and_is_marked_all_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MEMBERS": 60, "ITEMS": 60, "EVENTS": 3_000, "DAYS": 20}.items():
        monkeypatch.setattr(demo, f"SHOP_{name}", value)
    ready = prepare(tmp_path / "shop", None, lambda _: None, shop=True)
    try:
        about = tell.about(ready.home)
        assert about["shop"] and about["source"] == "simulated" and about["simulated_events"] == 3_000
        page = ready.home.page(ready.member)
        assert page.rows and page.source == "simulated"
        assert all(slot.artwork.startswith(f"{slot.item}-") for row in page.rows for slot in row.items)
    finally:
        ready.home.close()


@pytest.mark.slow
def test_the_real_film_is_an_item_with_its_credit_its_trailer_and_two_pictures(tmp_path: Path) -> None:
    from matinee.app.home import open_home
    from matinee.app.setup import init_home

    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    try:
        assert add_film(home, BUNDLED) and not add_film(home, BUNDLED)
        row = home.live.world().catalog.row_of[FILM]
        item = home.live.world().catalog.items[row]
        assert item.attributes["credit"] == CREDIT and len(item.artwork) == 2
        assert all((home.path / "artwork" / one.path).is_file() for one in item.artwork)
        assert trailer_of(home, FILM).stat().st_size > 1_000_000
        home.put_items([Item(item="bad", title="Bad", attributes={"trailer": "../../matinee.toml"})])
        for name in ("bad", "none"):
            with pytest.raises(UnknownName, match="no trailer"):
                trailer_of(home, name)
    finally:
        home.close()


@pytest.mark.slow
def test_stills_are_found_in_the_trailer_once_and_join_the_film_s_pictures(tmp_path: Path) -> None:
    pytest.importorskip("av")
    from matinee.app.home import open_home
    from matinee.app.setup import init_home

    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    add_film(home, BUNDLED)
    home.close()
    assert find_stills(str(tmp_path / "home"), FILM) >= 2
    home = open_home(tmp_path / "home")
    try:
        item = home.live.world().catalog.items[home.live.world().catalog.row_of[FILM]]
        assert len(item.artwork) >= 4 and len({one.path for one in item.artwork}) == len(item.artwork)
        assert all((home.path / "artwork" / one.path).is_file() for one in item.artwork)
        (home.path / "artwork" / FILM / "stills-wanted").touch()
        assert not look_for_stills(home, FILM)
    finally:
        home.close()
