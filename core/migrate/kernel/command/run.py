"""Run a command by its name: the one way in, for the command line and for ``migrate.command``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TextIO

from migrate.kernel.errors import PluginError, UsageError
from migrate.kernel.model.outcome import Outcome
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.plugin.host import PluginHost, installed_plugins
from migrate.kernel.plugin.selection import Selection
from migrate.kernel.plugin.specs import CommandSpec, resolve
from migrate.kernel.text import did_you_mean

# What is wrong with a plugin can be looked at while it is wrong; nothing else runs then.
_WITH_BROKEN_PLUGINS = frozenset({"plugins"})


class Project(Protocol):
    """What running a command needs of the ``Config``."""

    stdout: TextIO

    @property
    def plugins(self) -> PluginHost: ...

    def print_stdout(self, text: str, *arg: Any) -> None: ...


def find_command(config: Project, name: str) -> CommandSpec:
    """Return the command of this name.

    Raises ``UsageError`` with the nearest name where no plugin brings it.
    """
    commands = known_commands(config) if name in _WITH_BROKEN_PLUGINS else config.plugins.registry.commands
    if name not in commands:
        raise UsageError(f"There is no command {name!r}", hint=did_you_mean(name, commands))
    return commands[name]


def known_commands(config: Project) -> Mapping[str, CommandSpec]:
    """Return the commands of all plugins; where one of them fails at that, only those in the box."""
    try:
        return config.plugins.registry.commands
    except PluginError:
        return PluginHost(installed_plugins(), Selection(("commands",))).registry.commands


def carry_out(config: Project, spec: CommandSpec, **arguments: Any) -> Outcome:
    """Run a command and return its outcome; nothing is printed.

    Raises ``PluginError`` before anything is done where a plugin of the project cannot be used.
    """
    host = config.plugins
    if spec.name not in _WITH_BROKEN_PLUGINS:
        host.check()
        host.call("migrate_configure", config=config)
    outcome: Outcome | None = _function_of(host, spec)(config, **arguments)
    return Outcome() if outcome is None else outcome


def run_command(config: Project, name: str, **arguments: Any) -> Any:
    """Run a command, print its lines by ``config.print_stdout``, and return its value."""
    outcome = carry_out(config, find_command(config, name), **arguments)
    for line in (*outcome.notes, *outcome.lines):
        config.print_stdout(line)
    return outcome.value


def command_function(name: str) -> Callable[..., Any]:
    """Return a function ``name(config, **arguments)`` that runs the command."""

    def function(config: Project, **arguments: Any) -> Any:
        return run_command(config, name, **arguments)

    function.__name__ = function.__qualname__ = name
    return function


def installed_command(name: str) -> Callable[..., Any]:
    """Return the function of a command that an installed plugin brings.

    Raises ``AttributeError`` where none does.
    """
    if name not in active_registry().commands:
        raise AttributeError(f"there is no command {name!r}")
    return command_function(name)


def _function_of(host: PluginHost, spec: CommandSpec) -> Callable[..., Outcome | None]:
    try:
        found: Callable[..., Outcome | None] = resolve(spec.run)
    except (ImportError, AttributeError) as cause:
        plugin = next(entry.plugin for entry in host.registry.entries("commands") if entry.spec is spec)
        raise PluginError(
            f"The command {spec.name!r} of the plugin {plugin!r} cannot be imported: {type(cause).__name__}: {cause}",
            hint=f"repair or update the plugin, or switch it off with -p no:{plugin}",
        ) from cause
    return found
