"""The option ``--limit NAME=NUMBER``: bounds of one file, for commands that read letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Final

import click

from imr_graph.letters.limits import DEFAULT_LIMITS, Limits

_DEFAULTS: Final = asdict(DEFAULT_LIMITS)


def _limits(ctx: click.Context, param: click.Parameter, settings: Sequence[str]) -> Limits:
    limits = DEFAULT_LIMITS
    for setting in settings:
        name, _, number = setting.partition("=")
        if name not in _DEFAULTS or not number.isascii() or not number.isdigit() or not int(number):
            known = ", ".join(_DEFAULTS)
            raise click.BadParameter(f"{setting!r} is no NAME=NUMBER with a name of: {known}", ctx, param)
        limits = replace(limits, **{name: int(number)})
    return limits


limit_option: Final = click.option(
    "--limit",
    "limits",
    metavar="NAME=NUMBER",
    multiple=True,
    callback=_limits,
    help="What one file may take, instead of the default; may be repeated. Defaults: "
    + ", ".join(f"{name}={number}" for name, number in _DEFAULTS.items())
    + ".",
)
