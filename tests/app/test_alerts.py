"""Alerts: what broke yesterday is named with its item, kept for Prometheus, and sent to the webhook once."""

import http.server
import json
import threading

import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.app.alerts import latest, look
from matinee.app.decisions import take
from matinee.app.home import open_home
from matinee.core.clock import DAY, HOUR
from matinee.core.errors import InvalidInput
from matinee.core.values import Event, Item

ITEMS = [f"i{n}" for n in range(8)]
DAYS, MEMBERS = 8, 90


class Listener(http.server.BaseHTTPRequestHandler):
    """Keeps what is posted."""

    heard: list = []  # noqa: RUF012

    def do_POST(self):
        self.heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def webhook():
    Listener.heard = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def lived(folder, webhook, broken=""):
    """Eight days of pages of eight items; everybody opens and plays a third; on the last day one item is not taken."""
    (folder / "matinee.toml").write_text(f'clock = "data"\n[verdict]\nwebhook = "{webhook}"\n')
    home = open_home(folder)
    home.put_items([Item(item=item, title=f"Film {item}", genres=("Drama",)) for item in ITEMS])
    start, pages, events = 1_772_323_200_000_000, [], []
    for day in range(DAYS):
        for n in range(MEMBERS):
            at, name = start + day * DAY + (8 + n % 12) * HOUR, f"{day}-{n}"
            pages.append({"decision": name, "at": at, "member": f"m{n}", "device": ("tv", "phone")[n % 2],
                          "rows": [{"items": ITEMS}]})  # fmt: skip
            for k, item in enumerate(ITEMS):
                told = {"item": item, "member": f"m{n}", "decision": name, "row": 0, "column": k,
                        "device": ("tv", "phone")[n % 2]}  # fmt: skip
                events.append(Event(event_id=f"s{name}-{k}", kind="impression", at=at + k, **told))
                if (n * 7 + day * 3 + k) % 3 == 0 and not (item == broken and day == DAYS - 1):
                    events.append(Event(event_id=f"o{name}-{k}", kind="open", at=at + 60 + k, **told))
                    events.append(Event(event_id=f"p{name}-{k}", kind="play", at=at + 90 + k, seconds=3_000.0, **told))
    events.append(Event(event_id="end", kind="search", query="x", member="m0", at=start + DAYS * DAY + HOUR))
    take(home, (json.dumps(page).encode() for page in pages))
    home.append(events)
    home.close()
    return open_home(folder)


def test_a_broken_item_is_named_once_kept_and_sent(tmp_path, webhook):
    home = lived(tmp_path, webhook, broken="i3")
    found = look(home)
    assert [(one["kind"], one["where"]) for one in found["faults"]] == [("broken picture", "i3")]
    assert found["day"] == "2026-03-08"
    assert [told["faults"][0]["title"] for told in Listener.heard] == ["Film i3"]
    look(home)
    assert len(Listener.heard) == 1  # what is known is not told again
    assert [one["where"] for one in latest(home)] == ["i3"]
    with TestClient(create_app(home)) as client:
        metrics = client.get("/metrics").text
    assert 'matinee_faults{kind="broken picture"} 1.0' in metrics
    home.close()


def test_a_clean_day_raises_nothing(tmp_path, webhook):
    home = lived(tmp_path, webhook)
    assert look(home)["faults"] == [] == Listener.heard
    home.close()


def test_a_webhook_that_does_not_answer_is_named(tmp_path):
    home = lived(tmp_path, "http://127.0.0.1:9/", broken="i3")
    with pytest.raises(InvalidInput, match="did not take the alert"):
        look(home)
    home.close()
