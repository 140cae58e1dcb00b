"""The Python interface: a graph directory, or a server's URL, opened and asked in the same way.

``imr_graph.open`` is :func:`imr_graph.client.opening.open_graph`. What an answer can be turned into comes
with libraries that load when they are first needed.
"""

from imr_graph.client.answer import Answer
from imr_graph.client.determination import Determination
from imr_graph.client.graph import OpenGraph
from imr_graph.client.opening import open_graph
from imr_graph.client.triples import Triples

__all__ = ["Answer", "Determination", "OpenGraph", "Triples", "open_graph"]
