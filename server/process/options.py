"""Where settings come from: flag, environment, file, default, in this order, by click's own rules for them.

All options are made of :data:`server.settings.SETTINGS`. A value that is none is told with the place it came
from: the flag, the variable, or the file and its key.
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from server.settings import GROUPS, SETTINGS, Setting, Settings

_IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_CONFIG: Final = "config"
_STRINGS: Final = "tuple[str, ...]"
_WANTED: Final = {
    "int": "a whole number",
    "float": "a number",
    "str": "a string",
    _STRINGS: "a list of strings",
}


class SettingOption(click.Option):
    """An option whose errors name the place that its value came from."""

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The value, checked.

        Raises:
            click.BadParameter: it is none that the option takes.
        """
        try:
            return super().process_value(ctx, value)
        except click.BadParameter as error:
            error.param_hint = f"'{_place(ctx, self)}'"
            raise


class _Seconds(click.FloatRange):
    """A number of seconds; ``nan`` slips through click's ranges."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        if math.isnan(number := super().convert(value, param, ctx)):
            self.fail("nan is no number of seconds.", param, ctx)
        return number


def address(value: str) -> str:
    """An address as it is written where a connection comes from.

    Raises:
        click.BadParameter: it is none.
    """
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        reason = f"{value!r} is no IP address; names and networks cannot stand here."
        raise click.BadParameter(reason) from None


def iri(value: str) -> str:
    """An absolute IRI of the web.

    Raises:
        click.BadParameter: it is none.
    """
    if not _IRI.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no IRI that begins with http:// or https://.")
    return value


class SettingsCommand(click.Command):
    """A command whose help tells its options by what they belong to."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, those of each group together."""
        groups = {setting.name: setting.group for setting in SETTINGS}
        for group in ("", *GROUPS):
            records = [
                record
                for option in self.get_params(ctx)
                if isinstance(option, click.Option)
                and groups.get(option.name or "", "") == group
                and (record := option.get_help_record(ctx))
            ]
            title = f"Limits: {group}" if group in GROUPS[1:] else (group or "options").capitalize()
            with formatter.section(title):
                formatter.write_dl(records)


def setting_options(command: click.Command) -> click.Command:
    """Give a command an option for each setting, and ``--config`` for a file of them."""
    command.params.extend(map(_option, SETTINGS))
    command.params.append(
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            envvar="IMR_GRAPH_CONFIG",
            is_eager=True,
            callback=_take_file,
            help="File of settings in TOML; environment and flags go before it.",
        )
    )
    return command


def settings_of(context: click.Context) -> Settings:
    """The settings that hold, the token read from its file where it stands in one.

    Raises:
        click.UsageError: there are two tokens, or the one cannot be used.
    """
    values = {setting.name: context.params[setting.name] for setting in SETTINGS}
    if values["token_file"]:
        place = place_of(context, "token_file")
        if values["token"]:
            raise click.UsageError(
                f"There are two tokens, from {place_of(context, 'token')} and {place}; keep one."
            )
        values["token"] = _first_line(Path(values["token_file"]), place)
    if values["token"]:
        _check_token(values["token"], place_of(context, "token_file" if values["token_file"] else "token"))
    return Settings(**values)


def place_of(context: click.Context, name: str) -> str:
    """Where the value of a setting came from."""
    option = next(option for option in context.command.params if option.name == name)
    return _place(context, option)


def effective_settings(context: click.Context, settings: Settings) -> str:
    """All settings as a file of them, with the place that each came from; secrets are not told."""
    lines = []
    for setting in SETTINGS:
        value = getattr(settings, setting.name)
        place = place_of(context, setting.name)
        if setting.secret:
            given = f"set, by {place_of(context, 'token_file') if settings.token_file else place}"
            lines.append(f"# {setting.name} is {given if value else 'not set'}")
        else:
            written = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
            lines.append(f"{setting.name} = {written}  # {place}")
    return "\n".join(lines)


def settings_table() -> str:
    """The table of ``docs/operations.md``."""
    rows = ["| key in the file | flag | variable | default | what it is |", "|---|---|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{json.dumps(setting.default)}`"
        rows.append(
            f"| `{setting.name}` | `{setting.flag}` | `{setting.variable}` | {default} | {_words(setting)} |"
        )
    return "\n".join(rows)


def _words(setting: Setting) -> str:
    if not setting.choices:
        return setting.words
    return f"{setting.words}: {', '.join(f'`{choice}`' for choice in setting.choices)}"


def _option(setting: Setting) -> SettingOption:
    several = setting.kind == _STRINGS
    words = setting.words.replace("`", "") + (" (may be repeated)" if several else "")
    return SettingOption(
        [setting.flag],
        type=_type(setting),
        default=setting.default,
        show_default=setting.default not in {"", ()},
        multiple=several,
        envvar=setting.variable,
        help=words[0].upper() + words[1:] + ".",
    )


def _type(setting: Setting) -> Any:
    if setting.choices:
        return click.Choice(setting.choices)
    if setting.form is not None:
        return address if setting.form == "addresses" else iri
    if setting.kind == "int":
        return click.IntRange(int(setting.least), int(setting.most))
    if setting.kind == "float":
        return _Seconds(setting.least, setting.most)
    return click.STRING


def _place(ctx: click.Context, option: click.Parameter) -> str:
    source = ctx.get_parameter_source(option.name or "")
    if source is ParameterSource.ENVIRONMENT:
        return f"variable {option.envvar}"
    if source is ParameterSource.DEFAULT_MAP:
        return f"{ctx.params[_CONFIG]}: {option.name}"
    return "default" if source is ParameterSource.DEFAULT else option.opts[0]


def _take_file(ctx: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Let the file's values stand in for defaults."""
    if path is not None:
        ctx.default_map = _read(path)
    return path


def _read(path: Path) -> dict[str, Any]:
    """The settings in a file.

    Raises:
        click.UsageError: it cannot be read, or holds what is no setting.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.UsageError(
            f"{path} cannot be read ({error.strerror}); give --config another file."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{path} is no TOML: {error}.") from error
    kinds = {line.name: str(line.type) for line in fields(Settings)} | {"graph": "str"}
    for name, value in values.items():
        if name not in kinds:
            raise click.UsageError(f"{path}: {name} is no setting.{_nearest(name, kinds)}")
        if not _fits(value, kinds[name]):
            wanted = _WANTED[kinds[name]]
            raise click.UsageError(f"{path}: {name} = {_shown(name, value)}, but it has to be {wanted}.")
    return values


def _fits(value: object, kind: str) -> bool:
    if kind == _STRINGS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(value, bool):
        return False
    wanted: Mapping[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,)}
    return isinstance(value, wanted[kind])


def _shown(name: str, value: object) -> str:
    secret = any(setting.secret for setting in SETTINGS if setting.name == name)
    return "…" if secret else json.dumps(value, default=str, ensure_ascii=False)


def _nearest(name: str, names: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, 1)
    return f" Is {near[0]} meant?" if near else " imr-graph serve --print-settings lists them."


def _first_line(path: Path, place: str) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no UTF-8"
        raise click.UsageError(f"{place}: {path} cannot be read ({reason}).") from error
    if not lines or not lines[0].strip():
        raise click.UsageError(f"{place}: {path} has no token in its first line.")
    return lines[0].strip()


def _check_token(token: str, place: str) -> None:
    if len(token) < _SHORTEST or not _TOKEN.fullmatch(token):
        raise click.UsageError(
            f"The token from {place} has to have {_SHORTEST} characters at least, of letters, digits and "
            "-._~+/ alone; `openssl rand -hex 32` makes one."
        )


_SHORTEST: Final = 16
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""What RFC 6750 lets a bearer token be."""
