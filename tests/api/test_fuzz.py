"""Whatever is sent to any route of the OpenAPI document, the server never fails and answers in its own shapes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from matinee.api import create_app
from matinee.app.home import open_home
from matinee.core.values import Item


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Any]]:
    home = open_home(tmp_path_factory.mktemp("home"))
    home.put_items([Item(item=f"i{n}", title=f"Film {n}") for n in range(12)])
    schema = schemathesis.openapi.from_asgi("/docs/openapi.json", create_app(home))
    starts_processes = {"POST /v1/simulated"}
    yield [one for found in schema.get_all_operations() if (one := found.ok()).label not in starts_processes]
    home.close()


def answers(operation: Any, examples: int) -> list[str]:
    """Send generated requests to one route; what fell out of its shape."""
    bad: list[str] = []

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        answer = case.call()
        shaped = answer.status_code < 400 or set(answer.json()) == {"code", "message", "way_out"}
        not_ready = operation.path == "/readyz" and answer.status_code == 503
        if not not_ready and (answer.status_code >= 500 or not shaped):
            bad.append(f"{operation.label}: {answer.status_code} {answer.text[:200]} for {case!r:.300}")

    send()
    return bad


@pytest.mark.slow
def test_ten_requests_of_any_form_to_each_route_are_answered(operations: list[Any]) -> None:
    assert [bad for operation in operations for bad in answers(operation, 10)] == []


@pytest.mark.full
def test_five_hundred_requests_of_any_form_to_each_route_are_answered(operations: list[Any]) -> None:
    assert [bad for operation in operations for bad in answers(operation, 500)] == []
