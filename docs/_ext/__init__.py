"""What the documentation site needs beyond Sphinx: pages made of code, tables and the ontology."""
