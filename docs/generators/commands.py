"""The reference of the commands, from their descriptions."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.kernel.cli.common import COMMON
from migrate.kernel.plugin.specs import CommandSpec, Parameter
from migrate_plugins.commands.catalogue import COMMANDS

INTRODUCTION = """\
# Commands

<!-- made by docs/generate.py from plugins/migrate_plugins/commands/catalogue.py -->

`migrate COMMAND --help` shows the same in the terminal, together with what plugins add. Results go to stdout, messages
to stderr. Every command is a function of [`migrate.command`](../../core/migrate/command/__init__.py) too.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | differences found, or something is pending |
| 2 | the command line asks for something that does not exist |
| 3 | a configuration file, env.py or the environment is wrong |
| 4 | a revision file or the graph of revisions is wrong |
| 5 | the database refused something, or cannot be reached |
| 6 | another migrator holds the lock |
| 7 | a plugin cannot be used |
| 70 | an error that nobody has foreseen |
| 130 | interrupted |
"""
SHARED = """\
## Options of all commands

They may stand before or after the command's name; where both are given, the later one counts, and values of an option
that may be repeated add up. A command's own option goes before a common one of the same letter (`current -c`).
"""


def page() -> str:
    """Return the page."""
    return "\n".join([INTRODUCTION, *_sections(), SHARED, _table(COMMON)])


def _sections() -> Iterator[str]:
    for title in dict.fromkeys(spec.section for spec in COMMANDS):
        yield f"## {title}\n"
        yield from (_command(spec) for spec in COMMANDS if spec.section == title)


def _command(spec: CommandSpec) -> str:
    arguments = [parameter.metavar or parameter.name.upper() for parameter in spec.parameters if not parameter.flags]
    usage = " ".join(
        ["migrate", spec.name, *(["[OPTIONS]"] if any(p.flags for p in spec.parameters) else []), *arguments]
    )
    table = _table(spec.parameters)
    return f"### {spec.name}\n\n{spec.help}\n\n```\n{usage}\n```\n" + (f"\n{table}" if table else "")


def _table(parameters: tuple[Parameter, ...]) -> str:
    if not parameters:
        return ""
    rows = "".join(f"| {_name(parameter)} | {_help(parameter)} |\n" for parameter in parameters)
    return f"| | |\n|---|---|\n{rows}"


def _name(parameter: Parameter) -> str:
    if not parameter.flags:
        return f"`{parameter.metavar or parameter.name.upper()}`"
    value = "" if parameter.is_flag else f" {parameter.metavar or '|'.join(parameter.choices) or 'TEXT'}"
    return f"`{', '.join(parameter.flags)}{value}`".replace("|", "\\|")


def _help(parameter: Parameter) -> str:
    default = f" Default: `{parameter.default}`." if parameter.default and not parameter.is_flag else ""
    return f"{parameter.help}{default}".replace("|", "\\|")
