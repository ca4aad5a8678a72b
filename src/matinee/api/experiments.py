"""Experiments over HTTP: start, list, watch, stop and roll back."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from matinee.api.opened import OpenHome
from matinee.app import experiments
from matinee.verdict.experiments.assignment import Arm, Experiment

Word = Annotated[str, QueryParameter(max_length=200)]


class Begin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An experiment to start: arms (the first is control), the metric that decides, guardrails metric -> margin."""

    experiment: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    arms: tuple[Arm, ...]
    metric: str = "plays"
    guardrails: dict[str, float] = {}
    planned: Annotated[float, msgspec.Meta(ge=0.0, le=1e12)] = 0.0


@post("/v1/experiments", status_code=200, summary="Start an experiment", tags=["experiments"], sync_to_thread=True,
      operation_id="start_experiment")  # fmt: skip
def start(data: JSONBody[Begin], home: OpenHome) -> dict[str, Any]:
    """From the next request on members see the arm that a salted hash gives them."""
    told = Experiment(
        experiment=data.experiment, salt=data.experiment, arms=data.arms, metric=data.metric,
        guardrails=data.guardrails, planned=data.planned,
    )  # fmt: skip
    return experiments.summary(experiments.start(home, told))


@get("/v1/experiments", summary="Every experiment", tags=["experiments"], sync_to_thread=True,
     operation_id="list_experiments")  # fmt: skip
def listed(home: OpenHome) -> dict[str, Any]:
    """Every experiment there was, the latest first."""
    return {"experiments": experiments.everything(home)}


@get("/v1/experiments/{experiment:str}", summary="Watch an experiment", tags=["experiments"], sync_to_thread=True,
     operation_id="watch_experiment")  # fmt: skip
def watch(experiment: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """What it says by now; the intervals hold at every look."""
    return experiments.watch(home, experiment)


@post("/v1/experiments/{experiment:str}/stop", status_code=200, summary="Stop an experiment", tags=["experiments"],
      sync_to_thread=True, operation_id="stop_experiment")  # fmt: skip
def stop(experiment: FromPath[str], home: OpenHome, winner: Word = "") -> dict[str, Any]:
    """A winner's settings become the default."""
    return experiments.summary(experiments.stop(home, experiment, winner))


@post("/v1/experiments/{experiment:str}/rollback", status_code=200, summary="Take a winner's settings back",
      tags=["experiments"], sync_to_thread=True, operation_id="rollback_experiment")  # fmt: skip
def rollback(experiment: FromPath[str], home: OpenHome) -> dict[str, Any]:
    """Everybody has again what held before."""
    return experiments.summary(experiments.roll_back(home, experiment))
