"""The group of all commands: found when they are asked for, listed by section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from migrate import __version__
from migrate.kernel.cli.clicks import CONTEXT_SETTINGS, CommandOfSpec, click_parameters
from migrate.kernel.cli.common import COMMON
from migrate.kernel.plugin.specs import CommandSpec
from migrate.kernel.text import did_you_mean

Commands = Callable[[Mapping[str, Any]], Mapping[str, CommandSpec]]
"""Gives the commands of the project that the common options point at."""

_HELP = "Schema migrations for SQLAlchemy."
_SECTIONS = ("Start", "Make revisions", "Run revisions", "Look", "Repair")
_WHICH = "Which command? A new project starts with init, revision and upgrade"


class CommandGroup(click.Group):
    """All commands of a project, the plugins' among them."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._known: Mapping[str, CommandSpec] | None = None
        super().__init__(
            "migrate",
            help=_HELP,
            params=[*click_parameters(COMMON), _version_option()],
            context_settings=CONTEXT_SETTINGS,
            callback=_require_command,
            invoke_without_command=True,
            subcommand_metavar="COMMAND [ARGUMENTS]",
            no_args_is_help=False,
        )

    def specs(self, ctx: click.Context) -> Mapping[str, CommandSpec]:
        """Return the descriptions of all commands."""
        if self._known is None:
            self._known = self._commands(ctx.params)
        return self._known

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.specs(ctx))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        specs = self.specs(ctx)
        spec = specs.get(cmd_name) or specs.get(cmd_name.replace("-", "_"))
        return CommandOfSpec(spec) if spec is not None else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, *rest = args
        command = self.get_command(ctx, name)
        if command is None:
            question = did_you_mean(name, self.specs(ctx))
            raise click.UsageError(f"There is no command {name!r}" + (f"; {question}" if question else ""), ctx)
        return command.name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each kind of command, the plugins' own sections last."""
        sections: dict[str, list[tuple[str, str]]] = {title: [] for title in _SECTIONS}
        commands = [command for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))]
        width = max((len(command.name or "") for command in commands), default=0)
        for command in commands:
            assert isinstance(command, CommandOfSpec)
            row = (command.spec.name.ljust(width), command.get_short_help_str(limit=200))
            sections.setdefault(command.spec.section, []).append(row)
        for title, rows in sections.items():
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands first: they are what is looked for."""
        self.format_commands(ctx, formatter)
        click.Command.format_options(self, ctx, formatter)


@click.pass_context
def _require_command(ctx: click.Context, /, **_: Any) -> None:
    if ctx.invoked_subcommand is None:
        raise click.UsageError(_WHICH, ctx)


def _version_option() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted and not ctx.resilient_parsing:
            click.echo(f"{ctx.find_root().info_name} {__version__}")
            ctx.exit()

    return click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help="Show it.")
