"""The shell around every page: templates, styles and scripts, navigation, content security policy."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from server.responses import addresses
from server.web import assets, wording

if TYPE_CHECKING:
    import jinja2

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, no script but ours; charts and graphs set styles of elements."""

EDITOR_POLICY: Final = f"{PAGE_POLICY}; worker-src 'self'"
"""The playgrounds' editors run in workers."""


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation."""

    path: str
    name: str


SECTIONS: Final = (
    Section("/", "Home"),
    Section("/questions", "Questions"),
    Section("/search", "Search"),
    Section("/concepts", "Concepts"),
    Section("/explore", "Explore"),
    Section("/export", "Gephi"),
    Section("/files", "Files"),
    Section("/evidence", "Evidence"),
    Section("/graphql", "GraphQL"),
    Section("/sparql", "SPARQL"),
)
"""Where every page leads to."""


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of what a page shows.

    Args:
        name: on the link: ``CSV``.
        href: its address.
        media_type: what it is, where it is an alternate of the page.
    """

    name: str
    href: str
    media_type: str = ""


def page(
    request: Request,
    template: str,
    *,
    title: str,
    bundles: Sequence[str] = (),
    forms: Sequence[Form] = (),
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    policy: str = PAGE_POLICY,
    site: bool = True,
    **context: Any,
) -> HTMLResponse:
    """A page in the shell; blocks for the milliseconds that its template takes.

    Args:
        request: what is answered.
        template: a file of ``server/web/templates`` that extends ``base.html``.
        title: of the page; its heading too, unless the template has another.
        bundles: the front end's bundles that the page wants beside ``site``.
        forms: the same as data, linked from the page's head and foot.
        status: HTTP status.
        headers: further response headers.
        policy: its content security policy.
        site: whether it has the bundle ``site``; full-page editors bring their own styles.
        **context: what the template shows.
    """
    found = [assets.bundle(name) for name in (("site",) if site else ()) + tuple(bundles)]
    content = (
        _environment()
        .get_template(template)
        .render(
            title=title,
            status=status,
            section=_section(request.url.path),
            sections=SECTIONS,
            styles=tuple(dict.fromkeys(style for one in found for style in one.styles)),
            scripts=tuple(script for one in found for script in one.scripts),
            forms=forms,
            built=assets.built(),
            synthetic=_synthetic_note(request),
            docs=(assets.STATIC / "docs" / "index.html").is_file(),
            **context,
        )
    )
    said = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept",
    }
    return HTMLResponse(content, status, {**said, **(headers or {})})


def _section(path: str) -> str:
    """The navigation's entry that a page stands under; empty where under none."""
    if path.startswith("/data/concept/"):
        return "/concepts"
    return next((one.path for one in SECTIONS[1:] if path.startswith(one.path)), "/" if path == "/" else "")


def _synthetic_note(request: Request) -> str:
    """What every page says where letters are made up; an error before a version is taken up says nothing."""
    from server.serving.version import SCOPE_KEY

    serving = request.scope.get(SCOPE_KEY)
    return serving.counts.synthetic_note if serving is not None and serving.counts.synthetic else ""


def load_templates() -> None:
    """Load every template and their library, which takes some tenths of a second; blocks."""
    environment = _environment()
    for name in environment.list_templates(["html"]):
        environment.get_template(name)


@functools.cache
def _environment() -> jinja2.Environment:
    # Templates come with their library, which a server that only answers programs never needs.
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("server.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in ("concept_url", "letter_url", "question_url", "search_url"):
        environment.globals[name] = getattr(addresses, name)
    for name in ("number", "percent", "interval", "day", "counted", "letter_name"):
        environment.filters[name] = getattr(wording, name)
    environment.filters["json"] = lambda value: _markup(wording.json_text(value))
    return environment


def _markup(text: str) -> Any:
    import markupsafe

    return markupsafe.Markup(text)  # noqa: S704 - `json_text` leaves nothing that could be markup
