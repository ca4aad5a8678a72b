"""The demo: data in; a home with a learned snapshot and one member's page out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from matinee.app.film import add_film
from matinee.app.home import Home, open_home
from matinee.app.importing import run_import
from matinee.app.learn import Tell
from matinee.app.publish import learn_and_publish, seal
from matinee.app.setup import init_home
from matinee.core.errors import InvalidInput
from matinee.storage import snapshots
from matinee.worlds.open_loop import daily
from matinee.worlds.params import preset, with_sizes
from matinee.worlds.policy import Stage
from matinee.worlds.world import make_world

NAME = "MovieLens"
SHOP_MEMBERS, SHOP_ITEMS, SHOP_EVENTS, SHOP_DAYS = 900, 480, 60_000, 60
"""Sizes of the drawn shop; most of its visitors are guests."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A home that can be served, and what making it took."""

    home: Home
    events: int
    learn_seconds: float
    member: str


def bundled() -> Path:
    """The data that the repository carries.

    Raises:
        InvalidInput: this is an installed wheel, which does not carry it.
    """
    for base in (Path.cwd(), Path(__file__).resolve().parents[3]):
        found = base / "examples" / "data" / "movielens-small"
        if (found / "ratings.csv").exists():
            return found
    raise InvalidInput(
        "the demo's data is in the repository and not in the wheel",
        "run it in a checkout, give --data DIR with an edition of MovieLens, or try 'matinee simulate --help'",
    )


def prepare(path: Path, data: Path | None, tell: Tell, shop: bool = False) -> Ready:
    """A home with the data in it and something learned from it; what a run before this one finished is kept.

    Args:
        data: another edition of MovieLens; with `shop` the folder of Complete Journey. Without it the bundled films, or
            a drawn shop, whose every customer, product and purchase is simulated.
    """
    init_home(path, NAME if not shop else "Complete Journey" if data else "A drawn shop")
    home = open_home(path)
    if not _is_whole(home):
        _fill(home, data, tell, shop)
        home.close()
        home = open_home(path)  # the clock starts at the end of what is there now
    manifest = _learned(home)
    if not manifest:
        seconds = learn_and_publish(home, tell).seconds
        seal(home, tell)
        (path / "demo.json").write_bytes(msgspec.json.encode({"events": home.store.n_events()}))
    else:
        seconds = manifest
    return Ready(home, home.store.n_events(), seconds, favourite(home))


def _fill(home: Home, data: Path | None, tell: Tell, shop: bool) -> None:
    """Bring in what the demo shows; over a half-done earlier run nothing comes in twice."""
    if not shop:
        run_import(home, "movielens", data or bundled(), tell)
        add_film(home, bundled().parent if data is None else data)
    elif data is not None:
        run_import(home, "complete-journey", data, tell)
    else:
        draw_shop(home, tell)


def draw_shop(home: Home, tell: Tell) -> None:
    """A shop world's catalogue, customers and purchases, as an import would bring them; all marked as simulated."""
    tell("drawing a shop")
    world = make_world(with_sizes(preset("shop"), SHOP_MEMBERS, SHOP_ITEMS), 1)
    stage = Stage(world)
    home.put_items([msgspec.structs.replace(item, artwork=()) for item in stage.items()])  # theirs are no files
    home.store.put_members(stage.members())
    done = 0
    for happened in daily(world, SHOP_EVENTS, SHOP_DAYS):
        home.append(stage.events(happened, (), done))
        done += len(happened)
        tell(f"{done:,} simulated events")


def _is_whole(home: Home) -> bool:
    """Whether the import of an earlier run came to its end."""
    return (home.path / "demo.json").exists()


def _learned(home: Home) -> float:
    """Seconds that learning took, 0 where nothing was learned from the whole data yet."""
    folder = home.path / "snapshots"
    version = snapshots.current(folder)
    if not version or not _is_whole(home):
        return 0.0
    return float(snapshots.read_manifest(folder, version).get("learn_seconds", 0.0))


def favourite(home: Home) -> str:
    """A member to begin with: the one of middling activity whose latest event is the newest, so the page is lively."""
    found = home.store.lively(30, 300, 1)
    return found[0] if found else "you"
