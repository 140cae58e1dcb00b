"""RDF: the vocabulary, IRIs, a record's triples, the concept schemes made from the tables."""
