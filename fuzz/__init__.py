"""Fuzzing: what must hold for every input, and the harnesses that look for one where it does not."""
