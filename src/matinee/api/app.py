"""An open home in, the ASGI application out: a table of routes, one shape of errors, the API's own description."""

from __future__ import annotations

from typing import Final

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.config.cors import CORSConfig
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.static_files import create_static_files_router

import matinee
from matinee.api import (
    artwork,
    console,
    decisions,
    errors,
    events,
    experiments,
    film,
    finding,
    health,
    history,
    items,
    members,
    messages,
    pages,
    pictures,
    product,
    rehearsal,
    reports,
    rules,
    tokens,
)
from matinee.api.docs import DocsPage
from matinee.api.measured import count_page
from matinee.app.home import Home
from matinee.app.steps import Steps
from matinee.core.errors import MatineeError
from matinee.web import static_folder

ROUTES: Final = (
    *messages.ROUTES,
    events.take_events,
    items.put_item,
    items.post_items,
    items.get_item,
    members.list_members,
    members.put_member,
    members.profile,
    members.explain,
    members.trace,
    history.bring_history,
    tokens.make_token,
    pages.get_page,
    pages.get_row,
    finding.search,
    finding.similar,
    product.product_page,
    product.goes_with,
    product.buy_again,
    decisions.post_decisions,
    *console.ROUTES,
    reports.reports,
    reports.report,
    rules.cost,
    experiments.start,
    experiments.listed,
    experiments.watch,
    experiments.stop,
    experiments.rollback,
    finding.about,
    finding.export,
    finding.forget,
    artwork.get_artwork,
    *pictures.ROUTES,
    film.get_trailer,
    rehearsal.rehearsal,
    rehearsal.rehearse,
    rehearsal.unrehearse,
    health.healthz,
    health.readyz,
    health.metrics,
)


def create_app(home: Home) -> Litestar:
    """The HTTP door of an open home; the caller closes the home."""

    steps = Steps(home, count_page)

    def the_home() -> Home:
        return home

    return Litestar(
        route_handlers=(
            *ROUTES,
            pages.front,
            create_static_files_router("/static", [static_folder()], include_in_schema=False),
        ),
        dependencies={
            "home": Provide(the_home, sync_to_thread=False),
            "steps": Provide(lambda: steps, sync_to_thread=False),
        },
        exception_handlers={
            MatineeError: errors.answer_problem,
            HTTPException: errors.answer_http,
            RecursionError: errors.answer_nested,
            Exception: errors.answer_fault,
        },
        cors_config=CORSConfig(allow_origins=list(home.settings.server.cors)) if home.settings.server.cors else None,
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=5),
        openapi_config=OpenAPIConfig(
            title="Matinee",
            version=matinee.__version__,
            path="/docs",
            render_plugins=[DocsPage()],
        ),
        request_max_body_size=home.settings.events.max_batch_bytes,
    )
