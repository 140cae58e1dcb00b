"""Files for other programs: views of a graph as GEXF, laid out and coloured for Gephi."""

from imr_graph.export.gephi import VIEWS, View, write_view

__all__ = ["VIEWS", "View", "write_view"]
