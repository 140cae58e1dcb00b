"""Independent Medical Review letters in, knowledge graph out, questions answered.

The package reads as its pipeline::

    letters  ->  extract (+ lexicon)  ->  record  ->  rdf  ->  store  ->  questions, export

Every value keeps the place in the letter that it was read from; what could not be
understood is kept verbatim and flagged. The web surfaces live in the separate package
``server``, which builds on this one and is never imported by it.
"""

__version__ = "0.1.0"
