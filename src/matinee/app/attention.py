"""Attention of a home: its judged slots in; what was learned of each device, for the snapshot and for people, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from matinee.app.home import Home
from matinee.app.judged import Judged, judged
from matinee.core.settings import Devices, DeviceSettings
from matinee.learning.attention import Curve, SentSlots, learn_attention
from matinee.learning.rows import learn_lifts
from matinee.table.page.attention import prior
from matinee.verdict.decisions import unpack

if TYPE_CHECKING:
    from matinee.app.learned import Lessons


def sent_slots(found: Judged) -> tuple[SentSlots, NDArray[Any]]:
    """(the slots of home pages, the device of each)."""
    pages = found.sent
    home = pages.surface[pages.page] == "home"
    slot = pages.slot
    chosen = (found.opens > 0) | (found.signs["play"] > 0) | (found.signs["purchase"] > 0)
    slots = SentSlots(
        pages.page,
        slot["row"].astype(np.int64),
        slot["column"].astype(np.int64),
        found.seen,
        chosen,
        slot["score"].astype(np.float64),
        slot["propensity"].astype(np.float64),
    )
    return slots.take(home), pages.device[pages.page][home]


def geometries(devices: Devices) -> dict[str, DeviceSettings]:
    """Device -> its geometry."""
    found: dict[str, DeviceSettings] = msgspec.structs.asdict(devices)
    return found


def curves(home: Home, found: Judged) -> dict[str, Curve]:
    """Device -> what the log says of attention there."""
    slots, devices = sent_slots(found)
    return learn_attention(slots, devices, geometries(home.settings.page.devices))


def learn(lessons: Lessons) -> dict[str, NDArray[Any]]:
    """What the snapshot carries: a curve for each device whose log can tell, under the device's name."""
    found = curves(lessons.home, lessons.judged)
    return {name: curve.attention for name, curve in found.items() if curve.how != "prior"}


def attention(home: Home) -> dict[str, Any]:
    """What the log says now, for each device: attention by row and column beside the prior, and the evidence."""
    found = curves(home, judged(home))
    geometry = geometries(home.settings.page.devices)
    return {
        "source": home.live.world().snapshot.source,
        "devices": {
            name: {
                "how": curve.how,
                "pages": int(curve.sent.max(initial=0)),
                "impressions": int(curve.seen.sum()),
                "attention": np.round(curve.attention, 5).tolist(),
                "prior": np.round(prior(geometry[name], *curve.attention.shape), 5).tolist(),
                "sent": curve.sent.tolist(),
                "seen": curve.seen.tolist(),
            }
            for name, curve in found.items()
        },
        "evidence": ""
        if any(c.how != "prior" for c in found.values())
        else "no device sent enough yet: the prior serves",
    }


def learn_rows(lessons: Lessons) -> dict[str, NDArray[Any]]:
    """What kinds of rows keep of their promise, by the slots that came into view."""
    found, pages = lessons.judged, lessons.judged.sent
    logged = (unpack(body) for *_, body in lessons.home.store.decisions())
    made = {decision.id: [row.kind for row in decision.rows] for decision in logged}
    which = np.flatnonzero(found.seen & (pages.surface[pages.page] == "home"))
    rows = pages.slot["row"][which]
    kinds = np.array([made[pages.decision[p]][r] for p, r in zip(pages.page[which], rows, strict=True)], dtype=np.str_)
    chosen = ((found.opens > 0) | (found.signs["play"] > 0) | (found.signs["purchase"] > 0))[which]
    names, lifts = learn_lifts(kinds, pages.slot["score"][which].astype(np.float64), chosen.astype(np.float64))
    return {"kinds": names, "lifts": lifts} if len(names) else {}
