"""Publishing: who withdrew consent teaches nothing."""

from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish
from matinee.app.setup import init_home
from matinee.core.values import Event, Item, Member


def test_who_withdrew_consent_teaches_nothing(tmp_path):
    init_home(tmp_path / "home")
    home = open_home(tmp_path / "home")
    home.put_items([Item(item=f"f{n}", title=f"Film {n}") for n in range(5)])
    home.append([
        Event(event_id=f"e{m}{n}", kind="play", member=f"m{m}", item=f"f{n}", at=home.now(), seconds=6000.0)
        for m in range(6)
        for n in range(4)
    ])  # fmt: skip
    assert learn_and_publish(home, lambda _: None, judged=False).snapshot.counts.tolist() == [6, 6, 6, 6, 0]
    home.put_member(Member(member="m1", consent=False))
    assert learn_and_publish(home, lambda _: None, judged=False).snapshot.counts.tolist() == [5, 5, 5, 5, 0]
    home.close()
