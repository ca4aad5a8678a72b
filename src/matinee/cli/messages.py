"""`matinee messages plan`, `campaign`, `preview`, `approve`, `send`, `report`: who gets which message when, and why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from matinee.app.messages import approve as approve_plan
from matinee.app.messages import plan_week
from matinee.app.messages_campaign import plan_campaign
from matinee.app.messages_report import calendar, hold_out_report
from matinee.app.messages_send import send as send_due
from matinee.app.messages_show import preview as preview_of
from matinee.cli.look import opened, show
from matinee.cli.show import HERE, AsJson, HomeDir, console, show_plain, table, working
from matinee.messages.campaigns import Campaign

Plan = Annotated[str, typer.Option("--plan", help="the plan's name; without one this week's")]


def plan(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """Plan this week's messages, once: how many each member gets by uplift, when by their own hours."""
    with opened(home) as h, working("planning"):
        found = plan_week(h)
    show(found, as_json, lambda: show_summary(found))


def campaign(
    name: Annotated[str, typer.Argument(help="the campaign's name, and its plan's")],
    title: Annotated[str, typer.Option(help="what members read")],
    begins: Annotated[str, typer.Option("--from", help="first day, as 2026-04-02")],
    ends: Annotated[str, typer.Option("--until", help="last day")],
    budget: Annotated[float, typer.Option(help="what all discounts together may cost")],
    discount: Annotated[int, typer.Option(help="per cent on one item, at most")] = 15,
    won_in: Annotated[str, typer.Option(help="for those who first bought in this season")] = "",
    hold_out: Annotated[float, typer.Option(help="share of them that gets nothing")] = 0.1,
    items: Annotated[str, typer.Option(help="only these items, by id with commas between")] = "",
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Plan a dated campaign, once; nothing of it is sent before 'matinee messages approve'."""
    named = tuple(item.strip() for item in items.split(",") if item.strip())
    terms = Campaign(
        name=name,
        title=title,
        begins=begins,
        ends=ends,
        budget=budget,
        discount=discount,
        won_in=won_in,
        hold_out=hold_out,
        items=named,
    )
    with opened(home) as h, working("planning"):
        found = plan_campaign(h, terms)
    show(found, as_json, lambda: show_summary(found))


def preview(
    member: Annotated[str, typer.Argument(help="member id; without one the plan's first messages")] = "",
    plan: Plan = "",
    html: Annotated[Path | None, typer.Option(help="write the mail as a web page to this file")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 10,
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """What a member would get: subject, text, picture and reason, and what else could have been said."""
    with opened(home) as h:
        found = preview_of(h, member, plan, limit)
    if html is not None and found["messages"]:
        html.write_text(found["messages"][0]["html"], "utf-8")

    def shown() -> None:
        rows = [(m["at"], m["member"], m["channel"], m["kind"], m["subject"], m["reason"]) for m in found["messages"]]
        table(f"Preview of {found['plan'] or 'now'}", ("at", "member", "channel", "kind", "subject", "reason"), rows)

    show(found, as_json, shown)


def approve(
    plan: Annotated[str, typer.Argument(help="the plan's name; without one this week's")] = "",
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Let a plan's messages leave."""
    with opened(home) as h:
        found = approve_plan(h, plan)
    show(found, as_json, lambda: show_summary(found))


def send(
    again: Annotated[bool, typer.Option("--again", help="send once more what may or may not have arrived")] = False,
    home: HomeDir = HERE,
    as_json: AsJson = False,
) -> None:
    """Send what is due of approved plans. May be killed and run again: nothing is sent twice, nothing is lost."""
    with opened(home) as h, working("sending") as tell:
        found = send_due(h, tell, again)
    show(found, as_json, lambda: show_plain(found, "Sent"))
    if found["troubles"]:
        first = next(iter(found["troubles"].items()))
        typer.echo(f"matinee: {first[0]}: {first[1]}", err=True)
        raise typer.Exit(1)


def report(home: HomeDir = HERE, as_json: AsJson = False) -> None:
    """What messages brought over the permanent hold-out, for whom, and what they cost; the calendar."""
    with opened(home) as h:
        found = {"hold_out": hold_out_report(h), "calendar": calendar(h)}

    def shown() -> None:
        show_plain(found["hold_out"], "Over the hold-out")
        rows = [(day["day"], day["planned"], day["sent"], day["kinds"]) for day in found["calendar"]["days"]]
        table("Calendar", ("day", "planned", "sent", "kinds"), rows)

    show(found, as_json, shown)


def show_summary(found: dict[str, Any]) -> None:
    """A plan in the terminal."""
    flat = {name: found[name] for name in ("from", "until", "members", "held_out", "messages", "by_channel", "refused")}
    show_plain(flat, f"Plan {found['plan']}")
    state = "approved" if found["approved"] else f"waits for: matinee messages approve {found['plan']}"
    console.print(state, highlight=False)


COMMANDS: dict[str, tuple[str, str]] = {
    "plan": ("matinee.cli.messages:plan", "this week's messages, by uplift"),
    "campaign": ("matinee.cli.messages:campaign", "a dated campaign with a discount budget"),
    "preview": ("matinee.cli.messages:preview", "what a member would get, and why"),
    "approve": ("matinee.cli.messages:approve", "let a plan's messages leave"),
    "send": ("matinee.cli.messages:send", "send what is due"),
    "report": ("matinee.cli.messages:report", "what messages brought over the hold-out"),
}
