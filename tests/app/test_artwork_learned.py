"""From pages and what followed to the next pictures: the night learns what each picture did and serving reads it."""

import time
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from matinee.app.artwork import leaning_of, learnt_of, tell_choice, view_for, viewer_of
from matinee.app.artwork_report import effects, item_pictures
from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.clock import MINUTE, wall_now
from matinee.core.values import Artwork, Context, Event, Item
from matinee.picture.artwork.choose import chances_of, choose, logits

MEMBERS, FILMS = 40, 16
pytestmark = pytest.mark.slow


def film(n):
    pictures = tuple(Artwork(artwork=f"f{n}-{k}", item=f"f{n}", themes=(theme,)) for k, theme in enumerate(("a", "b")))
    return Item(
        item=f"f{n}", title=f"Film {n}", genres=(("Drama", "Comedy")[n % 2],), seconds=6_000.0, artwork=pictures
    )


def told(page, member, at):
    """All slots came into view; behind the second picture of a film people watch, behind the first they leave."""
    for number, slot in enumerate(slot for row in page.rows for slot in row.items):
        given = {
            "member": member, "item": slot.item, "decision": page.decision, "row": slot.row, "column": slot.column,
            "artwork": slot.artwork, "surface": "home", "device": "desktop",
        }  # fmt: skip
        name = f"{page.decision}-{number}"
        yield Event(event_id=f"i{name}", kind="impression", at=at, **given)
        yield Event(event_id=f"o{name}", kind="open", at=at + number, **given)
        seconds = 5_800.0 if slot.artwork.endswith("-1") else 30.0
        yield Event(event_id=f"p{name}", kind="play", at=at + MINUTE + number, play=name, seconds=seconds, **given)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    path = tmp_path_factory.mktemp("pictures") / "home"
    init_home(path, "pictures")
    (path / "matinee.toml").write_text("[artwork]\nexploration = 0.6\n")
    opened = open_home(path)
    opened.put_items([film(n) for n in range(FILMS)])
    now = wall_now() - 40 * MINUTE
    for n in range(MEMBERS):
        member = f"m{n}"
        watched = Event(event_id=f"w{n}", kind="play", at=now, member=member, item=f"f{n % 4}", seconds=5_900.0)
        opened.append([watched])
        page = opened.page(member, Context(at=now + MINUTE))
        opened.append(list(told(page, member, now + 2 * MINUTE)))
    time.sleep(0.3)
    learn_and_publish(opened, lambda _: None, judged=False)
    yield opened
    opened.close()


def test_what_was_watched_is_shown_and_what_was_left_is_not(home):
    known = learnt_of(home.make("m1").situation, view_for(home.live.world().catalog)).known
    first, second = known.always[0::2], known.always[1::2]
    assert second.mean() > first.mean() + 0.3
    chosen = [tell_choice(home.make(f"m{n}").situation, f"f{n % FILMS}")["pictures"] for n in range(20)]
    assert np.mean([one[1]["probability"] > one[0]["probability"] for one in chosen]) > 0.9


def test_the_operator_sees_what_each_picture_did_and_what_choosing_adds_is_said_with_its_interval(home):
    found = item_pictures(home, "f5")
    by = {one["artwork"]: one for one in found["pictures"]}
    assert by["f5-1"]["reward"] > 0.5 > 0 > by["f5-0"]["reward"]
    assert by["f5-1"]["learned"]["low"] < by["f5-1"]["learned"]["above"] < by["f5-1"]["learned"]["high"]
    told = effects(home)
    assert told["refused"] == "" and told["over_default"]["low"] > 0
    helps = [one for one in told["properties"] if one["name"] == "b"]
    assert all(one["low"] > 0 for one in helps)


def test_propensities_of_learned_choices_agree_with_frequencies_over_100_000_choices(home):
    s = home.make("m3").situation
    view = view_for(s.catalog)
    learnt = learnt_of(s, view)
    rows, columns = np.arange(FILMS, dtype=np.int32), np.zeros(FILMS, np.int64)
    leaning, viewer = leaning_of(s, view), viewer_of(s)
    seen, n = np.zeros((FILMS, 2)), 100_000 // FILMS
    for seed in np.random.default_rng(4).integers(0, 2**62, n):
        made = choose(view, leaning, rows, columns, replace(viewer, seed=int(seed)), learnt)
        seen[rows, made.pictures - view.indptr[rows]] += 1 / n
    numbers = view.indptr[rows][:, None] + np.arange(2)
    told, spread = logits(view, leaning, numbers, rows, learnt)
    assert np.abs(seen - chances_of(told, spread, viewer.exploration)).max() < 4.5 * np.sqrt(0.25 / n)


def test_a_canvas_of_its_own_has_its_own_pictures_in_the_same_model(home):
    held = home.store.item("f7")[1]
    more = tuple(Artwork(artwork=f"f7-mail-{k}", item="f7", canvas="email", themes=(k,)) for k in ("a", "b"))
    home.put_items([msgspec.structs.replace(held, artwork=(*held.artwork, *more))])
    found = tell_choice(home.make("m1").situation, "f7", "email")
    assert found["artwork"].startswith("f7-mail-")
    assert tell_choice(home.make("m1").situation, "f7")["artwork"] in ("f7-0", "f7-1")
