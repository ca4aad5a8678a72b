"""Films dropped into the console: a film's file in; stills found by a process of its own, reviewed by a person, and
kept as pictures of an item, out."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.app.artwork import pictures_of
from matinee.app.home import Home
from matinee.core.errors import InvalidInput, MatineeError, MissingExtra, UnknownName

NAME: Final = re.compile(r"[0-9a-f]{8,64}")
FILM: Final = "film"
PROGRESS: Final = "progress.json"
FILES: Final = re.compile(r"still-\d{3}\.jpg")
_NEEDED: Final = ("av", "cv2", "onnxruntime")


def folder_of(home: Home, film: str) -> Path:
    """The folder of a film that was dropped in.

    Raises:
        UnknownName: there is none of that name.
    """
    path = home.path / "films" / film
    if not NAME.fullmatch(film) or not path.is_dir():
        raise UnknownName(f"no film '{film}'", "drop one in at /console/pictures")
    return path


def new_folder(home: Home, film: str) -> Path:
    """A folder for a film that is about to arrive.

    Raises:
        MissingExtra: the vision part is not installed.
        InvalidInput: a name that is none.
    """
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        raise MissingExtra.named("vision")
    if not NAME.fullmatch(film):
        raise InvalidInput(f"film '{film}'", "names are 8 to 64 hexadecimal digits")
    path = home.path / "films" / film
    path.mkdir(parents=True, exist_ok=True)
    _tell(path, {"state": "arriving", "done": 0.0})
    return path


def begin(home: Home, film: str) -> dict[str, Any]:
    """Look for stills in a film that has arrived whole, in a process of its own."""
    folder = folder_of(home, film)
    _tell(folder, {"state": "running", "done": 0.0})
    run = "import sys; from matinee.app.film_stills import look; look(sys.argv[1])"
    with (folder / "log.txt").open("wb") as log:
        began = subprocess.Popen([sys.executable, "-c", run, str(folder)], stdout=log, stderr=log)
    threading.Thread(target=began.wait, name="matinee-film", daemon=True).start()
    return progress(home, film)


def look(folder: str) -> None:
    """Find the stills of a folder's film, telling how far it is; what is wrong with the film is told too."""
    from matinee.picture.vision.stills.review import write_stills
    from matinee.picture.vision.stills.run import find_stills

    place, last = Path(folder), 0.0

    def tick(now: float, whole: float) -> None:
        nonlocal last
        share = min(now / whole, 1.0) if whole else 0.0
        if share - last >= 0.01:
            last = share
            _tell(place, {"state": "running", "done": share})

    try:
        found = find_stills(place / FILM, place / "stills", tick=tick)
        write_stills(found, place / "stills", "film")
        _tell(place, {"state": "done", "done": 1.0})
    except MatineeError as error:
        _tell(place, {"state": "failed", "done": last, "trouble": str(error)})


def _tell(folder: Path, what: dict[str, Any]) -> None:
    draft = folder / f".{PROGRESS}"
    draft.write_text(json.dumps(what), "utf-8")
    draft.replace(folder / PROGRESS)


def progress(home: Home, film: str) -> dict[str, Any]:
    """How far a film is, and what was found once it is done."""
    folder = folder_of(home, film)
    told: dict[str, Any] = json.loads((folder / PROGRESS).read_text("utf-8"))
    return {"film": film, **told, **(_found(folder, film) if told["state"] == "done" else {})}


def _found(folder: Path, film: str) -> dict[str, Any]:
    from matinee.picture.vision.stills.review import read_stills

    found = read_stills(folder / "stills")
    stills = [
        {
            "file": still["file"], "url": f"/v1/films/{film}/stills/{still['file']}",
            "timecode_seconds": still["timecode_seconds"], "tags": still["tags"], "approved": still.get("approved"),
            "people": sorted({face["name"] for face in still["faces"] if face.get("name")}), "scores": still["scores"],
        }
        for still in found["stills"]
    ]  # fmt: skip
    return {"stills": stills, "rejects": len(found["rejects"]), "characters": found.get("characters", [])}


def review(home: Home, film: str, approve: list[str], reject: list[str], names: list[str]) -> dict[str, Any]:
    """Approve and reject stills, name characters (RANK=NAME).

    Raises:
        InvalidInput: a still or a rank that is not there.
    """
    from matinee.picture.vision.stills.review import read_stills, reviewed, write_stills

    folder = folder_of(home, film) / "stills"
    write_stills(reviewed(read_stills(folder), approve, reject, names), folder, "film")
    return progress(home, film)


def still_file(home: Home, film: str, file: str) -> Path:
    """The file of a still.

    Raises:
        UnknownName: there is none of that name.
    """
    path = folder_of(home, film) / "stills" / file
    if not FILES.fullmatch(file) or not path.is_file():
        raise UnknownName(f"film {film} has no still '{file}'", f"GET /v1/films/{film} lists them")
    return path


def keep(home: Home, film: str, item: str) -> dict[str, Any]:
    """Make the approved stills pictures of an item; the files are copied into the home's artwork.

    Raises:
        UnknownName: there is no such item.
        InvalidInput: no still is approved.
    """
    from matinee.picture.vision.artworks import artworks_of_stills
    from matinee.picture.vision.stills.review import read_stills

    held = home.store.item(item)
    if held is None:
        raise UnknownName(f"no item '{item}'", "'matinee search' finds items by their words")
    folder = folder_of(home, film) / "stills"
    found = read_stills(folder)
    approved = {**found, "stills": [still for still in found["stills"] if still.get("approved")]}
    made = artworks_of_stills(approved, Path("films") / film, item)
    if not made:
        raise InvalidInput("no still is approved", "approve at least one")
    place = home.path / "artwork" / "films" / film
    place.mkdir(parents=True, exist_ok=True)
    for one in made:
        shutil.copy2(folder / Path(one.path).name, place / Path(one.path).name)
    fresh = {one.artwork for one in made}
    before = tuple(one for one in pictures_of(held[1]) if one.artwork not in fresh)
    home.put_items([msgspec.structs.replace(held[1], artwork=(*before, *made))])
    return {"item": item, "added": len(made)}
