"""Imports a build, and has its tables read: what is forked from a process of this starts at once."""

from tests.build import doomed
from tests.conftest import ROOT

doomed.parse_letter(doomed.LetterReader().read(next((ROOT / "examples" / "letters").glob("*.txt"))))
