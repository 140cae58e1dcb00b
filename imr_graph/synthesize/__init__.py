"""Synthetic letters: letters that never were, each with the record of what it says.

A letter is written from its record, never read back: facts are drawn, the record is made from
them, and the text says the same in the words of one layout. Nothing here uses the parser, its
layouts or its lexicon, so that a wrong assumption of one side cannot hide behind the other.
"""

from imr_graph.synthesize.layouts import LAYOUTS
from imr_graph.synthesize.letters import MOST_LETTERS, SyntheticLetter, synthetic_letters, write_letter

__all__ = ["LAYOUTS", "MOST_LETTERS", "SyntheticLetter", "synthetic_letters", "write_letter"]
