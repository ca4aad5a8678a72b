"""`matinee demo`: the main job on real data, from import to a page in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from matinee.app.demo import Ready, prepare
from matinee.cli.show import AsJson, console, show_page, to_json, working

DEMO_HOME = Path(".matinee") / "demo"


def demo(
    home: Annotated[Path, typer.Option("--home", help="where the demo's home lies")] = DEMO_HOME,
    data: Annotated[Path | None, typer.Option("--data", help="another edition of MovieLens")] = None,
    once: Annotated[bool, typer.Option("--once", help="print one page and exit")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="throw an earlier demo away first")] = False,
    member: Annotated[str, typer.Option(help="whose page")] = "",
    port: Annotated[int, typer.Option(help="where to serve; taken: the next free one")] = 8000,
    as_json: AsJson = False,
) -> None:
    """Import real data, learn, show a page and serve it."""
    if fresh and (home / "matinee.toml").exists():
        shutil.rmtree(home)
    with working("demo") as tell:
        ready = prepare(home, data, tell)
    who = member or ready.member
    try:
        page = ready.home.page(who)
        if as_json:
            to_json({"events": ready.events, "learn_seconds": ready.learn_seconds, "member": who, "page": page})
        else:
            show_page(page)
            tell_more(ready, who, home)
    finally:
        ready.home.close()
    if not once:
        from matinee.cli.serve import serve

        serve(home, port)


def tell_more(ready: Ready, member: str, home: Path) -> None:
    """Three things to try, how good it is, and where everything lies."""
    snapshot = ready.home.live.world().snapshot
    quality = snapshot.manifest.get("quality", {})
    console.print(
        f"\n{ready.events:,} events, learned in {ready.learn_seconds:.1f} s. {told_quality(quality)}"
        f"\n\nThree things to try:\n"
        f"  matinee explain {member} 296 --home {home}\n"
        f"  matinee profile {member} --home {home}\n"
        f'  matinee search "pulp fictoin" --member {member} --home {home}\n'
        f"\nThe data lies in {home}; remove it by deleting that folder.",
        highlight=False,
    )


def told_quality(quality: dict[str, object]) -> str:
    """One line of quality beside popularity, with the number of members it rests on."""
    rules, n = quality.get("rules"), quality.get("n_members", 0)
    if not isinstance(rules, dict) or "matinee" not in rules:
        return "Too little data after the time split to measure quality on."
    ours, other = rules["matinee"]["recall@20"], rules["popularity"]["recall@20"]
    return f"On a time split recall@20 is {ours:.3f}, popularity's {other:.3f}: it rests on {n} members only."
