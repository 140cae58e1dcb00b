"""Schemathesis makes documents of the schema, as strange as it can, and looks for faults of the server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

CASES = 2_000
AT_MOST_OF_A_FIELD = 100
"""Fields of the root that take no arguments have fewer cases than others."""


def test_no_case_is_a_fault_of_the_server(live_counted_server: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"{live_counted_server}/graphql",
            "--phases=fuzzing",
            "--checks=not_a_server_error",
            f"--max-examples={AT_MOST_OF_A_FIELD}",
            "--continue-on-failure",
            "--request-timeout=60",
            "--suppress-health-check=all",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=tmp_path,
    )
    generated = re.search(r"(\d[\d,]*) generated", done.stdout)
    assert done.returncode == 0, done.stdout[-8_000:]
    assert generated, done.stdout
    if int(generated[1].replace(",", "")) < CASES:
        pytest.fail(f"{generated[0]} cases of {CASES}: raise AT_MOST_OF_A_FIELD")
