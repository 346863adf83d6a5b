"""What the command line asks for, once it is parsed: a command, its arguments, and the common options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from migrate.kernel.cli.common import merged
from migrate.kernel.command.run import command_function
from migrate.kernel.plugin.specs import CommandSpec


class Options(SimpleNamespace):
    """The parsed options as attributes: what ``argparse.Namespace`` is, whose module takes long to import."""

    def __contains__(self, name: str) -> bool:
        return name in self.__dict__


@dataclass(frozen=True, slots=True)
class Invocation:
    """One command with everything that was typed; ``before`` and ``after`` are common options by their position."""

    spec: CommandSpec
    arguments: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def common(self) -> dict[str, Any]:
        """The common options, wherever they stood."""
        return merged(self.before, self.after)

    @property
    def only_before(self) -> bool:
        """Return whether no common option stood after the command's name."""
        return self.common == merged(self.before, {})

    def options(self) -> Options:
        """Return all of it as the ``config.cmd_opts`` that env.py sees.

        ``cmd`` is a tuple of a function named like the command, its positional names and its option names.
        """
        function = getattr(self.spec.run, "registered", None) or command_function(self.spec.name)
        positional = [parameter.name for parameter in self.spec.parameters if not parameter.flags]
        named = [parameter.name for parameter in self.spec.parameters if parameter.flags]
        return Options(**{**self.common, **self.arguments, "cmd": (function, positional, named)})
