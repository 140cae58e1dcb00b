"""A pack as an HTML page that stands alone: no scripts, nothing fetched, works from disk and prints well."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from imr_graph.evidence.pack import Pack
from imr_graph.evidence.wording import told_pack

if TYPE_CHECKING:
    import jinja2

# What HTML cannot carry; each takes one place.
_UNCARRIED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def evidence_page(pack: Pack, server: str) -> str:
    """The page.

    Args:
        pack: the pack.
        server: the address that letters' pages stand under; the only one that the page links to.

    Returns:
        A whole HTML document, to be written as UTF-8.
    """
    style = _environment().get_template("pack.css").render()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    written = (
        _environment()
        .get_template("pack.html")
        .render(
            pack=told_pack(pack, server),
            # Only the style of this very page may take effect, and nothing may be fetched.
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            style=style,
        )
    )
    return _UNCARRIED.sub("\ufffd", written)


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("imr_graph.evidence"),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
