"""`matinee serve`: the HTTP server of a home."""

from __future__ import annotations

from typing import Annotated

import typer

from matinee.api.run import address_of, bind, run
from matinee.api.several import run_several
from matinee.app.home import open_home
from matinee.app.keys import Keys
from matinee.app.setup import require_home
from matinee.cli.show import HERE, HomeDir


def serve(
    home: HomeDir = HERE,
    port: Annotated[int, typer.Option(help="the port; taken: the next free one (default: server.port)")] = -1,
    host: Annotated[str, typer.Option(help="the address to listen on (default: server.host)")] = "",
    processes: Annotated[int, typer.Option(help="server processes that share the port", min=1, max=64)] = 1,
) -> None:
    """Serve the API and the web page until Ctrl-C."""
    opened = open_home(require_home(home))
    try:
        settings = opened.settings.server
        keys = bool(Keys(home).ring().keys)
        sock = bind(host or settings.host, settings.port if port < 0 else port, keys=keys)
        who = "to those with a key" if keys else "on this machine only, for there are no keys"
        said = f"{opened.settings.name} serves {home} at {address_of(sock)} {who}"
        if processes == 1:
            run(opened, sock, lambda _: print(said, flush=True), closed=keys)
    finally:
        opened.close()
    if processes > 1:
        print(said, flush=True)
        run_several(home, sock, processes, closed=keys)
