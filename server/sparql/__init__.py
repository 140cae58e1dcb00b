"""The SPARQL 1.1 query protocol over killable worker processes."""
