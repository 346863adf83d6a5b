"""The options that all commands share; they may stand before or after the command's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from migrate.kernel.plugin.specs import Parameter

COMMON = (
    Parameter(
        "config",
        "The configuration: an ini file or a pyproject.toml, or one of each (give the option twice). "
        "Default: $MIGRATE_CONFIG, else migrate.ini.",
        flags=("-c", "--config"),
        many=True,
        metavar="FILE",
    ),
    Parameter("name", "The section of the ini file to read.", flags=("-n", "--name"), metavar="SECTION"),
    Parameter("url", "The database; goes before $DATABASE_URL and the file.", flags=("--url",), metavar="URL"),
    Parameter("x", "A word for env.py, mostly KEY=VALUE; may be repeated.", flags=("-x",), many=True, metavar="WORD"),
    Parameter(
        "plugins", "Switch a plugin off for this command.", flags=("-p", "--plugin"), many=True, metavar="no:NAME"
    ),
    Parameter("json", "Print the result as JSON.", flags=("--json",), is_flag=True),
    Parameter("quiet", "Print results and errors only.", flags=("-q", "--quiet"), is_flag=True),
    Parameter("raiseerr", "Show the whole traceback of an error.", flags=("--raiseerr",), is_flag=True),
)


def beside(own: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Return the common options under those flags that a command does not use for itself (``current -c``)."""
    taken = {flag for parameter in own for flag in parameter.flags}
    names = {parameter.name for parameter in own}
    left = ((parameter, tuple(f for f in parameter.flags if f not in taken)) for parameter in COMMON)
    return tuple(_with_flags(parameter, flags) for parameter, flags in left if flags and parameter.name not in names)


def merged(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the common options given before the command's name and after it; the later one counts."""
    return {parameter.name: _both(parameter, before, after) for parameter in COMMON}


def _both(parameter: Parameter, before: Mapping[str, Any], after: Mapping[str, Any]) -> Any:
    first, second = before.get(parameter.name), after.get(parameter.name)
    if parameter.many:
        return [*(first or ()), *(second or ())]
    return second or first or (False if parameter.is_flag else None)


def _with_flags(parameter: Parameter, flags: tuple[str, ...]) -> Parameter:
    if flags == parameter.flags:
        return parameter
    from dataclasses import replace

    return replace(parameter, flags=flags)
