"""Rules of the house over HTTP: what a pin, boost or exclusion would change, before it is saved."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import post
from litestar.params import JSONBody

from matinee.api.opened import OpenHome
from matinee.app.rules import Rule
from matinee.app.rules import cost as cost_of


@post("/v1/rules/cost", status_code=200, summary="What a rule costs", tags=["rules"], sync_to_thread=True,
      operation_id="rule_cost")  # fmt: skip
def cost(data: JSONBody[Rule], home: OpenHome) -> dict[str, Any]:
    """The expected change in choices per page with a 95 % interval and who is displaced; or "the log cannot say"."""
    found: dict[str, Any] = msgspec.to_builtins(cost_of(home, data))
    return found
