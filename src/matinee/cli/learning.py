"""`matinee learn`: once, or again and again in processes of their own, so that a failing one stops nothing."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import duckdb
import typer

from matinee.app.alerts import look
from matinee.app.home import open_home
from matinee.app.publish import learn_and_publish, seal, summary
from matinee.app.retention import retain
from matinee.app.setup import require_home
from matinee.cli.show import HERE, AsJson, HomeDir, console, table, to_json, working
from matinee.core.errors import StoreError
from matinee.storage import snapshots

ITSELF = "import sys; from matinee.cli.main import main; main()"


def learn(
    home: HomeDir = HERE,
    every: Annotated[str, typer.Option("--every", help="learn again and again: 30m, 1h, 1d")] = "",
    memory_gb: Annotated[float, typer.Option(help="give up rather than take more memory; 0 for no limit", min=0)] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Fit from the log and publish a snapshot; prints its quality beside simple rules.

    With --every a run that fails, or is killed, leaves the last snapshot in use, and the next one is tried in its turn.
    """
    require_home(home)
    if every:
        again_and_again(seconds_of(every), ["learn", "--home", str(home), "--memory-gb", str(memory_gb)], as_json)
    once(home, memory_gb, as_json)


def once(home: Path, memory_gb: float, as_json: bool) -> None:
    """One run from the log to a published snapshot and sealed days."""
    opened = open_home(home)
    try:
        with working("learn") as tell, at_most(memory_gb):
            learned = learn_and_publish(opened, tell)
            seal(opened, tell)
            if opened.store.n_decisions():
                tell("looking after the titles")
                look(opened)
            retain(opened)
        told = summary(learned, snapshots.current(opened.path / "snapshots"))
    finally:
        opened.close()
    if as_json:
        to_json(told)
        return
    console.print(f"snapshot {told['snapshot']} in {told['learn_seconds']} s", highlight=False)
    show_quality(told["quality"])


@contextmanager
def at_most(memory_gb: float) -> Iterator[None]:
    """Let this process have no more memory than that; 0 for as much as there is.

    Raises:
        StoreError: it needed more.
    """
    if memory_gb:
        most = int(memory_gb * 2**30)
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.RLIM_INFINITY))
    try:
        yield
    except (MemoryError, duckdb.OutOfMemoryException, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "new thread" not in str(error):
            raise
        resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        raise StoreError(
            f"learning needs more memory than {memory_gb:g} GB" if memory_gb else "there is not enough memory to learn",
            "give it more, or lower ranking.linear_items in matinee.toml; the last snapshot stays in use",
        ) from error


def again_and_again(pause: float, words: list[str], as_json: bool) -> NoReturn:
    """Run the command in a process of its own, wait, and so on, until this one is told to end."""
    running: list[subprocess.Popen[bytes]] = []

    def end(number: int, _: FrameType | None) -> None:
        for child in running:
            child.terminate()
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, end)
    while True:
        child = subprocess.Popen([sys.executable, "-c", ITSELF, *words, *(["--json"] if as_json else [])])
        running[:] = [child]
        code = child.wait()
        if code:
            how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
            said = f"matinee: learning {how}; the last snapshot stays in use, the next try is in {pause:g} s"
            print(said, file=sys.stderr, flush=True)
        time.sleep(pause)


def show_quality(quality: dict[str, object]) -> None:
    """How well the next liked items were found, beside simple rules, and on how many members that rests."""
    rules = [(name, *found.values()) for name, found in quality.items() if isinstance(found, dict)]
    title = f"Next liked items on a time split, {quality['n_members']} members"
    table(title, ("rule", "recall@20", "ndcg@20"), rules)


def seconds_of(text: str) -> float:
    """ "30m" -> 1800.0.

    Raises:
        typer.BadParameter: it is no number with s, m, h or d.
    """
    units = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
    try:
        return float(text[:-1]) * units[text[-1]]
    except (ValueError, KeyError, IndexError) as error:
        raise typer.BadParameter(f"{text!r} is no time; write 30m, 1h or 1d") from error
