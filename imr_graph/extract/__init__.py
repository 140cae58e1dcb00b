"""Sections to facts: one module a part of the letter, each fact with the place it stands at."""
