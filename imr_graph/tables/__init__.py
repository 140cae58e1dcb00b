"""Fact tables: the columnar projection of records, and the counts made of them.

``tables.toml`` declares tables and columns, ``dimensions.toml`` what can be counted by, ``questions.toml``
the counting questions; DDL, Arrow schemas, SQL, summaries and the cube are made of these.
"""

from imr_graph.tables.answers import answer
from imr_graph.tables.batch import FactBatch
from imr_graph.tables.fact_tables import FactTables
from imr_graph.tables.facts import fact_batch
from imr_graph.tables.item_statistics import StatisticsRow, statistics

__all__ = ["FactBatch", "FactTables", "StatisticsRow", "answer", "fact_batch", "statistics"]
