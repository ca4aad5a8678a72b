"""Settings of messages: how many, when, by which way, and the servers that carry them."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

Share = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, msgspec.Meta(gt=0.0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class SmtpSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The mail server. The password comes from the environment variable MATINEE_SMTP_PASSWORD, never from this file."""

    host: str = "localhost"
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)] = 25
    tls: Literal["none", "starttls", "tls"] = "none"
    user: str = ""
    timeout_seconds: Positive = 20.0


class WebhookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where push messages go; signed with MATINEE_WEBHOOK_SECRET. honours_key: the receiver drops a known key."""

    url: str = ""
    timeout_seconds: Positive = 10.0
    honours_key: bool = True


class MessageSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Messages: how many, when, by which way. cost: the visits that a message must bring to be worth sending;
    opt_out_visits: those that an opt-out costs.

    hold_out: the share of members that never gets any; cap: messages in cap_days, all channels together; quiet hours
    are the member's own, from quiet_from up to quiet_to; ignored: after so many messages about an item, or showings
    without a reaction, it is left alone; volume: share of the plan that is kept; templates: a folder of own words.
    """

    channels: tuple[Literal["email", "push", "file"], ...] = ("email",)
    hold_out: Share = 0.1
    cost: Share = 0.05
    opt_out_visits: Annotated[float, msgspec.Meta(ge=0.0, le=1_000.0)] = 2.0
    exploration: Share = 0.02
    volume: Share = 1.0
    cap: Annotated[int, msgspec.Meta(ge=0, le=21)] = 3
    cap_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 7
    gap_hours: Annotated[int, msgspec.Meta(ge=0, le=720)] = 20
    quiet_from: Annotated[int, msgspec.Meta(ge=0, le=23)] = 21
    quiet_to: Annotated[int, msgspec.Meta(ge=0, le=23)] = 8
    time_zone: str = "UTC"
    ignored: Annotated[int, msgspec.Meta(ge=1)] = 3
    approval: bool = True
    templates: str = ""
    address: str = "http://127.0.0.1:8000"
    sender: str = "Matinee <matinee@localhost>"
    smtp: SmtpSettings = SmtpSettings()
    webhook: WebhookSettings = WebhookSettings()
