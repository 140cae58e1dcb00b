"""Who may ask, how much at once, and for how long."""
