"""Domain tables as data, and look-up in them."""
