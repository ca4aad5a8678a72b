"""Importing artwork: a folder of pictures in; checked copies in the home's folder, described once by their content, and
pictures of the items they belong to out."""

from __future__ import annotations

import hashlib
import importlib.util
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from matinee.app.artwork import PICTURES
from matinee.app.home import Home
from matinee.core.errors import InvalidInput
from matinee.core.values import Artwork, Item
from matinee.picture.vision.headers import sniff

LIST: Final = "artwork.jsonl"
PLACE: Final = "imported"
INDEX: Final = Path("vision", "index.npz")
MOST_PIXELS: Final = 50_000_000
MOST_BYTES: Final = 100 * 2**20
_NEEDED: Final = ("cv2", "onnxruntime")
Tell = Callable[[str], None]
Refused = list[dict[str, Any]]


def import_artwork(home: Home, folder: Path, tell: Tell) -> tuple[int, Refused]:
    """Pictures of DIR/artwork.jsonl (a line an artwork, `path` relative to DIR), or, without one, files named after
    their items: DIR/ITEM.jpg and DIR/ITEM/*.jpg. How many pictures items now have of it, and what was refused.

    A picture is kept under the hash of its bytes, so a second import changes nothing and one that broke off goes on.

    Raises:
        InvalidInput: the folder is none, or holds no picture.
    """
    if not folder.is_dir():
        raise InvalidInput(f"{folder} is no folder", f"give one with {LIST}, or with pictures named after their items")
    refused: Refused = []
    of_item: dict[str, list[Artwork]] = defaultdict(list)
    for line, told in _lines(home, folder, refused):
        try:
            of_item[told.item].append(_kept(home, folder, told))
        except InvalidInput as error:
            refused.append({"line": line, "reason": str(error)})
    if not of_item and not refused:
        raise InvalidInput(f"{folder} holds no picture", f"{' '.join(PICTURES)} are read")
    items = [_with_pictures(home, item, pictures) for item, pictures in of_item.items()]
    home.put_items(items)
    n = sum(map(len, of_item.values()))
    tell(f"{n:,} pictures")
    index_home(home, tell)
    return n, refused


def _lines(home: Home, folder: Path, refused: Refused) -> Iterator[tuple[int, Artwork]]:
    known = home.known()
    for number, told in (_listed if (folder / LIST).exists() else _named)(folder):
        if isinstance(told, str):
            refused.append({"line": number, "reason": told})
        elif told.item not in known:
            refused.append({"line": number, "reason": f"{told.path}: there is no item '{told.item}'"})
        else:
            yield number, told


def _listed(folder: Path) -> Iterator[tuple[int, Artwork | str]]:
    """Lines of the list, or why one cannot be read."""
    for number, raw in enumerate((folder / LIST).read_bytes().splitlines(), 1):
        if raw.strip():
            try:
                yield number, msgspec.json.decode(raw, type=Artwork)
            except msgspec.DecodeError as error:
                yield number, str(error)


def _named(folder: Path) -> Iterator[tuple[int, Artwork | str]]:
    """Pictures named after their items."""
    for number, path in enumerate(sorted(folder.rglob("*")), 1):
        if path.suffix.lower() in PICTURES:
            item = path.parent.name if path.parent != folder else path.stem
            yield number, Artwork(artwork="", item=item, path=str(path.relative_to(folder)))


def _kept(home: Home, folder: Path, told: Artwork) -> Artwork:
    """The picture with its checked bytes copied below the home's folder."""
    path = (folder / told.path).resolve()
    if not path.is_relative_to(folder.resolve()) or path.suffix.lower() not in PICTURES or not path.is_file():
        raise InvalidInput(f"'{told.path}' is no picture below {folder.name}", f"{' '.join(PICTURES)} are read")
    if path.stat().st_size > MOST_BYTES:
        raise InvalidInput(f"'{told.path}' has {path.stat().st_size:,} bytes", f"at most {MOST_BYTES:,} are read")
    raw = path.read_bytes()
    header = sniff(raw)
    if header is None or not header.whole or header.width * header.height == 0:
        raise InvalidInput(f"'{told.path}' is no whole picture", "write it again as JPEG, PNG or WebP")
    if header.width * header.height > MOST_PIXELS:
        raise InvalidInput(f"'{told.path}' has {header.width} x {header.height} pixels", "make it smaller")
    name = hashlib.sha256(raw).hexdigest()
    place = Path(PLACE, name[:2], name[:20] + path.suffix.lower())
    target = home.path / "artwork" / place
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f".{target.name}")
        aside.write_bytes(raw)
        aside.replace(target)
    return msgspec.structs.replace(told, artwork=told.artwork or f"{told.item}-{name[:12]}", path=str(place))


def _with_pictures(home: Home, item: str, pictures: list[Artwork]) -> Item:
    found = home.store.item(item)
    assert found is not None  # its id was known
    held = found[1]
    given = {one.artwork: one for one in pictures}
    before = [given.pop(one.artwork, one) for one in held.artwork]
    return msgspec.structs.replace(held, artwork=(*before, *given.values()))


def index_home(home: Home, tell: Tell) -> int:
    """Describe the pictures of the home's folder that are not described yet; how many are. Nothing without the vision
    part."""
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        return 0
    from matinee.picture.vision.index import index_pictures, load, pictures_under, save

    root, out = home.path / "artwork", home.path / INDEX
    files = pictures_under(root) if root.is_dir() else []
    if not files:
        return 0
    tell("looking at pictures")
    found, _ = index_pictures(files, load(out), home.path / "vision" / "cache", root)
    save(found, out)
    return len(found.hashes)
