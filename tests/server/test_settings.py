"""Settings come from flag, environment, file or default, and are refused where they are none."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from imr_graph.cli.main import main
from server.process.command import serve
from server.process.options import settings_of, settings_table
from server.settings import SETTINGS, Setting, Settings
from tests.conftest import ROOT

TOKEN = "0123456789abcdef-only-for-tests"  # noqa: S105 - of these tests
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def parsed(*arguments: str, environment: dict[str, str] | None = None) -> Settings:
    """The settings that a command line comes to."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (environment or {}).items():
            patch.setenv(name, value)
        return settings_of(serve.make_context("serve", list(arguments)))


def refusal(*arguments: str, environment: dict[str, str] | None = None) -> str:
    result = CliRunner().invoke(main, ["serve", *arguments], env=environment)
    assert result.exit_code == 2, result.output
    return result.output


def test_without_a_word_the_defaults_hold() -> None:
    assert parsed() == Settings()


def test_a_flag_goes_before_the_environment_that_before_the_file_and_that_before_the_default(
    tmp_path: Path,
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("workers = 3\nwaiting = 3\nconnections = 3\n")
    environment = {"IMR_GRAPH_WORKERS": "4", "IMR_GRAPH_WAITING": "4"}
    settings = parsed("--config", str(file), "--workers", "5", environment=environment)
    assert (settings.workers, settings.waiting, settings.connections) == (5, 4, 3)
    assert settings.port == Settings().port


def test_the_file_may_be_named_by_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('trusted_proxies = ["10.0.0.1", "10.0.0.2"]\nquery_seconds = 5\n')
    settings = parsed(environment={"IMR_GRAPH_CONFIG": str(file)})
    assert settings.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert settings.query_seconds == 5.0


def test_lists_come_by_repeated_flags_and_by_blanks_in_the_environment() -> None:
    flags = parsed("--trusted-proxies", "10.0.0.1", "--trusted-proxies", "::1")
    variable = parsed(environment={"IMR_GRAPH_TRUSTED_PROXIES": "10.0.0.1 ::1"})
    assert flags.trusted_proxies == variable.trusted_proxies == ("10.0.0.1", "::1")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_each_setting_comes_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: Setting
) -> None:
    name, value = setting.name, another(setting)
    values = value if isinstance(value, tuple) else (value,)
    flags = [part for one in values for part in (setting.flag, str(one))]
    (tmp_path / "settings.toml").write_text(
        f"{name} = {list(value) if isinstance(value, tuple) else value!r}\n"
    )
    (tmp_path / "token").write_text(TOKEN + "\n")
    monkeypatch.chdir(tmp_path)
    assert value != setting.default
    assert getattr(parsed(*flags), name) == value
    assert getattr(parsed(environment={setting.variable: " ".join(map(str, values))}), name) == value
    assert getattr(parsed("--config", "settings.toml"), name) == value


def another(setting: Setting) -> object:
    """A value that is not the default."""
    if setting.choices:
        return next(choice for choice in setting.choices if choice != setting.default)
    if setting.kind == "int":
        return setting.default + 1 if setting.default < setting.most else setting.default - 1
    if setting.kind == "float":
        return setting.default + 0.5
    return {
        "host": "127.0.0.2",
        "files": "published",
        "gephi_lite": "https://gephi.example/lite",
        "token": TOKEN,
        "token_file": "token",
        "service_allowed": ("http://x.example/sparql", "https://y.example/data/"),
        "trusted_proxies": ("10.0.0.1", "10.0.0.2"),
    }[setting.name]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"IMR_GRAPH_PORT": "tcp://10.0.0.1:8000"}, "variable IMR_GRAPH_PORT"),
        ({"IMR_GRAPH_WORKERS": "0"}, "variable IMR_GRAPH_WORKERS"),
        ({"IMR_GRAPH_LOG_LEVEL": "loud"}, "variable IMR_GRAPH_LOG_LEVEL"),
        ({"IMR_GRAPH_TRUSTED_PROXIES": "proxy.example"}, "variable IMR_GRAPH_TRUSTED_PROXIES"),
        ({"IMR_GRAPH_CONFIG": "no-such.toml"}, "no-such.toml cannot be read"),
    ],
)
def test_a_bad_value_of_the_environment_is_told_with_its_variable(
    environment: dict[str, str], words: str
) -> None:
    assert words in refusal(environment=environment)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("workers = 65", "settings.toml: workers': 65 is not in the range"),
        ("workers = 2.5", "workers = 2.5, but it has to be a whole number"),
        ("workers = true", "workers = true, but it has to be a whole number"),
        ('workers = "4"', 'workers = "4", but it has to be a whole number'),
        ("query_seconds = nan", "settings.toml: query_seconds': nan is no number"),
        ('query_seconds = "fast"', 'query_seconds = "fast", but it has to be a number'),
        ('trusted_proxies = "10.0.0.1"', "has to be a list of strings"),
        ("service_allowed = [1]", "has to be a list of strings"),
        ('service_allowed = ["ftp://x.example"]', "is no IRI that begins with http"),
        ("worker = 4", "worker is no setting. Is workers meant?"),
        ("[server]\nworkers = 4", "server is no setting."),
        ("workers 4", "is no TOML"),
        ("graph = 4", "graph = 4, but it has to be a string"),
    ],
)
def test_a_bad_value_of_the_file_is_told_with_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text)
    told = refusal("--config", str(file))
    assert words in told
    assert "settings.toml" in told


def test_a_bad_secret_is_refused_without_telling_it(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("token = 123456789")
    assert "123456789" not in refusal("--config", str(file))
    told = refusal("--token", "too-short")
    assert "too-short" not in told
    assert "16 characters" in told


def test_the_token_of_a_file_is_its_first_line(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n# and what else stands there\n")
    assert parsed("--token-file", str(file)).token == TOKEN
    assert TOKEN not in repr(parsed("--token-file", str(file)))
    file.write_text("\n")
    assert "--token-file" in refusal("--token-file", str(file))
    assert "cannot be read" in refusal("--token-file", str(tmp_path / "none"))


def test_two_tokens_are_one_too_many(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN)
    told = refusal("--token-file", str(file), environment={"IMR_GRAPH_TOKEN": TOKEN})
    assert "variable IMR_GRAPH_TOKEN and --token-file" in told


def test_print_settings_tells_all_and_whence_and_is_a_file_itself(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("waiting = 3\n")
    environment = {"IMR_GRAPH_WORKERS": "4", "IMR_GRAPH_TOKEN": TOKEN}
    arguments = ["serve", "--config", str(file), "--port", "9000", "--print-settings"]
    result = CliRunner().invoke(main, arguments, env=environment)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert len(lines) == len(SETTINGS)
    assert "port = 9000  # --port" in lines
    assert "workers = 4  # variable IMR_GRAPH_WORKERS" in lines
    assert f"waiting = 3  # {file}: waiting" in lines
    assert 'host = "127.0.0.1"  # default' in lines
    assert "# token is set, by variable IMR_GRAPH_TOKEN" in lines
    assert TOKEN not in result.output
    again = tmp_path / "again.toml"
    again.write_text(result.output)
    settings = parsed("--config", str(again))
    assert (settings.port, settings.workers, settings.waiting) == (9000, 4, 3)


def test_the_documents_table_is_the_one_that_holds() -> None:
    assert settings_table() in PAGE


def test_each_option_of_the_command_is_a_setting_or_told() -> None:
    names = {option.name for option in serve.params if isinstance(option, click.Option)}
    assert {setting.name for setting in SETTINGS} < names
    for name in names - {setting.name for setting in SETTINGS}:
        assert name is not None
        assert "--" + name.replace("_", "-") in PAGE


def test_help_tells_each_setting_in_its_group() -> None:
    told = CliRunner().invoke(main, ["serve", "--help"]).output
    for setting in SETTINGS:
        assert setting.flag in told
    assert "Limits: slow clients:" in told
