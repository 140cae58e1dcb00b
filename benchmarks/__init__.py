"""What the program costs, how right it is, and what a change of rules changes: scripts for developers."""
