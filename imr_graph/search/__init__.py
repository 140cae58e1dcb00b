"""Full-text search over the titles and rationales of disputed items.

The index is one more projection of the records: built with a version, immutable with it. It holds no
text; :mod:`imr_graph.search.places` leads from what was found to the letter's kept text.
"""

from imr_graph.search.index import Hit, Hits, SearchIndex
from imr_graph.search.query import FIELDS, Field

__all__ = ["FIELDS", "Field", "Hit", "Hits", "SearchIndex"]
