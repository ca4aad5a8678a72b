"""`matinee demo`: the main job on real data, from import to a page in the browser."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from matinee.app.demo import Ready, prepare
from matinee.cli.show import AsJson, console, show_page, to_json, working
from matinee.core.values import Page

DEMO_HOME = Path(".matinee") / "demo"
SHOP_HOME = Path(".matinee") / "shop"


def demo(
    home: Annotated[Path | None, typer.Option("--home", help="where the demo's home lies (.matinee/demo)")] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="another edition of MovieLens; with --shop, Complete Journey")
    ] = None,
    shop: Annotated[bool, typer.Option("--shop", help="a shop: drawn and SIMULATED, or --data DIR")] = False,
    once: Annotated[bool, typer.Option("--once", help="print one page and exit")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="throw an earlier demo away first")] = False,
    member: Annotated[str, typer.Option(help="whose page")] = "",
    port: Annotated[int, typer.Option(help="where to serve; taken: the next free one")] = 8000,
    as_json: AsJson = False,
) -> None:
    """Import real data, learn, show a page and serve it."""
    home = home or (SHOP_HOME if shop else DEMO_HOME)
    if fresh and (home / "matinee.toml").exists():
        shutil.rmtree(home)
    with working("demo") as tell:
        ready = prepare(home, data, tell, shop)
    who = member or ready.member
    try:
        page = ready.home.page(who)
        if as_json:
            to_json({"events": ready.events, "learn_seconds": ready.learn_seconds, "member": who, "page": page})
        else:
            show_page(page)
            tell_more(ready, page, home)
    finally:
        ready.home.close()
    if not once:
        from matinee.cli.serve import serve

        serve(home, port)


def tell_more(ready: Ready, page: Page, home: Path) -> None:
    """How good it is, three things to try, where everything lies and how to remove it."""
    snapshot = ready.home.live.world().snapshot
    first = next((slot for row in page.rows for slot in row.items), None)
    item, words = (first.item, first.title) if first else ("ITEM", "a title")
    console.print(
        f"\n{ready.events:,} events, learned in {ready.learn_seconds:.1f} s. "
        f"{told_quality(snapshot.manifest.get('quality', {}))}"
        f"\n\nThree things to try, beside the page itself:\n"
        f"  matinee explain {page.member} {item} --home {home}\n"
        f"  matinee profile {page.member} --home {home}\n"
        f'  matinee search "{misspelt(words)}" --member {page.member} --home {home}\n'
        f"\nEverything lies in {home}; to remove it: rm -r {home}\n",
        highlight=False,
        markup=False,
    )


def misspelt(title: str) -> str:
    """A title as fingers in a hurry type it: the first long word with two letters the wrong way round.

    Example:
        >>> misspelt("Pulp Fiction")
        'plup fiction'
    """
    words = title.lower().replace('"', "").split()
    place = next((n for n, word in enumerate(words) if len(word) > 3 and word.isalpha()), -1)
    if place >= 0:
        word = words[place]
        words[place] = word[0] + word[2] + word[1] + word[3:]
    return " ".join(words)


def told_quality(quality: dict[str, object]) -> str:
    """One line of quality beside popularity, with the number of members it rests on."""
    rules, n = quality.get("rules"), quality.get("n_members", 0)
    if not isinstance(rules, dict) or "matinee" not in rules:
        return "Too little data after the time split to measure quality on."
    ours, other = rules["matinee"]["recall@20"], rules["popularity"]["recall@20"]
    return f"On a time split recall@20 is {ours:.3f}, popularity's {other:.3f}: it rests on {n} members only."
