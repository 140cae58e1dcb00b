"""The GraphQL surface: the graph's letters and concepts, typed in the ontology's terms."""
