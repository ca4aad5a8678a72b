"""matinee.toml in, checked settings out; a typo or an impossible value is named before anything runs."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from matinee.core.errors import SettingsError
from matinee.core.judging import PromotionSettings, RewardWeights, VerdictSettings
from matinee.core.kinds import EVENT_KINDS, ROW_KINDS
from matinee.core.messaging import MessageSettings

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, msgspec.Meta(gt=0.0)]
Days = Annotated[float, msgspec.Meta(ge=0.0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class EventSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The door: what an event may be. names: another tool's word for something a member did, as in an import or with
    `format=` -> a kind of event ("play"), one with its value ("thumb -1"), or "" to pass it over."""

    max_ahead_seconds: Positive = 86_400.0
    max_bytes: Count = 65_536
    max_batch_bytes: Count = 33_554_432
    max_batch_events: Count = 100_000
    unknown_items: str = "quarantine"
    names: dict[str, str] = {}


class LikingWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much each kind of event says of liking, signed; 0 turns a signal off."""

    play: float = 1.0
    rate: float = 1.0
    thumb: float = 1.0
    rank: float = 1.0
    list_add: float = 0.5
    list_remove: float = -0.3
    purchase: float = 1.0
    cart_add: float = 0.5
    open: float = 0.2
    dwell: float = 0.1
    scroll: float = -0.05
    dismiss: float = -2.0
    returned: float = -1.0
    search: float = 0.3


class ProfileSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a member's doings become taste. Half-life in days; weights per event kind, signed."""

    half_life_days: Positive = 90.0
    session_minutes: Positive = 30.0
    weights: LikingWeights = LikingWeights()


class EvidenceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much of a kind of event the log must carry before a source or row may speak of it."""

    plays: Count = 50
    trending_events: Count = 20
    resume_plays: Count = 1
    days_with_events: Count = 7
    purchases: Count = 50


class RankingSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The linear models and the blend. `scorer` may name a function of yours as "package:function", `sources` further
    sources of candidates, and `scores` a Parquet file in the home with the columns item, score and perhaps member."""

    scorer: str = ""
    scores: str = ""
    sources: tuple[str, ...] = ()
    neighbors: Count = 200
    linear_items: Count = 6_000
    l2: Positive = 200.0
    dropout: Share = 0.5
    min_count: Count = 3
    popular_days: Positive = 28.0
    calibration: Share = 0.3
    personal: bool = True


class DeviceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Geometry on one device: rows and columns sent at first, and how many fit in view."""

    rows: Count
    columns: Count
    view_rows: Count
    view_columns: Count


class Devices(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Geometry by device; any other device is laid out like a desktop."""

    tv: DeviceSettings = DeviceSettings(rows=12, columns=20, view_rows=3, view_columns=4)
    desktop: DeviceSettings = DeviceSettings(rows=12, columns=20, view_rows=3, view_columns=6)
    tablet: DeviceSettings = DeviceSettings(rows=12, columns=16, view_rows=3, view_columns=4)
    phone: DeviceSettings = DeviceSettings(rows=10, columns=12, view_rows=4, view_columns=2)


class PageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The page: geometry, exploration and house rules. price_reach: rows of new things leave out what costs more than
    so many times the dearest thing the member ever bought; 0 leaves out nothing."""

    exploration: Share = 0.02
    min_row: Count = 4
    max_columns: Count = 75
    patience: Count = 3
    cap_impressions: Annotated[int, msgspec.Meta(ge=1, le=8)] = 6
    cap_days: Positive = 7.0
    same_kind: Count = 4
    price_reach: Annotated[float, msgspec.Meta(ge=0.0)] = 8.0
    devices: Devices = Devices()
    rows: tuple[str, ...] = ()
    pinned_rows: dict[str, Count] = {}
    pinned_items: dict[str, Count] = {}
    boosts: dict[str, Positive] = {}
    excluded: tuple[str, ...] = ()
    feature_sample: Share = 0.05


class ArtworkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The choice of picture: how much it explores and how long a choice is kept."""

    exploration: Share = 0.05
    keep_hours: Positive = 24.0


class FeedbackSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Attribution and the reward of an outcome."""

    window_hours: Positive = 168.0
    finished_share: Share = 0.8
    abandoned_seconds: Positive = 120.0
    discovery_surfaces: tuple[str, ...] = ("home", "similar")
    rewards: RewardWeights = RewardWeights()


class ServerSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The HTTP door. Without keys it binds to loopback only. A member's token lasts `token_minutes`."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65_535)] = 8000
    cors: tuple[str, ...] = ()
    queue_events: Count = 100_000
    token_minutes: Positive = 60.0
    member_requests_per_second: Count = 50
    key_requests_per_second: Count = 0  # 0: as many as they like


class RetentionSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many days each kind of data is kept; 0 keeps it for ever. Profiles keep what events made of them.
    snapshots: how many of the newest are kept."""

    events_days: Days = 0.0
    decisions_days: Days = 0.0
    quarantine_days: Days = 90.0
    messages_days: Days = 0.0
    snapshots: Count = 20


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All of matinee.toml; every value has a default.

    clock: "wall" is now; "data" starts at the end of the log and runs on with live events; "auto" takes "data" where
    the log ends more than 30 days ago.
    """

    name: str = "Matinee"
    clock: Literal["auto", "wall", "data"] = "auto"
    events: EventSettings = EventSettings()
    profile: ProfileSettings = ProfileSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    ranking: RankingSettings = RankingSettings()
    page: PageSettings = PageSettings()
    artwork: ArtworkSettings = ArtworkSettings()
    feedback: FeedbackSettings = FeedbackSettings()
    verdict: VerdictSettings = VerdictSettings()
    promotion: PromotionSettings = PromotionSettings()
    messages: MessageSettings = MessageSettings()
    server: ServerSettings = ServerSettings()
    retention: RetentionSettings = RetentionSettings()


def parse(text: str, where: str = "matinee.toml") -> Settings:
    """TOML text -> Settings.

    Raises:
        SettingsError: no TOML, an unknown name or row kind, or a value outside its range; the text says which.

    Example:
        >>> parse("[page]\\nexploration = 0.1").page.exploration
        0.1
    """
    try:
        found = msgspec.convert(tomllib.loads(text), Settings)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not TOML: {error}", "mend the line it names") from error
    except msgspec.ValidationError as error:
        raise SettingsError(f"{where}: {error}", "see docs/reference/settings.md for names and ranges") from error
    unknown = next((kind for kind in found.page.pinned_rows if kind not in ROW_KINDS), None)
    if unknown is not None:
        raise SettingsError(
            f"{where}: pinned_rows names no kind of row '{unknown}'", f"there are: {', '.join(ROW_KINDS)}"
        )
    for word, said in found.events.names.items():
        if not _is_kind(said):
            raise SettingsError(
                f"{where}: events.names calls '{word}' a '{said}'", f"kinds of events are {', '.join(EVENT_KINDS)}"
            )
    return found


def _is_kind(said: str) -> bool:
    """Whether this is "", a kind of event, or a kind and a number."""
    kind, _, value = said.partition(" ")
    return not said or (kind in EVENT_KINDS and (not value or value.lstrip("-").replace(".", "", 1).isdigit()))


def load(path: Path) -> Settings:
    """Settings from a file; a missing file gives the defaults."""
    return parse(path.read_text("utf-8"), str(path)) if path.exists() else Settings()
