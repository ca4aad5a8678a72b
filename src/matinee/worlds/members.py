"""The people: parameters and a seed in, the planted truth of every member out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matinee.core.kinds import DEVICES
from matinee.worlds.items import DIMENSIONS, Floats, Ints, ItemTruth, Space, stream, unit
from matinee.worlds.params import WorldParams

DAYPARTS: Final = 4
"""Night, morning, afternoon, evening: local hours 0-5, 6-11, 12-17, 18-23."""


@dataclass(frozen=True, slots=True)
class MemberTruth:
    """What is true of m members with p personas each; a persona is one of the moods that a person may be in."""

    personas: Floats  # (m, p, d) unit length at the start
    drift_to: Floats  # (m, p, d) unit length, at right angles: where taste turns to
    drift: Floats  # (m,) radians a day
    switch_day: Floats  # (m,) the day on which taste turns at once; inf: never
    weight: Floats  # (m, p) log-weight of each persona
    by_daypart: Floats  # (m, DAYPARTS, p) added to it
    by_weekday: Floats  # (m, 2, p) working day, weekend
    by_holiday: Floats  # (m, 2, p) no, yes
    by_device: Floats  # (m, devices, p)
    activity: Floats  # (m,) sessions a day
    hours: Floats  # (m, 24) chance of each local hour, sum 1
    zone: NDArray[np.int8]  # (m,) number of the time zone
    devices: Floats  # (m, devices) chances, sum 1
    guest: NDArray[np.bool_]
    child: NDArray[np.bool_]
    household: Ints  # (m,) -1 none
    repetition: Floats  # (m,) how soon the same thing tires, times the world's fatigue
    rewatch: Floats  # (m,) chance that a session goes back to what was seen
    patience: Floats  # (m,) multiplies attention
    mood: Floats  # (m,) log-odds: how readily anything is opened
    uplift: Floats  # (m,) added chance of a session on a day with a message; below 0: harmed
    message_opens: Floats  # (m,) chance of opening one
    opt_out: Floats  # (m,) chance of opting out per unwelcome message


def draw_members(params: WorldParams, space: Space, seed: int) -> MemberTruth:
    """Members with several personas, habits of their own, and drift."""
    rng = stream(seed, "members")
    told, m, p = params.members, params.members.n, params.members.personas
    first, context = draw_personas(rng, space, m, p), params.context
    away = draw_personas(rng, space, m, p)
    across = unit(away - (away * first).sum(-1, keepdims=True) * first)
    part = params.messages
    normal = rng.standard_normal
    return MemberTruth(
        personas=first,
        drift_to=across,
        drift=(told.drift / 30.0 * np.exp(0.5 * normal(m))).astype(np.float32),
        switch_day=np.where(rng.random(m) < told.switching, rng.uniform(5, 60, m), np.inf).astype(np.float32),
        weight=normal((m, p), dtype=np.float32),
        by_daypart=2.0 * context.daypart * normal((m, DAYPARTS, p), dtype=np.float32),
        by_weekday=2.0 * context.weekday * normal((m, 2, p), dtype=np.float32),
        by_holiday=_only_second(2.0 * context.holiday * normal((m, 2, p), dtype=np.float32)),
        by_device=2.0 * context.device * normal((m, len(DEVICES), p), dtype=np.float32),
        activity=(told.activity * np.exp(told.activity_spread * normal(m))).clip(0.005, 12.0).astype(np.float32),
        hours=_hours(rng, m, told.hours_spread),
        zone=rng.integers(0, max(1, len(told.time_zones)), m).astype(np.int8),
        devices=rng.dirichlet(told.device_habit * np.array([0.8, 0.5, 0.3, 0.9]), m).astype(np.float32),
        guest=rng.random(m) < told.guests,
        child=rng.random(m) < told.children,
        household=_households(rng, m, told.households),
        repetition=np.exp(0.5 * normal(m)).astype(np.float32),
        rewatch=(told.rewatch * rng.gamma(1.0, 1.0, m)).clip(0, 0.9).astype(np.float32),
        patience=rng.beta(6.0, 2.0, m).astype(np.float32) * np.float32(1.3),
        mood=(0.5 * normal(m)).astype(np.float32),
        uplift=_uplift(rng, m, part.uplift, part.harmed),
        message_opens=rng.beta(4.0 * max(part.opens, 0.01), 4.0 * max(1 - part.opens, 0.01), m).astype(np.float32),
        opt_out=(part.opt_out * rng.gamma(1.0, 1.0, m)).clip(0, 1).astype(np.float32),
    )


def draw_personas(rng: np.random.Generator, space: Space, m: int, p: int) -> Floats:
    """(m, p, d) unit vectors: a genre, two themes, a person, and something that no tag tells."""
    shape = (m, p)
    genre = space.genres[rng.choice(len(space.genres), shape, p=space.demand / space.demand.sum())]
    theme = space.themes[rng.integers(0, len(space.themes), shape)]
    person = space.people[rng.integers(0, len(space.people), shape)]
    hidden = unit(rng.standard_normal((*shape, DIMENSIONS), dtype=np.float32))
    return unit(genre + 0.8 * theme + 0.5 * person + 0.6 * hidden)


def at_day(members: MemberTruth, who: Ints, day: float) -> Floats:
    """Personas (n, p, d) of these members on a day: turned by drift, and turned at once by a switch."""
    angle = members.drift[who] * np.float32(day) + np.where(day >= members.switch_day[who], np.float32(1.2), 0)
    angle = angle[:, None, None].astype(np.float32)
    return np.asarray(np.cos(angle) * members.personas[who] + np.sin(angle) * members.drift_to[who], dtype=np.float32)


def mood_weights(members: MemberTruth, who: Ints, when: Ints, device: NDArray[np.int8]) -> Floats:
    """Weights (n, p) of the personas, sum 1; `when` (n, 3) holds daypart, weekend and holiday as numbers."""
    log = members.weight[who] + members.by_daypart[who, when[:, 0]] + members.by_weekday[who, when[:, 1]]
    log = log + members.by_holiday[who, when[:, 2]] + members.by_device[who, device]
    log = np.exp(log - log.max(1, keepdims=True))
    return np.asarray(log / log.sum(1, keepdims=True), dtype=np.float32)


def favourites(members: MemberTruth, items: ItemTruth, k: int, seed: int) -> Ints:
    """(m, k) items that each member buys again and again, or comes back to: near a persona, by chance of popularity."""
    rng = stream(seed, "favourites")
    m, tried = len(members.activity), 24
    drawn = rng.choice(items.pages, (m, k, tried), p=items.of_old)
    chosen = np.empty((m, k), dtype=np.int32)
    for begin in range(0, m, 1_000):
        block = slice(begin, begin + 1_000)
        match = np.einsum("mpd,mktd->mktp", members.personas[block], items.vectors[drawn[block]]).max(-1)
        best = match.argmax(-1)[..., None]
        chosen[block] = np.take_along_axis(drawn[block], best, -1)[..., 0]
    return chosen


def _only_second(drawn: Floats) -> Floats:
    """No holiday changes nothing."""
    drawn[:, 0] = 0
    return drawn


def _hours(rng: np.random.Generator, m: int, spread: float) -> Floats:
    """A peak of each member's own, mostly in the evening, over a floor."""
    peak = (rng.choice([20.5, 13.0, 8.0, 23.5], m, p=[0.6, 0.15, 0.15, 0.1]) + rng.normal(0, 1.2, m))[:, None]
    apart = np.abs((np.arange(24)[None, :] - peak + 12) % 24 - 12)
    chance = np.exp(-0.5 * (apart / spread) ** 2) + 0.02
    return np.asarray(chance / chance.sum(1, keepdims=True), dtype=np.float32)


def _households(rng: np.random.Generator, m: int, share: float) -> Ints:
    shared = np.where(rng.random(m) < share, np.arange(m) // 2, -1)
    return shared.astype(np.int32)


def _uplift(rng: np.random.Generator, m: int, mean: float, harmed: float) -> Floats:
    size = mean * rng.gamma(2.0, 0.5, m)
    return np.where(rng.random(m) < harmed, -0.7 * size, size).clip(-0.9, 0.9).astype(np.float32)
