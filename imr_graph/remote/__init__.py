"""A SPARQL 1.1 server as the place of a graph's triples: addresses, requests, batches, letters, answers."""

from imr_graph.remote.address import LETTERS_GRAPH, Credentials, StoreAddress
from imr_graph.remote.letters import LetterTriples, RemoteLetters
from imr_graph.remote.store import RemoteStore

__all__ = ["LETTERS_GRAPH", "Credentials", "LetterTriples", "RemoteLetters", "RemoteStore", "StoreAddress"]
