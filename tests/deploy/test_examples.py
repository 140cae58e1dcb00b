"""The examples of ``deploy`` fit the command and the checkout."""

from __future__ import annotations

import re
import shlex

import pytest

from server.process.command import serve
from server.process.options import settings_of
from server.settings import SETTINGS, Settings
from tests.conftest import ROOT

UNIT = (ROOT / "deploy" / "imr-graph.service").read_text(encoding="utf-8")
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
VARIABLES = {setting.variable for setting in SETTINGS} | {"IMR_GRAPH_GRAPH", "IMR_GRAPH_CONFIG"}


def of_unit(key: str) -> str:
    """The one value of a key."""
    (value,) = re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)
    return str(value)


def test_the_unit_starts_the_command_as_it_is() -> None:
    program, command, *arguments = shlex.split(of_unit("ExecStart"))
    assert program.endswith("/bin/imr-graph")
    assert command == serve.name
    assert arguments[::2] == ["--graph", "--config"]
    without_file = [word for word in arguments if "config" not in word and "settings.toml" not in word]
    assert settings_of(serve.make_context("serve", without_file)) == Settings()


def test_the_unit_waits_for_the_servers_own_end() -> None:
    settings = Settings()
    assert int(of_unit("TimeoutStopSec")) >= settings.drain_seconds + settings.stop_seconds + 5
    assert of_unit("SuccessExitStatus") == "143"


def test_the_unit_confines_the_server() -> None:
    for key in ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert of_unit(key) == "yes"
    assert of_unit("ProtectSystem") == "strict"
    assert of_unit("CapabilityBoundingSet") == ""


@pytest.mark.parametrize("text", [UNIT, CONTAINERFILE], ids=["unit", "container"])
def test_variables_are_those_of_settings(text: str) -> None:
    named = set(re.findall(r"IMR_GRAPH_[A-Z_]+", text))
    assert named
    assert named <= VARIABLES


def test_the_image_is_made_of_pinned_packages_alone() -> None:
    installs = re.findall(r"-m pip install (.*)", CONTAINERFILE)
    assert len(installs) == 2
    for install in installs:
        assert "--require-hashes -r locks/run.txt" in install or "--no-deps --no-build-isolation ." in install
    assert "npm ci" in CONTAINERFILE


def test_the_image_copies_what_is_there_and_all_that_the_package_is_made_of() -> None:
    copied = [
        source
        for sources in re.findall(r"^COPY (?!--from)(.*) \S+$", CONTAINERFILE, re.MULTILINE)
        for source in sources.split()
    ]
    assert {"imr_graph", "server", "ontology", "queries", "frontend", "pyproject.toml"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source


def test_the_image_runs_as_nobody_and_names_no_registry() -> None:
    users = re.findall(r"^USER (\d+):(\d+)$", CONTAINERFILE, re.MULTILINE)
    assert len(users) == 1
    assert all(int(number) > 0 for number in users[0])
    bases = re.findall(r"^(?:FROM|ARG BASE=)\s*(\S+)", CONTAINERFILE, re.MULTILINE)
    assert bases
    assert not any("/" in base or ".io" in base for base in bases)
