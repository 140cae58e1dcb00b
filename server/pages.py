"""Pages that bring all of their own: their policies, and the response around them."""

from __future__ import annotations

from typing import Final

from starlette.responses import HTMLResponse

# The page of a letter allows its own style alone, by hash; what a page's own policy cannot say stands here.
EXPLAINED_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def html_page(content: str, policy: str, status: int = 200) -> HTMLResponse:
    """A whole page with its content security policy."""
    headers = {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Vary": "Accept"}
    return HTMLResponse(content, status, headers)
