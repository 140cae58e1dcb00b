"""A SPARQL 1.1 server as the place of a graph's triples: addresses, requests, batches, letters, answers.

Only what opens a graph stands here: the rest brings an HTTP client with it, which most graphs never need.
"""

from imr_graph.remote.graph import open_graph
from imr_graph.remote.patience import Patience

__all__ = ["Patience", "open_graph"]
