"""`matinee evaluate`: a table of protocols; each line is a command of its own."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    # name: (module:object, one line for --help)
    "artwork": ("matinee.cli.evaluate_artwork:artwork", "pictures learned in worlds, beside the oracle and SquareCB"),
    "attribution": ("matinee.cli.evaluate_attribution:attribution", "what each play is owed to, on cases with answers"),
    "off-policy": ("matinee.cli.evaluate_off_policy:off_policy", "a policy judged on another's log, by six estimators"),
    "repeat": ("matinee.cli.evaluate_repeat:repeat", "who comes back, and how often, beside the published models"),
    "basket": ("matinee.cli.evaluate_basket:basket", "what a household buys next, and when, beside five baselines"),
    "shop-rows": ("matinee.cli.evaluate_shop_rows:shop_rows", "what goes with a basket and what is due, as served"),
    "season": ("matinee.cli.evaluate_season:season", "revenue after a season, beside the engine that does not know it"),
    "next-item": ("matinee.cli.evaluate_next_item:next_item", "what each member did next, from sequences of items"),
    "strong": ("matinee.cli.evaluate_strong:strong", "members held out whole, beside EASE, EDLAE, ALS and BPR"),
    "signals": ("matinee.cli.evaluate_signals:signals", "what each signal brings where it matters"),
    "worlds": ("matinee.cli.evaluate_worlds:worlds", "simulated worlds beside real data, with distances"),
    "pages": ("matinee.cli.evaluate_pages:pages", "pages as pages: beside simpler ones, made again, in worlds"),
    "resume": ("matinee.cli.evaluate_resume:resume", "what members go on with, foretold as they come, in worlds"),
    "messages": ("matinee.cli.evaluate_messages:messages", "messages by uplift beside other rules, in worlds"),
    "messages-loop": (
        "matinee.cli.evaluate_messages_loop:messages_loop",
        "messages and pages over a hold-out, in worlds",
    ),
    "time-split": ("matinee.cli.evaluate_time_split:time_split", "what came after a day, beside popular lately"),
    "session": ("matinee.cli.evaluate_proofs:session", "what comes next, with the session so far and without it"),
    "cold-start": ("matinee.cli.evaluate_proofs:cold_start", "items without an event, guests with three picks"),
    "taste": ("matinee.cli.evaluate_proofs:taste", "genres of the list beside those of the member's past"),
    "calibration": ("matinee.cli.evaluate_proofs:calibration", "what the ranker promises beside what comes"),
}
