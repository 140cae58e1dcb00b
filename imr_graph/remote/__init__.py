"""A SPARQL 1.1 server as the place of a graph's triples: addresses, requests, batches, letters, answers."""

from imr_graph.remote.address import LETTERS_GRAPH, Credentials, StoreAddress
from imr_graph.remote.graph import open_graph
from imr_graph.remote.letters import LetterTriples, RemoteLetters
from imr_graph.remote.requests import Patience
from imr_graph.remote.store import RemoteStore

__all__ = [
    "LETTERS_GRAPH",
    "Credentials",
    "LetterTriples",
    "Patience",
    "RemoteLetters",
    "RemoteStore",
    "StoreAddress",
    "open_graph",
]
