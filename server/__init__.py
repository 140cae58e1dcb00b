"""The web surfaces over a graph: GraphQL, SPARQL, exports."""
