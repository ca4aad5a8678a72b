"""A home with a few items, and its HTTP door called in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from matinee.api import create_app
from matinee.api.fast import EventsFirst
from matinee.app.home import Home, open_home
from matinee.core.values import Item


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = open_home(tmp_path)
    opened.put_items([Item(item=f"i{n}", title=f"Film {n}", genres=("Drama",)) for n in range(12)])
    yield opened
    opened.close()


@pytest.fixture
def client(home: Home) -> Iterator[TestClient[Any]]:
    with TestClient(create_app(home), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(params=["framework", "short way"])
def door(request: pytest.FixtureRequest, home: Home) -> Iterator[TestClient[Any]]:
    """The two ways on which events come in: they must not differ."""
    app = create_app(home)
    short = EventsFirst(app, home)
    with TestClient(app if request.param == "framework" else short, raise_server_exceptions=False) as opened:
        yield opened
