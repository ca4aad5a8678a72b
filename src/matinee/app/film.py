"""The one real film of the demo: bundled files in; an item with its trailer, and stills found in that, out."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.app.home import Home, open_home
from matinee.core.errors import UnknownName
from matinee.core.values import Artwork, Item

FILM: Final = "big-buck-bunny"
CREDIT: Final = "(c) 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0"
STILLS: Final = 6
_LOOKING: Final = "stills-wanted"
_NEEDED: Final = ("av", "cv2", "onnxruntime")


def film() -> Item:
    """Big Buck Bunny with the two bundled cuts of its poster frame."""
    cuts = (("bunny", ("animal", "portrait")), ("meadow", ("landscape", "nature")))
    return Item(
        item=FILM,
        title="Big Buck Bunny",
        year=2008,
        genres=("Animation", "Children", "Comedy"),
        people=("Sacha Goedegebure",),
        synopsis="A rabbit twice the size of its enemies is patient with three rodents for exactly one morning.",
        seconds=596.0,
        artwork=tuple(
            Artwork(artwork=f"{FILM}-{name}", item=FILM, path=f"{FILM}/{name}.jpg", canvas="tall", themes=themes)
            for name, themes in cuts
        ),
        attributes={"trailer": f"{FILM}/trailer.mp4", "credit": CREDIT},
    )


def add_film(home: Home, data: Path) -> bool:
    """Put the film into a home's catalogue with its files; False where it was there, or its files are not."""
    source = data / FILM
    if FILM in home.known() or not (source / "trailer.mp4").exists():
        return False
    shutil.copytree(source, home.path / "artwork" / FILM, dirs_exist_ok=True)
    home.put_items([film()])
    return True


def trailer_of(home: Home, item: str) -> Path:
    """The file of an item's trailer, below the home's folder of pictures.

    Raises:
        UnknownName: there is no such item, or it has no trailer.
    """
    found = home.store.item(item)
    said = found[1].attributes.get("trailer", "") if found else ""
    folder = (home.path / "artwork").resolve()
    path = (folder / str(said)).resolve()
    if not said or not path.is_relative_to(folder) or path.suffix != ".mp4" or not path.is_file():
        raise UnknownName(
            f"no trailer of '{item}'", "'attributes.trailer' of an item names a file in the home's artwork"
        )
    return path


def look_for_stills(home: Home, item: str) -> bool:
    """While somebody watches: begin to look for stills in the trailer, once, in a process of its own.

    False where the vision part is not installed, or they were looked for before.
    """
    mark = home.path / "artwork" / item / _LOOKING
    if mark.exists() or any(importlib.util.find_spec(name) is None for name in _NEEDED):
        return False
    mark.touch()
    run = "import sys; from matinee.app.film import find_stills; find_stills(sys.argv[1], sys.argv[2])"
    log = (home.path / "stills.log").open("wb")
    began = subprocess.Popen([sys.executable, "-c", run, str(home.path), item], stdout=log, stderr=log)
    log.close()
    threading.Thread(target=began.wait, name="matinee-stills", daemon=True).start()
    return True


def find_stills(path: str, item: str) -> int:
    """Find stills in the trailer of an item and add their upright cuts to its pictures; how many."""
    from matinee.picture.vision.stills.run import find_stills as found_in

    home = open_home(path)
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = found_in(trailer_of(home, item), Path(folder))
            best = sorted(found["stills"], key=lambda one: -one["scores"]["overall"])[:STILLS]
            known = home.store.item(item)
            assert known is not None
            made = [_cut(home.path / "artwork", Path(folder), item, one) for one in best]
            home.put_items([msgspec.structs.replace(known[1], artwork=(*known[1].artwork, *made))])
    finally:
        home.close()
    return len(made)


def _cut(artwork: Path, folder: Path, item: str, still: dict[str, Any]) -> Artwork:
    """The upright part of a still that holds what it shows, as a file of the home."""
    import cv2

    from matinee.picture.vision.artworks import themes_of

    x, y, width, height = still["crops"]["tall"]
    name = f"{item}-{Path(still['file']).stem}"
    picture = cv2.imread(str(folder / still["file"]))
    cv2.imwrite(str(artwork / item / f"{name}.jpg"), picture[y : y + height, x : x + width])  # type: ignore[index]
    return Artwork(
        artwork=name, item=item, path=f"{item}/{name}.jpg", kind="still", canvas="tall", themes=themes_of(still)
    )
