"""What stands at an IRI or is a file: letters, concepts, the data set, exports, dumps, evidence packs."""
