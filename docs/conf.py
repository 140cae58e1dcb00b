"""How Sphinx makes the documentation site: ``make docs``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

_ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from imr_graph import __version__  # noqa: E402 - the checkout's, found by the line before

project = "imr-graph"
version = release = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "docs._ext.generated",
    "docs._ext.page_names",
    "docs._ext.class_diagram",
    "docs._ext.finished_pages",
    "docs._ext.outside_links",
]
exclude_patterns = ["_ext"]
source_suffix = {".md": "markdown"}
# Pygments does not know all of SPARQL 1.1 and shows such queries with fewer colours.
suppress_warnings = ["misc.highlighting_failure"]

myst_heading_anchors = 4
myst_fence_as_directive = ["mermaid"]

nitpicky = True
# What stands outside the package, or is not for callers, has no page here.
nitpick_ignore_regex = [
    ("py:.*", r"(?!imr_graph).*"),
    ("py:.*", r".*\._.*"),
    ("py:.*", r"imr_graph\.remote\..*"),
]
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
add_module_names = False
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = f"imr-graph {__version__}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_show_copyright = False
html_favicon = "_static/icon.svg"
smartquotes = False  # options keep their dashes
html_theme_options: dict[str, Any] = {"top_of_page_buttons": []}
