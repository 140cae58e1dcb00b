"""The command line ``imr-graph``: one module a command, loaded when it is called."""

from imr_graph.cli.main import main

__all__ = ["main"]
