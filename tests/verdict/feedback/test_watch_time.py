"""Watch time is within one percent however the heartbeats come, for plays drawn at random."""

from __future__ import annotations

import random
from typing import Any

import pytest

from matinee.evaluation.attribution import Case, evaluate_cases

BEGAN = 1_772_395_200
EVERY = 30


def draw_play(rng: random.Random, client: dict[str, bool]) -> Case:
    """A play of one to four stretches: what a client of this kind sends, late, doubled, shuffled; and the truth."""
    clock = film = watched = 0.0
    sent: list[dict[str, Any]] = []

    def send(phase: str, told: float, late: float = 0.0) -> None:
        event = {"kind": "play", "member": "m", "item": "x", "play": "p", "phase": phase, "at": BEGAN + clock + late}
        event |= {"position_seconds": round(film, 1)} if client["positions"] else {}
        event |= {"seconds": round(told, 2)} if client["seconds"] and phase != "start" else {}
        sent.append(event)

    stretches = rng.randint(1, 4)
    for number in range(stretches):
        send("start", 0)
        left = rng.uniform(600, 3_000)
        watched += left
        while left > EVERY:
            clock, film, left = clock + EVERY, film + EVERY, left - EVERY
            if not (client["loses"] and rng.random() < 0.2):
                send("heartbeat", EVERY, rng.uniform(0, EVERY / 2) if client["late"] else 0.0)
        clock, film = clock + left, film + left
        send("pause" if number < stretches - 1 else "stop", left)
        clock += rng.uniform(30, 5_000)
    events = [{**event, "event_id": f"e{n}"} for n, event in enumerate(sent)]
    again = [{**event, "event_id": event["event_id"] + rng.choice(["", "b"])} for event in rng.sample(events, 5)]
    events += again if client["doubles"] and not client["late"] else [dict(event) for event in events[:5]]
    rng.shuffle(events)
    return Case(name=str(client), events=events, expected=[{"act": "p", "seconds": watched}])


@pytest.mark.parametrize("positions", [True, False])
@pytest.mark.parametrize("seconds", [True, False])
def test_watch_time_is_within_one_percent(positions: bool, seconds: bool):
    rng = random.Random(7)
    cases = [
        draw_play(rng, {"positions": positions, "seconds": seconds, "late": late, "doubles": doubles, "loses": loses})
        for late in (True, False) for doubles in (True, False) for loses in (True, False) for _ in range(3)
    ]  # fmt: skip
    found = evaluate_cases(cases)
    assert found["watch_time"]["plays"] == 24
    assert found["watch_time"]["largest_error"] <= 0.01, found["wrong"]
