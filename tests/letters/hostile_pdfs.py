"""PDFs that mean harm: they unpack, repeat or nest without end."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Final

_FONT: Final = b"/Font << /F1 3 0 R >>"
_LINE: Final = b"(Decision rationale: it is not medically necessary.) Tj 0 -14 Td\n"


def shown(lines: int) -> bytes:
    """A page's content: the same line of 51 characters again and again."""
    return b"BT /F1 10 Tf 50 740 Td\n" + _LINE * lines + b"ET"


def packed(content: bytes, times: int = 1, keys: bytes = b"") -> bytes:
    """A stream packed ``times`` times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter [%s] %s >>" % (len(content), b"/FlateDecode " * times, keys)
    return head + b"\nstream\n" + content + b"\nendstream"


@cache
def bomb() -> bytes:
    """A stream of 640 million empty lines, packed twice over."""
    packer = zlib.compressobj(1)
    lines = b"\n" * (1 << 20)
    once = b"".join(packer.compress(lines) for _ in range(640)) + packer.flush()
    content = zlib.compress(once, 9)
    head = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>" % len(content)
    return head + b"\nstream\n" + content + b"\nendstream"


def pdf(*contents: bytes, kids: int = 1, resources: bytes = _FONT, more: Sequence[bytes] = ()) -> bytes:
    """A PDF with a page for each content stream, every page ``kids`` times.

    Objects of ``more`` are numbered from 4 + 2 * len(contents).
    """
    places = b" ".join(b"%d 0 R" % (4 + 2 * n) for n, _ in enumerate(contents) for _ in range(kids))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (kids * len(contents), places),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(contents):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %s >> /Contents %d 0 R >>"
            % (resources, 5 + 2 * n),
            content,
        ]
    return _file([*objects, *more])


def laughs(depth: int) -> bytes:
    """Forms that each show the next one twenty times, ``depth`` deep."""
    forms = []
    for n in range(depth):
        inside = b"/X%d Do\n" % (n + 1) * 20 if n < depth - 1 else shown(5)
        resources = _FONT + b" /XObject << /X%d %d 0 R >>" % (n + 1, 7 + n)
        keys = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % resources
        forms.append(packed(inside, keys=keys))
    return pdf(packed(b"/X0 Do"), resources=_FONT + b" /XObject << /X0 6 0 R >>", more=forms)


def nested(depth: int) -> bytes:
    """A catalogue that opens so many arrays and closes none."""
    return _file([b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * depth, b"<< /Type /Pages /Kids [] >>"])


def endless_tree() -> bytes:
    """A tree of pages that is its own branch."""
    return _file([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] >>"])


def _file(objects: Sequence[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    places = []
    for number, words in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, words)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    xref = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + xref + trailer + b"startxref\n%d\n%%%%EOF\n" % len(out)
