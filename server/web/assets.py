"""What the front end's build made: the style sheets and scripts of each bundle, by Vite's manifest."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

STATIC: Final = Path(__file__).resolve().parents[1] / "static"
"""The folder served at ``/static``."""

PAGES: Final = STATIC / "pages"
"""Where the front end's build puts its files."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of one bundle, as addresses.

    Args:
        scripts: modules; at most one.
        styles: style sheets, those of shared pieces first.
    """

    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()


def built() -> bool:
    """Whether the front end has been built."""
    return (PAGES / "manifest.json").is_file()


def bundle(name: str) -> Bundle:
    """The files of a bundle; none where the front end is not built, so that pages come plain.

    Raises:
        KeyError: the front end has no such bundle.
    """
    return _bundles()[name] if built() else Bundle()


def _bundles() -> dict[str, Bundle]:
    manifest = PAGES / "manifest.json"
    return _read(manifest, manifest.stat().st_mtime_ns)


@functools.lru_cache(maxsize=1)
def _read(manifest: Path, _changed: int) -> dict[str, Bundle]:
    """The bundles of a manifest (https://vite.dev/guide/backend-integration); read again when it changes."""
    chunks: dict[str, dict[str, Any]] = msgspec.json.decode(manifest.read_bytes())
    found = {}
    for name, chunk in chunks.items():
        if chunk.get("isEntry"):
            styles = tuple(dict.fromkeys(_address(file) for file in _styles(chunks, name, set())))
            found[chunk["name"]] = Bundle((_address(chunk["file"]),), styles)
    return found


def _styles(chunks: dict[str, dict[str, Any]], name: str, seen: set[str]) -> Iterator[str]:
    """The style sheets of a chunk and of what it imports."""
    if name not in seen:
        seen.add(name)
        for other in chunks[name].get("imports", ()):
            yield from _styles(chunks, other, seen)
        yield from chunks[name].get("css", ())


def _address(file: str) -> str:
    return f"/static/pages/{file}"
