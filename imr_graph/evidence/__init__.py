"""Evidence packs: all letters on a treatment, of every outcome alike, with their decisive sentences quoted.

``asked`` is the question and the condition that it means; ``sentences`` cuts the kept text of a rationale
into sentences, ``markers`` tells which of them decide; ``pack`` puts letters, counts and quotes together,
``wording`` says all of it in words; ``page`` and ``typesetting`` write that as one HTML file and as a PDF.
"""
