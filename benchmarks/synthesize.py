"""How fast synthetic letters are written, and how long and full they come out.

    python benchmarks/synthesize.py [--letters 5000]

Prints letters a second of CPU on one core, in memory and to disk, and the means a letter for
every layout, to set beside those of real letters in ``docs/synthetic.md``.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from imr_graph.synthesize import LAYOUTS, synthetic_letters
from imr_graph.synthesize.output import write_folders


def main() -> None:
    """Time the generator and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--letters", type=int, default=5000)
    count: int = parser.parse_args().letters
    print(
        f"{'layout':8} {'letters/s':>9} {'median':>7} {'mean':>7} {'items':>6} {'citations':>9} {'drugs':>6}"
    )
    for layout in LAYOUTS:
        start = time.process_time()
        letters = list(synthetic_letters(count, seed=1, layout=layout))
        rate = count / (time.process_time() - start)
        lengths = [len(letter.text) for letter in letters]
        items: list[Any] = [letter.record["items"] for letter in letters]
        citations = statistics.fmean(sum(len(one["citations"]) for one in each) for each in items)
        drugs = statistics.fmean(sum(one["drug"] is not None for one in each) for each in items)
        print(
            f"{layout:8} {rate:9.0f} {statistics.median(lengths):7.0f} {statistics.fmean(lengths):7.0f} "
            f"{statistics.fmean(map(len, items)):6.2f} {citations:9.2f} {drugs:6.2f}"
        )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        for _ in write_folders(synthetic_letters(count, seed=1), Path(folder)):
            pass
        print(f"to disk, mixed: {count / (time.perf_counter() - start):.0f} letters/s (wall)")


if __name__ == "__main__":
    main()
