"""Replaying logged pages: each is made again as of its own time, as it was and under changed settings; compared by what
the member chose afterwards. Nothing that came later is read for a page, only for judging it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app import pages
from matinee.app.home import Home
from matinee.app.pages import Made
from matinee.core.clock import HOUR
from matinee.core.decision import SLOT, Decision
from matinee.core.errors import InvalidInput, SettingsError, SnapshotError, UnknownName
from matinee.core.profile import Profile
from matinee.core.settings import Settings
from matinee.evaluation.page_trial import paired
from matinee.serving.home import POLICY
from matinee.verdict.decisions import unpack
from matinee.verdict.metrics.page import coverage_of_pages, ndcg_grid, recall_at_grid, variety

CHOSEN = ("play", "purchase", "list_add", "open")


def changed(settings: Settings, text: str) -> Settings:
    """Settings with the TOML text laid over them, such as "page.exploration = 0.1".

    Raises:
        SettingsError: no TOML, or a name or value that cannot be.
    """

    def lay(under: Any, over: Any) -> Any:
        if not (isinstance(under, dict) and isinstance(over, dict)):
            return over
        return {**under, **{key: lay(under.get(key), value) for key, value in over.items()}}

    try:
        return msgspec.convert(lay(msgspec.to_builtins(settings), tomllib.loads(text)), Settings)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"{text!r}: {error}", "write it as page.min_row = 5") from error


def remade(home: Home, logged: Decision, text: str = "") -> Made:
    """A logged page made again from what was known then; `text` changes the settings of then."""
    basis = logged.basis
    profile = Profile(logged.who)
    if basis.member.consent:
        profile = home.profiles.as_of(logged.who, basis.seq, basis.guests, home.row_of)
    world, versions = home.live.now()
    then = pages.world_of(home.store, logged, world, versions.catalog)
    if text:
        then = replace(then, settings=changed(then.settings, text))
    return pages.rebuild(logged, profile, then)


def grid(slots: NDArray[Any]) -> NDArray[np.int64]:
    """Slots of a page -> item rows (rows, columns), -1 where nothing stands."""
    shape = (int(slots["row"].max(initial=-1)) + 1, int(slots["column"].max(initial=-1)) + 1)
    found = np.full(shape, -1, np.int64)
    found[slots["row"], slots["column"]] = slots["item"]
    return found


def sample(home: Home, most: int, seed: int = 3) -> list[Decision]:
    """Logged home pages of this policy, at most so many, drawn by chance and put in the order of time."""
    found = [unpack(body) for *_, body in home.store.decisions()]
    ours = [d for d in found if d.surface == "home" and d.policy == POLICY]
    chosen = np.sort(np.random.default_rng(seed).permutation(len(ours))[:most])
    return [ours[n] for n in chosen.tolist()]


def wanted_after(home: Home, decisions: Sequence[Decision]) -> list[frozenset[int]]:
    """What each member chose within the window of attribution after their page: families' item rows."""
    window = int(home.settings.feedback.window_hours * HOUR)
    catalog = home.live.world().catalog
    by_member: dict[str, list[tuple[int, str]]] = {}
    log = home.store.duck()
    try:
        for who, at, item in log.execute(
            f'SELECT who, "at", item FROM events WHERE kind IN {CHOSEN} AND item IS NOT NULL'
        ).fetchall():
            by_member.setdefault(who, []).append((int(at), item))
    finally:
        log.close()

    def rows(decision: Decision) -> frozenset[int]:
        events = by_member.get(decision.who, [])
        items = {item for at, item in events if decision.at <= at < decision.at + window}
        return frozenset(int(catalog.family[catalog.row_of[item]]) for item in items if item in catalog.row_of)

    return [rows(decision) for decision in decisions]


def replay(home: Home, most: int, text: str = "", window: tuple[int, int] = (3, 4)) -> dict[str, Any]:
    """Pages made again: how many equal the logged ones; with `text`, the pages under those settings beside them.

    Raises:
        InvalidInput: no page of this policy is logged.
    """
    decisions = sample(home, most)
    if not decisions:
        raise InvalidInput(f"no page of policy {POLICY} is logged", "ask for some pages first")
    if text:
        changed(home.settings, text)  # a wrong setting is named at once
    equal, lost, kept = 0, 0, []
    ways: dict[str, list[NDArray[np.int64]]] = {"logged": [], **({"changed": []} if text else {})}
    for decision in decisions:
        try:
            same = remade(home, decision)
            other = remade(home, decision, text) if text else same
        except (UnknownName, SnapshotError):
            lost += 1  # its snapshot or settings are gone
            continue
        kept.append(decision)
        equal += int(same.decision.slots == decision.slots and same.decision.rows == decision.rows)
        ways["logged"].append(grid(np.frombuffer(decision.slots, SLOT)))
        if text:
            ways["changed"].append(grid(other.decision.table()))
    wanted = wanted_after(home, kept)
    return {
        "source": home.live.world().snapshot.source,
        "pages": len(kept),
        "equal": equal,
        "lost": lost,
        "policy": POLICY,
        "changed": text,
        **compared(home, kept, wanted, ways, window),
    }


def compared(
    home: Home,
    decisions: Sequence[Decision],
    wanted: Sequence[frozenset[int]],
    ways: dict[str, list[NDArray[np.int64]]],
    window: tuple[int, int],
) -> dict[str, Any]:
    """Metrics of each way, and the difference with a paired interval over members where there are two."""
    catalog = home.live.world().catalog
    look = 1.0 / np.log2(2.0 + np.add.outer(np.arange(60), np.arange(100)))

    def measured(page: NDArray[np.int64], rows: frozenset[int]) -> tuple[float, float, float]:
        labels = {int(row): frozenset(catalog.genres.of(int(row)).tolist()) for row in page[page >= 0]}
        gains = dict.fromkeys(rows, 1.0)
        return recall_at_grid(page, rows, *window), ndcg_grid(page, gains, look), variety(page, labels, *window)

    tables = {
        way: np.array([measured(page, rows) for page, rows in zip(pages_, wanted, strict=True)], float).reshape(-1, 3)
        for way, pages_ in ways.items()
    }
    who = np.array([decision.who for decision in decisions], dtype=object)
    names = ("recall", "ndcg", "variety")
    means = {
        way: {name: _mean(told[:, k]) for k, name in enumerate(names)}
        | {"coverage": round(coverage_of_pages(ways[way], len(catalog.row_of), *window), 5)}
        for way, told in tables.items()
    }
    gain = (
        {name: paired(tables["changed"][:, k], tables["logged"][:, k], who) for k, name in enumerate(names)}
        if "changed" in tables
        else {}
    )
    return {"ways": means, "gain": gain}


def _mean(values: NDArray[np.float64]) -> float | None:
    kept = values[~np.isnan(values)]
    return round(float(kept.mean()), 5) if len(kept) else None
