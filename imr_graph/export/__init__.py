"""Files for other programs: views of a graph as GEXF, GraphML and tables, laid out and coloured for Gephi.

Only the lists of views, filters and forms stand here: making a view takes libraries of networks, which load
slowly.
"""

from imr_graph.export.catalogue import FILTERS, FORMATS, VIEWS, View, ViewFilter

__all__ = ["FILTERS", "FORMATS", "VIEWS", "View", "ViewFilter"]
