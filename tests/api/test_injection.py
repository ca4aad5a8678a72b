"""Hostile words: paths that lead elsewhere, markup in titles, line breaks in ids, bodies nested without end."""

import re
import xml.etree.ElementTree as ET

import pytest

from matinee.core.values import Item
from matinee.picture.drawn import STYLES

MARKUP = '"/></text></svg><script>alert(1)</script><img src=x onerror=alert(1)>&\x01'
ELSEWHERE = (
    "/static/../app.py", "/static/..%2f..%2fapi%2fapp.py", "/static/%2e%2e/%2e%2e/api/app.py", "/static//etc/passwd",
    "/static/..%5c..%5capp.py", "/artwork/..%2fmatinee.toml", "/artwork/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/artwork/%00", "/artwork//etc/passwd", "/v1/members/..%2f..%2fadmin/home",
)  # fmt: skip


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_path_that_leads_elsewhere_finds_nothing(home, client, path):
    (home.path / "matinee.toml").write_text('name = "a secret"')
    answer = client.get(path)
    assert answer.status_code in (400, 403, 404), path
    assert "secret" not in answer.text and "root:" not in answer.text and "def " not in answer.text


@pytest.mark.parametrize("style", STYLES)
def test_markup_in_an_items_words_stays_words_in_its_drawn_pictures(home, client, style):
    item = Item(item="bad", title=MARKUP, people=(MARKUP,), genres=("<b>Drama</b>",), tags=(MARKUP,), year=1999)
    home.put_items([item])
    answer = client.get(f"/artwork/bad-{style}")
    assert answer.status_code == 200
    names = {element.tag.rpartition("}")[2].lower() for element in ET.fromstring(answer.content).iter()}
    assert not names & {"script", "foreignobject", "iframe", "img", "a", "use", "image"}
    attributes = {name.lower() for element in ET.fromstring(answer.content).iter() for name in element.attrib}
    assert not any(name.startswith("on") or name.endswith("href") for name in attributes)
    assert not re.search(rb"url\((?!#)", answer.content)


@pytest.mark.parametrize("member", ["a%0d%0aX-Injected:%201", "a%0aSet-Cookie:%20x=1", "a%00b"])
def test_a_line_break_in_an_id_makes_no_header(client, member):
    answer = client.get(f"/v1/members/{member}/home")
    assert answer.status_code == 400
    assert "x-injected" not in answer.headers and "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/events"), ("PUT", "/v1/items/i1"), ("POST", "/v1/items"), ("PUT", "/v1/members/anna")],
)
@pytest.mark.parametrize(
    "nested", [b"[" * 100_000, b'{"a":' * 100_000, b'{"attributes":' + b"[" * 5_000 + b"]" * 5_000 + b"}"]
)
def test_a_body_nested_without_end_is_refused_and_the_server_goes_on(client, method, path, nested):
    answer = client.request(method, path, content=nested, headers={"content-type": "application/json"})
    assert answer.status_code < 500, answer.text
    assert client.get("/healthz").status_code == 200
