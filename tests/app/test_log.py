"""A long log is attributed some members at a time: the sum of the parts is the whole, guests and members together."""

import shutil

import pytest

from matinee.app import log as parts
from matinee.app.home import open_home
from matinee.app.reports import discovery
from matinee.core.clock import DAY, MINUTE
from matinee.core.values import Event


@pytest.fixture(scope="module")
def home(learned, tmp_path_factory):
    """Twelve guests saw a page and played; half of them were identified afterwards and watched on as members."""
    folder = tmp_path_factory.mktemp("parts") / "home"
    shutil.copytree(learned, folder)
    home = open_home(folder)
    for n in range(12):
        guest, member = f"guest-{n}", str(n + 1)
        page = home.page(guest)
        home.store.put_decisions([]).result()
        at = home.now() - 3 * DAY + n * MINUTE
        for k, slot in enumerate(page.rows[0].items[:5]):
            told = {"item": slot.item, "decision": page.decision, "row": slot.row, "column": slot.column}
            home.append([Event(event_id=f"i{n}{k}", kind="impression", anonymous=guest, at=at, **told)])
        home.append([Event(event_id=f"o{n}", kind="open", anonymous=guest, at=at + 1, **told)])
        who = {"anonymous": guest}
        if n % 2:
            home.append([Event(event_id=f"id{n}", kind="identify", anonymous=guest, member=member, at=at + 2)])
            who = {"member": member}
        home.append([Event(event_id=f"p{n}", kind="play", item=slot.item, at=at + MINUTE, seconds=4_000.0, **who)])
    yield home
    home.close()


def lines(home, sql):
    with parts.reading(home) as log:
        return sorted(log.execute(sql).fetchall())


EXPOSURES = """
  SELECT m.text, i.text, k.text, d.text, e."row", e."column", e.seen_at, e.before, e.play, e.opens, e.why
  FROM exposures e JOIN codes_member m ON m.code = e.member JOIN codes_item i ON i.code = e.item
  JOIN codes_kind k ON k.code = e.kind JOIN codes_device d ON d.code = e.device
"""


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT act, kind, member, item, rule, surface, decision, "row", "column" FROM outcomes',
        EXPOSURES,
        "SELECT * FROM shown",
        "SELECT day, device, sum(n_events), sum(n_repeats) FROM feed GROUP BY ALL",
        "SELECT count(*) FROM slots",
    ],
)
def test_the_parts_of_the_members_are_the_whole(home, monkeypatch, sql):
    whole = lines(home, sql)
    monkeypatch.setattr(parts, "PART", 30_000)
    assert whole and lines(home, sql) == whole


def test_reports_on_parts_say_what_they_say_on_the_whole(home, monkeypatch):
    whole = discovery(home)
    assert whole["plays"] == 12 and whole["slots_taken"] == 12
    monkeypatch.setattr(parts, "PART", 30_000)
    assert discovery(home) == whole
