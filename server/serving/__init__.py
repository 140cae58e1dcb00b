"""One published version as it is served: its workers, tables, index and files; and which version that is."""
