"""Describe a program's own function as a command: its arguments, its options, its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from migrate.kernel.plugin.specs import CommandSpec, Parameter

_PARAM = re.compile(r":param\s+(?P<name>\w+):\s*(?P<text>.*?)(?=\n\s*:|\n\s*\n|\Z)", re.DOTALL)


class _Registered:
    """Call a function that prints for itself, and drop what it returns."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.registered = function

    def __call__(self, config: Any, **arguments: Any) -> None:
        self.registered(config, **arguments)


def spec_of_function(function: Callable[..., Any]) -> CommandSpec:
    """Return the description of ``function(config, required, *, optional=default)`` as a command.

    A parameter without a default is an argument; one with a default an option, a flag if the default is False.
    """
    documentation = inspect.getdoc(function) or ""
    explained = {found["name"]: " ".join(found["text"].split()) for found in _PARAM.finditer(documentation)}
    parameters = [*inspect.signature(function).parameters.values()][1:]
    return CommandSpec(
        function.__name__,
        _Registered(function),
        documentation.split("\n\n")[0].strip() or function.__name__,
        section="Other commands",
        parameters=tuple(_parameter(one, explained) for one in parameters if one.kind is not one.VAR_KEYWORD),
    )


def _parameter(parameter: inspect.Parameter, explained: Mapping[str, str]) -> Parameter:
    name, default = parameter.name, parameter.default
    help = explained.get(name, "")
    if default is parameter.empty:
        return Parameter(name, help, required=True)
    flag = f"--{name.replace('_', '-')}"
    if isinstance(default, bool):
        return Parameter(name, help, (flag,), default=default, is_flag=True)
    kind = type(default) if isinstance(default, (int, float)) else str
    return Parameter(name, help, (flag,), default=default, type=kind)
