"""``imr-graph export preview``."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from imr_graph.cli.export import export
from tests.server.conftest import graph_directory

__all__ = ["graph_directory"]


def test_a_view_is_drawn_into_a_file(graph_directory: Path, tmp_path: Path) -> None:
    out = tmp_path / "norco.png"
    given = ["preview", "--graph", str(graph_directory), "--view", "drug-guideline", "--out", str(out)]
    ran = CliRunner().invoke(export, [*given, "--drug", "drug/norco", "--width", "500"])
    assert ran.exit_code == 0, ran.output
    assert out.read_bytes().startswith(b"\x89PNG")
    wrong = CliRunner().invoke(export, [*given[:-1], str(tmp_path / "norco.jpg")])
    assert wrong.exit_code == 2
    assert "no .svg and no .png" in wrong.output
