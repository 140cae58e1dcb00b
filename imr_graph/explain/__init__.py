"""One letter explained: its facts marked in its own words, for the terminal and as a page.

``facts`` turns a record's evidence into facts with kind, value and concept; ``segments`` cuts the
kept text at the places where facts begin and end; ``terminal`` and ``page`` show both.
"""
