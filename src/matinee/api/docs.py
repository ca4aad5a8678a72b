"""The OpenAPI document in, a page that a person can read out: our own, so that it is whole without a network."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

from litestar import Request
from litestar.openapi.plugins import OpenAPIRenderPlugin

_PAGE: Final = "docs.html"


class DocsPage(OpenAPIRenderPlugin):
    """/docs: every route with what it takes and answers, drawn in the browser from the document beside it."""

    def __init__(self) -> None:
        super().__init__(path="/", favicon="", style="")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page, which reads /docs/openapi.json by itself."""
        del request, openapi_schema
        return files(__package__).joinpath(_PAGE).read_bytes()
