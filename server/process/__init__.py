"""From the command to the end of the processes that serve."""
