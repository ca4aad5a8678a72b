"""A row is asked of one server in the moment in which another one's page is not committed yet."""

import threading
import time

import pytest

from matinee.app.home import open_home
from matinee.core.errors import UnknownName


def test_the_row_of_a_page_that_another_server_is_just_logging_is_found(home):
    made = home.make("7")
    other = open_home(home.path)

    def log_it():
        time.sleep(0.05)
        home._log(made.decision)

    later = threading.Thread(target=log_it)
    later.start()
    row = other.row(made.decision.id, 0, 4)
    later.join()
    other.close()
    assert [slot.column for slot in row.items][:3] == [0, 1, 2]


def test_a_page_that_never_was_is_told_as_such(home):
    with pytest.raises(UnknownName):
        home.row("0" * 32, 0)
