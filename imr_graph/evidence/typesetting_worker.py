"""The process that sets a PDF: a pack as JSON on standard input, the PDF on standard output.

It imports nothing of this package, so that it starts fast.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Final

_TEMPLATES: Final = Path(__file__).with_name("templates")


def main() -> None:
    """Set one pack; the argument is how many bytes of address space the process may have."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    import typst

    # Bytes of the template, not its path: only what comes in as data differs from pack to pack.
    written = typst.compile(
        (_TEMPLATES / "pack.typ").read_bytes(),
        sys_inputs={"pack": sys.stdin.buffer.read().decode("utf-8")},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
