"""Pictures: an imported one is served from the home's folder, and nothing outside it."""

import pytest

from matinee.core.values import Artwork, Item


@pytest.mark.parametrize(
    ("path", "status"), [("a.png", 200), ("../matinee.toml", 404), ("../secret.png", 404), ("b.svg", 404), ("", 404)]
)
def test_a_picture_is_served_from_the_home_s_folder_only(home, client, path, status):
    (home.path / "artwork").mkdir()
    for name in ("artwork/a.png", "secret.png", "artwork/b.svg"):
        (home.path / name).write_bytes(b"\x89PNG picture")
    home.put_items([Item(item="own", title="Own", artwork=(Artwork(artwork="own-1", path=path),))])
    answer = client.get("/artwork/own-1")
    assert answer.status_code == status
    if status == 200:
        assert answer.content == b"\x89PNG picture" and answer.headers["content-type"] == "image/png"


def test_a_drawn_poster_is_an_svg_at_a_fixed_address(client):
    answer = client.get("/artwork/i1-scene")
    assert answer.status_code == 200 and answer.content.startswith(b"<svg")
