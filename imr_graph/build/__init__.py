"""Letters into a graph directory: read, parse, derive triples, store, publish."""

from imr_graph.build.build import PROCESSORS, build_graph, rebuild_graph
from imr_graph.build.report import BuildReport

__all__ = ["PROCESSORS", "BuildReport", "build_graph", "rebuild_graph"]
