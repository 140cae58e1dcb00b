"""Files for other programs: views of a graph as GEXF, laid out and coloured for Gephi.

Only the list of views stands here: making one takes libraries of networks, which load slowly.
"""

from imr_graph.export.catalogue import VIEWS, View

__all__ = ["VIEWS", "View"]
