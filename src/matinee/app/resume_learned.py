"""Resuming, learned: a home and its log in; the weights by which what was begun is gone on with out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.core.clock import DAY
from matinee.core.values import Context, Member
from matinee.learning.histories import Histories, profiles_at, read_histories
from matinee.learning.outcomes import logistic
from matinee.learning.visits import Visit, visits_of
from matinee.serving.situate import World, situate
from matinee.table.page.resume import begun, design, session_design, sigmoid
from matinee.table.situation import Situation

if TYPE_CHECKING:
    import duckdb

LOOK_BACK: Final = 56 * DAY
MEMBERS: Final = 500
VISITS: Final = 2_000
"""At the most so many visits, of so many members, of so many last days teach."""
LEAST: Final = 50
"""Fewer sessions that went on with something teach nothing."""
RIDGE: Final = 1.0


def learn_resume(home: Home, log: duckdb.DuckDBPyConnection) -> Mapping[str, NDArray[Any]]:
    """ "weights" (SIGNS,) and "session" (SESSION_SIGNS,): the logistic weights of the two designs of
    `table.page.resume`; nothing where too little was resumed."""
    names = log.execute(
        "SELECT who FROM events WHERE kind = 'play' GROUP BY who HAVING count(*) > 2 ORDER BY hash(who), who LIMIT $1",
        [MEMBERS],
    ).fetchall()
    if not names:
        return {}
    world, now = home.live.world(), home.now()
    histories = read_histories(log, [str(name) for (name,) in names], now)
    minutes = home.settings.profile.session_minutes
    visits = list(visits_of(histories, world.catalog.family, minutes, now - LOOK_BACK))
    if len(visits) > VISITS:
        chosen = np.random.default_rng(len(visits)).choice(len(visits), VISITS, replace=False)
        visits = [visits[n] for n in np.sort(chosen)]
    found = []
    for visit, s in situations(world, histories, visits):
        touched = np.flatnonzero(begun(s))
        if len(touched):
            found.append((s, touched, np.isin(s.profile.touches["row"][touched], visit.played)))
    return taught(found)


def taught(found: Sequence[tuple[Situation, NDArray[np.int64], NDArray[np.bool_]]]) -> Mapping[str, NDArray[Any]]:
    """Both models, of sessions with what was begun (k,) and which of it was gone on with (k,); the session's is taught
    by chances that the item's gave to sessions it did not learn from."""
    taken = [went.astype(np.float64) for _, _, went in found]
    if sum(float(one.sum()) for one in taken) < LEAST:
        return {}
    columns = [design(s, touched) for s, touched, _ in found]
    halves = [fitted(columns[half::2], taken[half::2]) for half in (1, 0)]
    sessions = [
        session_design(s, touched, sigmoid(columns[n] @ halves[n % 2])) for n, (s, touched, _) in enumerate(found)
    ]
    any_taken = [np.array([float(one.any())]) for one in taken]
    return {"weights": fitted(columns, taken), "session": fitted([one[None] for one in sessions], any_taken)}


def fitted(columns: Sequence[NDArray[np.float64]], taken: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Logistic weights of these parts of a table."""
    whole, labels = np.concatenate(columns), np.concatenate(taken)
    return logistic(whole, labels, np.ones(len(labels)), np.zeros(whole.shape[1]), RIDGE)


def situations(world: World, histories: Histories, visits: Sequence[Visit]) -> Iterator[tuple[Visit, Situation]]:
    """Each visit with the situation as it was when the member came."""
    half_life = world.settings.profile.half_life_days
    profiles = profiles_at(histories, [(visit.who, visit.known) for visit in visits], half_life)
    for visit, profile in zip(visits, profiles, strict=True):
        context = Context(at=visit.at, device=visit.device, time_zone=visit.time_zone)
        yield visit, situate(Member(member=visit.who), profile, context, world)
