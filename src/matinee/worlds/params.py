"""A world's parameters: a TOML file or a preset's name in, checked values out; a typo is an error at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from matinee.core.clock import from_iso
from matinee.core.errors import SettingsError, UnknownName
from matinee.core.kinds import DEVICES

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Strength = Annotated[float, msgspec.Meta(ge=0.0, le=20.0)]
Positive = Annotated[float, msgspec.Meta(gt=0.0)]
Size = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
Few = Annotated[int, msgspec.Meta(ge=1, le=64)]
Places = Annotated[int, msgspec.Meta(ge=1, le=200)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file; an unknown name in it is an error."""


class ItemParams(Part, frozen=True):
    """The catalogue. `n` counts everything, episodes too; shares are of the things that stand on pages."""

    n: Size = 2_000
    genres: Annotated[int, msgspec.Meta(ge=2, le=64)] = 18
    themes: Annotated[int, msgspec.Meta(ge=2, le=400)] = 60
    people_share: Positive = 0.25  # people per item
    series_share: Share = 0.15
    episodes: Few = 8
    tail: Positive = 1.0  # exponent of the popularity's long tail
    hype: Strength = 1.0  # how much of the popularity has nothing to do with liking
    quality: Strength = 1.0  # spread of quality among items
    hidden: Strength = 0.8  # weight of factors that no tag tells of
    wrong_tags: Share = 0.2  # share of exported genres and tags that are wrong
    adult_share: Share = 0.08
    new_per_day: Share = 0.002  # share of the catalogue that arrives each day


class ArtworkParams(Part, frozen=True):
    """Pictures: how many, how much a fitting one draws, and how many of them promise what the item does not hold."""

    per_item: Few = 6
    strength: Strength = 1.0  # pull of a picture that fits the member
    clickbait_share: Share = 0.15
    clickbait_opens: Strength = 1.5  # added to the log-odds of an open
    clickbait_loss: Share = 0.7  # share of the expected completion that is lost behind it


class MemberParams(Part, frozen=True):
    """The people. Activity in sessions a day; drift in radians of taste per 30 days."""

    n: Size = 1_000
    personas: Annotated[int, msgspec.Meta(ge=1, le=6)] = 3
    activity: Positive = 1.0  # median sessions a day
    activity_spread: Annotated[float, msgspec.Meta(ge=0.0, le=3.0)] = 1.1  # sigma of the log-normal
    hours_spread: Positive = 2.0  # hours about a member's favourite hour
    device_habit: Positive = 1.0  # above 1 the members spread over devices, below 1 each keeps to one
    guests: Share = 0.05
    children: Share = 0.08
    drift: Strength = 0.25
    switching: Share = 0.05  # members whose taste turns on one day
    rewatch: Share = 0.08
    households: Share = 0.3  # members who share a household with another
    time_zones: tuple[str, ...] = ("UTC", "Europe/Berlin", "Asia/Karachi", "America/New_York", "Asia/Tokyo")


class ContextParams(Part, frozen=True):
    """How much the circumstances turn taste, each from 0 (not at all); holidays are dates."""

    daypart: Strength = 1.0
    weekday: Strength = 0.5
    holiday: Strength = 0.5
    device: Strength = 0.5
    mood: Strength = 1.0  # how far the mood of a session rules out what other moods would like
    holidays: tuple[str, ...] = ("2026-01-19", "2026-02-01", "2026-02-14", "2026-03-01", "2026-03-20")


class AttentionParams(Part, frozen=True):
    """The chance that a slot is looked at, by row and column; `form` is none that the engine assumes."""

    form: Literal["folded", "diagonal", "power", "stripes"] = "folded"
    first: Share = 0.95
    rows: Positive = 2.5  # rows until a third is left
    columns: Positive = 4.0  # columns until a third is left
    view_rows: Places = 3
    view_columns: Places = 5
    floor: Share = 0.004


class BehaviourParams(Part, frozen=True):
    """What members do with what they see. Strengths multiply log-odds; shares are chances."""

    liking: Strength = 6.0  # slope from taste to liking
    centre: float = 0.45  # match at which a thing is half liked
    blur: Strength = 1.2  # noise between what is liked and what it seems to be
    opens: float = -2.8  # log-odds of opening a thing of middling looks, once looked at
    taste: Strength = 4.0  # slope from apparent liking to opening
    fatigue: Strength = 0.15  # per showing that was not touched
    resume: Share = 0.35  # sessions that begin in order to go on with a series
    search: Share = 0.45  # chance to search when the page fails
    leave: Share = 0.006  # chance to leave for good after a session of middling worth
    leave_slope: Strength = 4.0  # how much sooner the discontented leave
    thumbs: Share = 0.12
    ratings: Share = 0.15
    ranks: Share = 0.02
    seconds_tell: Share = 1.0  # how far viewing time tells liking; 0: it tells nothing
    dwell_tell: Share = 1.0  # how far dwelling and scrolling past tell liking
    ratings_tell: Share = 1.0
    ranks_tell: Share = 1.0
    searches_tell: Share = 1.0


class MessageParams(Part, frozen=True):
    """Messages: the true uplift in sessions differs from the chance of opening, and is negative for some."""

    uplift: Strength = 0.25  # mean added chance of a session on the day, for those helped
    harmed: Share = 0.2
    opens: Share = 0.3
    opt_out: Share = 0.003
    tiring: Strength = 0.35  # per message of the last week


class ShopParams(Part, frozen=True):
    """A shop's buying: cycles in days, baskets in lines, returns and customers who are gone."""

    staples: Annotated[int, msgspec.Meta(ge=1, le=32)] = 8  # products a customer buys again and again
    cycle_days: Positive = 14.0
    cycle_spread: Annotated[float, msgspec.Meta(ge=0.0, le=2.0)] = 0.6
    basket: Positive = 4.0
    complements: Share = 0.25
    price_sensitivity: Strength = 1.0
    returns: Share = 0.05
    lifetime_days: Positive = 120.0  # median; some are gone after the first purchase
    currency: str = "EUR"


class SeasonParams(Part, frozen=True):
    """A dated season: trade rises to a peak, its favourites with it, and dips when it is over. Days from the start."""

    peak_day: Annotated[float, msgspec.Meta(ge=0.0)] = 20.0
    width_days: Positive = 5.0
    lift: Strength = 1.5
    dip: Share = 0.5
    dip_days: Positive = 10.0
    favourites: Share = 0.1  # share of the catalogue that belongs to the season
    won: Share = 0.2  # share of customers who first come in the season


class Fault(Part, frozen=True):
    """Something that is broken from one day to another: a share `strength` of the items, or of one device's events."""

    kind: Literal["unavailable", "failing", "broken_picture", "wrong_genre", "lost_device", "doubled_feed"]
    from_day: Annotated[int, msgspec.Meta(ge=0)] = 0
    to_day: Annotated[int, msgspec.Meta(ge=0)] = 10_000
    strength: Share = 0.05
    device: str = "phone"


class WorldParams(Part, frozen=True):
    """All of a parameter file; every value has a default, which the preset gives."""

    preset: Literal["stream", "shop"] = "stream"
    start: str = "2026-01-05T00:00:00Z"
    items: ItemParams = ItemParams()
    artwork: ArtworkParams = ArtworkParams()
    members: MemberParams = MemberParams()
    context: ContextParams = ContextParams()
    attention: dict[str, AttentionParams] = {}
    behaviour: BehaviourParams = BehaviourParams()
    messages: MessageParams = MessageParams()
    shop: ShopParams = ShopParams()
    season: SeasonParams | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def start_at(self) -> int:
        """The first moment, UTC microseconds."""
        return from_iso(self.start)


ATTENTION = {
    "tv": AttentionParams(form="folded", rows=2.6, columns=4.5, view_rows=3, view_columns=5),
    "desktop": AttentionParams(form="diagonal", rows=3.0, columns=5.0, view_rows=3, view_columns=6),
    "tablet": AttentionParams(form="folded", rows=2.8, columns=3.5, view_rows=3, view_columns=4),
    "phone": AttentionParams(form="power", rows=3.5, columns=1.8, view_rows=4, view_columns=2),
}
"""Planted curves per device, where the file plants no other."""

PRESETS: dict[str, WorldParams] = {
    "stream": WorldParams(attention=ATTENTION),
    "shop": WorldParams(
        preset="shop",
        attention=ATTENTION,
        items=ItemParams(series_share=0.0, adult_share=0.0, genres=24, tail=0.9),
        members=MemberParams(guests=0.6, activity=0.35, activity_spread=0.8, children=0.0, rewatch=0.0, drift=0.15),
        behaviour=BehaviourParams(leave=0.02, resume=0.0, thumbs=0.0, ratings=0.04, ranks=0.0),
        season=SeasonParams(),
    ),
}
"""Preset -> its parameters."""


def preset(name: str) -> WorldParams:
    """The parameters of a preset.

    Raises:
        UnknownName: there is no such preset.
    """
    if name not in PRESETS:
        raise UnknownName(f"there is no preset '{name}'", f"use one of {', '.join(PRESETS)}")
    return PRESETS[name]


def parse(text: str, where: str = "parameters", base: str = "") -> WorldParams:
    """TOML text laid over its preset -> parameters; `base` is the preset where the text names none.

    Raises:
        SettingsError: no TOML, an unknown name, or a value outside its range; the text says which.

    Example:
        >>> parse("[members]\\nn = 50").members.n
        50
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not TOML: {error}", "mend the line it names") from error
    under = preset(str(told.get("preset") or base or "stream"))
    try:
        params = msgspec.convert(_laid_over(msgspec.to_builtins(under), told), WorldParams)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {error}", "see docs/worlds.md for names and ranges") from error
    return checked(params, where)


def load(path: Path, base: str = "") -> WorldParams:
    """Parameters from a file.

    Raises:
        SettingsError: no such file, or one that cannot be used.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", "give a TOML file; examples/worlds holds three"
        ) from error
    return parse(text, str(path), base)


def checked(params: WorldParams, where: str = "parameters") -> WorldParams:
    """The same parameters, if they agree with each other.

    Raises:
        SettingsError: a date that is none, a device or a span that cannot be.
    """
    for text in (params.start, *params.context.holidays):
        try:
            from_iso(text)
        except ValueError as error:
            raise SettingsError(f"{where}: '{text}' is no date", "write it as 2026-01-05") from error
    for device in (*params.attention, *(fault.device for fault in params.faults)):
        if device not in DEVICES:
            raise SettingsError(f"{where}: there is no device '{device}'", f"use one of {', '.join(DEVICES)}")
    for fault in params.faults:
        if fault.to_day < fault.from_day:
            raise SettingsError(f"{where}: fault '{fault.kind}' ends before it begins", "set to_day after from_day")
    return params


def _laid_over(under: object, told: object) -> object:
    """Tables of `told` over those of `under`, the rest replaced."""
    if not (isinstance(under, dict) and isinstance(told, dict)):
        return told
    return {**under, **{key: _laid_over(under.get(key), value) for key, value in told.items()}}


def with_sizes(params: WorldParams, members: int | None = None, items: int | None = None) -> WorldParams:
    """The same world with other numbers of members and items.

    Raises:
        SettingsError: a size that cannot be.
    """
    told = msgspec.to_builtins(params)
    told["members"]["n"] = params.members.n if members is None else members
    told["items"]["n"] = params.items.n if items is None else items
    try:
        return msgspec.convert(told, WorldParams)
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"a world of {members} members and {items} items: {error}", "give positive sizes"
        ) from error
