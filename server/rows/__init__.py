"""Answers as rows: questions, statistics, search, neighbourhoods, as JSON, CSV, Turtle, Arrow and Parquet."""
