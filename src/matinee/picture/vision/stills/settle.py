"""All that one pass found in; the stills that stay, the rejects and the characters out, as they are printed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from matinee.picture.vision.stills.characters import Character, Sighting, characters
from matinee.picture.vision.stills.checks import Rules
from matinee.picture.vision.stills.choose import Rated, choose
from matinee.picture.vision.stills.values import Found, Options, Still

BLUR_RATIO = 0.3
"""A candidate less sharp than this part of the film's median is blurred."""


def settle(found: Found, out: Path, options: Options) -> dict[str, Any]:
    """Compare the candidates with each other, choose, copy the chosen into `out` and describe everything."""
    judged = judge(found.stills, options.rules)
    good = [still for still in judged if not still.reason]
    seen = _unique([*(one for still in good for one in still.sightings), *found.sightings])
    people = characters(seen, options.cast)
    who = {id(seen[row]): person for person in people for row in person.sightings}
    rated = [Rated(still.seconds, still.score, still.hash, _shown(still, who)) for still in good]
    chosen, alike = choose(rated, found.seconds, options.most)
    rejects = [(one.seconds, one.reason) for one in found.rejects]
    rejects += [(still.seconds, still.reason) for still in judged if still.reason]
    rejects += [(good[at].seconds, "alike") for at in alike]
    return {
        "stills": [_told(good[at], number, out, who) for number, at in enumerate(chosen, 1)],
        "rejects": [{"timecode_seconds": round(at, 3), "reason": reason} for at, reason in sorted(rejects)],
        "shots": [{"frame": one.frame, "start_seconds": round(one.seconds, 3)} for one in found.shots],
        "characters": [_cast(person, seen) for person in people],
        "seconds": round(found.seconds, 3),
    }


def judge(stills: Sequence[Still], rules: Rules) -> list[Still]:
    """Reasons that only show beside other candidates: much less sharp than the film, or a dimmed copy of another."""
    if not stills:
        return []
    usual = float(np.median([still.quality.sharpness for still in stills]))
    faded = _dimmed(stills, rules)
    judged = []
    for still, dim in zip(stills, faded, strict=True):
        soft = still.quality.sharpness < BLUR_RATIO * usual
        reason = "faded" if dim else still.reason or ("blurred" if soft else "")
        judged.append(replace(still, reason=reason))
    return judged


def _dimmed(stills: Sequence[Still], rules: Rules) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether a candidate's small view is one of another's with clearly less contrast (n,)."""
    views = np.stack([still.view.ravel() for still in stills])
    views = views - views.mean(1, keepdims=True)
    spread = np.maximum(np.linalg.norm(views, axis=1), 1e-3)
    faded = np.zeros(len(stills), bool)
    for at in range(len(stills)):
        like = views @ views[at] / (spread * spread[at])
        faded[at] = bool(((like > rules.alike) & (spread[at] < rules.gain * spread)).any())
    return faded


def _unique(sightings: Sequence[Sighting]) -> list[Sighting]:
    """One sighting of a face where a candidate and the regular look fell on the same frame."""
    kept: dict[tuple[float, int, int], Sighting] = {}
    for one in sightings:
        key = (round(one.seconds, 3), round(one.box[0] * 50), round(one.box[1] * 50))
        kept.setdefault(key, one)
    return list(kept.values())


def _shown(still: Still, who: dict[int, Character]) -> frozenset[int]:
    return frozenset(who[id(one)].rank for one in still.sightings if id(one) in who)


def _told(still: Still, number: int, out: Path, who: dict[int, Character]) -> dict[str, Any]:
    target = out / f"still-{number:03d}.jpg"
    shutil.copyfile(still.path, target)
    faces = [_face(one, who.get(id(one)), still) for one in still.sightings]
    return {
        "file": target.name,
        "timecode_seconds": round(still.seconds, 3),
        "shot": still.shot,
        "faces": faces,
        "kind": {0: "no face", 1: "portrait"}.get(len(faces), "group"),
        **still.about,
    }


def _face(one: Sighting, person: Character | None, still: Still) -> dict[str, Any]:
    width, height = still.about["width"], still.about["height"]
    box = [round(part * size) for part, size in zip(one.box, (width, height, width, height), strict=True)]
    told: dict[str, Any] = {"box": box, "confidence": round(one.confidence, 3)}
    if person is not None:
        told |= {"character": person.rank, "name": person.name}
    return told


def _cast(person: Character, seen: Sequence[Sighting]) -> dict[str, Any]:
    times = sorted({round(seen[row].seconds, 2) for row in person.sightings})
    return {
        "character": person.rank,
        "name": person.name,
        "sightings": len(person.sightings),
        "presence_seconds": person.presence,
        "timecodes_seconds": times,
    }
