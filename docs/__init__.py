"""The documentation: its pages, what makes a site of them, and what takes its pictures."""
