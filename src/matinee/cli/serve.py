"""`matinee serve`: the HTTP server of a home."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.api.run import bind, run
from matinee.app.home import open_home
from matinee.app.keys import Keys
from matinee.app.setup import require_home
from matinee.cli.show import HERE, HomeDir


def serve(
    home: HomeDir = HERE,
    port: Annotated[int, typer.Option(help="the port; taken: the next free one (default: server.port)")] = -1,
    host: Annotated[str, typer.Option(help="the address to listen on (default: server.host)")] = "",
) -> None:
    """Serve the API and the web page until Ctrl-C."""
    opened = open_home(require_home(home))
    try:
        settings = opened.settings.server
        keys = bool(Keys(home).ring().keys)
        sock = bind(host or settings.host, settings.port if port < 0 else port, keys=keys)
        who = "to those with a key" if keys else "on this machine only, for there are no keys"
        run(opened, sock, lambda address: print(f"{opened.settings.name} serves {home} at {address} {who}", flush=True))
    finally:
        opened.close()
