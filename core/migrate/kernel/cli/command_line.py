"""The command line: parse, run, print, and end with the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrate.kernel.cli.invocation import Invocation, Options
from migrate.kernel.cli.registered import spec_of_function
from migrate.kernel.errors import MigrateError
from migrate.kernel.plugin.specs import CommandSpec

PROG = "migrate"


class CommandLine:
    """The command line as an object, so that a program can add commands of its own to it."""

    def __init__(self, prog: str | None = None) -> None:
        self.prog = prog or PROG
        self._registered: dict[str, CommandSpec] = {}
        self._config: Any = None

    def register_command(self, fn: Callable[..., Any]) -> None:
        """Add a function ``fn(config, ...)`` as a command of its name; its docstring is the help."""
        self._registered[fn.__name__] = spec_of_function(fn)

    def main(self, argv: Sequence[str] | None = None) -> None:
        """Run the command that the arguments (or ``sys.argv``) name.

        Returns when it is done; raises ``SystemExit`` with the exit code in every other case, and ``CommandError``
        where the options contradict each other.
        """
        invocation = self._parse(sys.argv[1:] if argv is None else list(argv))
        self.run_cmd(self._config_for(invocation), invocation.options())

    def run_cmd(self, config: Any, options: Any) -> None:
        """Run the command that parsed options name, print its result, and report its errors.

        Raises ``SystemExit`` with the exit code where it is not 0.
        """
        from migrate.kernel.cli.running import run_and_print

        name = options.cmd[0].__name__
        code = run_and_print(config, name, self._registered.get(name), options)
        if code:
            raise SystemExit(code)

    # Parsing ----------------------------------------------------------------------------------------------------

    def _parse(self, argv: list[str]) -> Invocation:
        import click

        from migrate.kernel.cli.group import CommandGroup
        from migrate.kernel.cli.report import report_usage

        try:
            result = CommandGroup(self._commands).main(argv, self.prog, standalone_mode=False)
        except click.ClickException as error:
            raise SystemExit(report_usage(error, self.prog)) from None
        if not isinstance(result, Invocation):
            raise SystemExit(result)
        return result

    def _commands(self, common: Mapping[str, Any]) -> Mapping[str, CommandSpec]:
        from migrate.kernel.cli.settings import config_of
        from migrate.kernel.command.run import known_commands

        self._config = config_of(common, Options(**common))
        return {**known_commands(self._config), **self._registered}

    def _config_for(self, invocation: Invocation) -> Any:
        from migrate.kernel.cli.settings import config_for

        if not invocation.only_before:
            return config_for(invocation)
        self._config.cmd_opts = invocation.options()
        return self._config


def main(argv: Sequence[str] | None = None, prog: str | None = None, **_: Any) -> None:
    """Run the command line as a program: every error becomes a message and an exit code."""
    from migrate.kernel.cli.report import report

    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        CommandLine(prog).main(arguments)
    except MigrateError as error:
        if "--raiseerr" in arguments:
            raise
        raise SystemExit(report(error)) from None


__all__ = ["CommandLine", "main"]
