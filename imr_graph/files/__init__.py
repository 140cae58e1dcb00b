"""Files to take away: a folder with the graph, its tables and its records, described, to publish."""

from imr_graph.files.products import PRODUCTS, Product

__all__ = ["PRODUCTS", "Product"]
