"""Messages and pages of one home in a world: a campaign after a shop's season with them; what discounts cost, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from matinee.app.seasonal import calendar_of, span_of
from matinee.app.simulated import Matinee
from matinee.core.clock import DAY, day_of
from matinee.messages.campaigns import Campaign
from matinee.worlds.columns import KIND, Happened
from matinee.worlds.policy import Messages, Stage
from matinee.worlds.world import World

AFTER_SEASON: Final = "after-the-season"
LASTS: Final = 14
BUDGET: Final = 0.5
"""What discounts of the campaign may cost together, in the shop's currency for each known member."""
DISCOUNT: Final = 15


class Together(Matinee):
    """The engine with its messages; in a shop with a season also a campaign for those won in it.

    Args:
        stage: what may be seen of the world.
        learn_every: nights between two learnings.
    """

    def __init__(self, stage: Stage, learn_every: int = 4) -> None:
        super().__init__(stage, learn_every=learn_every)
        self.season_ends = span_of(stage.world)[1] if stage.world.shop else -1
        if self.season_ends >= 0:
            (self.home.path / "seasons.toml").write_text(calendar_of(stage.world), "utf-8")
        self.open: dict[tuple[int, int], tuple[int, int]] = {}
        self.asked_for: Campaign | None = None
        self.over_on = -1
        self.used: set[tuple[int, int]] = set()
        self.taken_up = 0.0

    def messages(self, day: int) -> Messages:
        """What the home would send on this day."""
        if 0 <= self.season_ends < day and not self.asked_for:
            self.asked_for, self.over_on = self._terms(day), day + LASTS
            self._stand_at(self.stage.start_at + day * DAY)
            self.postman.campaign(self.asked_for)
        asked = super().messages(day)
        self.open = self._open_offers() if day < self.over_on else {}
        return asked

    def _terms(self, day: int) -> Campaign:
        begins, ends = (day_of(self.stage.start_at + when * DAY) for when in (day, day + LASTS))
        known = int((~self.stage.world.truth.members.guest).sum())
        return Campaign(
            name=AFTER_SEASON, title="After the season", begins=begins, ends=ends, won_in="season",
            budget=BUDGET * known, discount=DISCOUNT,
        )  # fmt: skip

    def observe(self, events: Happened, decisions: Sequence[str]) -> None:
        """Events come in; who buys what was offered to them, while the offer holds, pays less."""
        super().observe(events, decisions)
        bought = events.take(events.kind == KIND["purchase"])
        price = np.nan_to_num(bought.price).tolist()
        for who, item, at, paid in zip(bought.member.tolist(), bought.item.tolist(), bought.at.tolist(),
                                       price, strict=True):  # fmt: skip
            said_at, discount = self.open.get((who, item), (2**62, 0))
            if said_at <= at:
                self.taken_up += paid * discount / 100.0
                self.used.add((who, item))
                del self.open[who, item]

    def _open_offers(self) -> dict[tuple[int, int], tuple[int, int]]:
        """(member, item) by their numbers -> (when it was said, per cent) of offers sent and not taken up."""
        number = {member: n for n, member in enumerate(self.stage.member_ids)}
        place = {item: n for n, item in enumerate(self.stage.item_ids)}
        sent = [
            m for m in self.home.store.messages_in(AFTER_SEASON) if m.state == "sent" and m.key in self.postman.offers
        ]
        made = {}
        for message in sent:
            offer = self.postman.offers[message.key]
            pair = (number[message.member], place[offer["item"]])
            if pair not in self.used:
                made[pair] = (message.sent_at, int(offer["discount"]))
        return made

    def cost(self) -> dict[str, float]:
        """What discounts may cost at the most, what those taken up did, and the budget."""
        offers = self.postman.offers.values()
        return {
            "discounts_at_most": round(sum(float(offer["at_most"]) for offer in offers), 2),
            "discounts_taken_up": round(self.taken_up, 2),
            "discount_budget": self.asked_for.budget if self.asked_for else 0.0,
        }


def together(world: World, seed: int) -> Together:
    """Pages and messages, learning every fourth night only: what messages bring takes weeks to see."""
    del seed
    return Together(Stage(world))
