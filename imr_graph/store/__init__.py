"""The graph directory: triples in Oxigraph, kept texts and records beside them, versions, build."""
