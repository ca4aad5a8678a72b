"""Importing artwork: what is whole and belongs to an item comes in once, everything else is named."""

import base64

import msgspec
import pytest

from matinee.app.artwork import picture_file
from matinee.app.home import open_home
from matinee.app.importing import run_import
from matinee.core.errors import InvalidInput
from matinee.core.values import Item

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def home(tmp_path):
    opened = open_home(_folder(tmp_path / "home"))
    opened.put_items([Item(item=name, title=name) for name in ("a", "b")])
    yield opened
    opened.close()


def _folder(path):
    path.mkdir(parents=True)
    return path


def test_files_named_after_items_become_their_pictures_once_however_often_they_are_imported(home, tmp_path):
    folder = _folder(tmp_path / "pictures" / "b")
    (folder / "one.png").write_bytes(PNG)
    (folder.parent / "a.png").write_bytes(PNG)
    for _ in range(2):
        done = run_import(home, "artwork", folder.parent, lambda _: None)
        assert (done.artworks, done.refused) == (2, [])
    pictures = [home.store.item(name)[1].artwork for name in ("a", "b")]
    assert [len(one) for one in pictures] == [1, 1]
    catalog = home.live.world().catalog
    assert picture_file(catalog, home.path / "artwork", pictures[0][0].artwork).read_bytes() == PNG


def test_a_list_tells_what_pictures_show_and_bad_lines_are_named_while_the_others_come_in(home, tmp_path):
    folder = _folder(tmp_path / "pictures")
    (folder / "good.png").write_bytes(PNG)
    (folder / "cut.png").write_bytes(PNG[:-8])
    (folder / "text.jpg").write_text("no picture")
    (folder / "empty.png").write_bytes(b"")
    (tmp_path / "outside.png").write_bytes(PNG)
    lines = [{"item": "a", "path": "good.png", "artwork": "a-1", "people": ["Star"], "canvas": "email"}]
    bad = ("cut.png", "text.jpg", "empty.png", "../outside.png", "none.png")
    lines += [{"item": "a", "path": path, "artwork": path} for path in bad]
    lines += [{"item": "nobody", "path": "good.png", "artwork": "x"}]
    (folder / "artwork.jsonl").write_bytes(b"\n".join([*map(msgspec.json.encode, lines), b"{", b'{"item": 3}']))
    done = run_import(home, "artwork", folder, lambda _: None)
    assert done.artworks == 1 and [one["line"] for one in done.refused] == [2, 3, 4, 5, 6, 7, 8, 9]
    (picture,) = home.store.item("a")[1].artwork
    assert (picture.people, picture.canvas, picture.artwork) == (("Star",), "email", "a-1")


def test_a_folder_without_pictures_is_refused(home, tmp_path):
    with pytest.raises(InvalidInput):
        run_import(home, "artwork", _folder(tmp_path / "nothing"), lambda _: None)
