"""``/docs/``: the documentation site, where ``make docs`` has built it."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.responses.problems import not_found
from server.web.assets import STATIC
from server.web.shell import PAGE_POLICY

DOCS: Final = STATIC / "docs"
"""Where the site's build puts its files."""

_HEADERS: Final = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Documentation(StaticFiles):
    """The documentation: tutorial, how-to guides, reference, explanation."""

    def __init__(self) -> None:
        super().__init__(directory=DOCS, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file of the site, under the policy of all pages.

        Raises:
            Problem: there is none, or the site is not built.
        """
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            raise not_found(_missing(path)) from None
        response.headers.update(_HEADERS)
        return response


def _missing(path: str) -> str:
    if not (DOCS / "index.html").is_file():
        return "This server comes without its documentation; `make docs` builds it."
    return f"The documentation has no page {path!r}; /docs/ leads to all of them."
