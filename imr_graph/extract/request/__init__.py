"""What an item's title says: the request in its own words, category, drug, codes."""
