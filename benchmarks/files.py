"""What `imr-graph files` takes, and how large its files are: time, peak memory, bytes a letter, by product.

Run it on a machine that has nothing else to do::

    python -m benchmarks.files --graph DIR [--graph DIR …] --dir FOLDER
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from benchmarks.scale import measured
from imr_graph.files.manifest import read_manifest
from imr_graph.files.products import PRODUCTS

_COMMAND: Final = str(Path(sys.executable).with_name("imr-graph"))
_MEGABYTE: Final = 1e6
_HEAD: Final = (
    "| letters | products | wall | CPU | memory | size | bytes a letter |\n|---|---|---|---|---|---|---|"
)


def row(graph: Path, folder: Path, products: tuple[str, ...]) -> str:
    """Write some products, and tell what that took."""
    out = folder / "files"
    only = [word for name in products for word in ("--only", name)]
    still = folder / "still"
    still.mkdir(exist_ok=True)  # the disk is not what is measured: staging folders come and go
    ran = measured([_COMMAND, "files", "--graph", graph, "--out", out, *only], still)
    manifest = read_manifest(out)
    sizes = Counter(
        {name: sum(one.bytes for one in manifest.files if one.product == name) for name in products}
    )
    size = sizes.total() / _MEGABYTE
    cells = (
        f"{manifest.letters:,}",
        ", ".join(products) if len(products) < len(PRODUCTS) else "all",
        f"{ran.wall:.1f} s",
        f"{ran.cpu:.1f} s",
        f"{ran.memory / _MEGABYTE:.0f} MB",
        f"{size:.1f} MB",
        f"{sizes.total() / manifest.letters:,.0f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--graph", type=Path, action="append", required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--each", action="store_true", help="each product by itself, too")
    given = parser.parse_args()
    given.dir.mkdir(parents=True, exist_ok=True)
    print(_HEAD)
    for graph in given.graph:
        for products in (tuple(PRODUCTS), *(((name,) for name in PRODUCTS) if given.each else ())):
            print(row(graph, given.dir, products), flush=True)
    shutil.rmtree(given.dir / "files", ignore_errors=True)


if __name__ == "__main__":
    main()
