"""The plugins of one project: loaded, picked, ordered, called, and held to account when one fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import Any

import pluggy

from migrate.kernel.errors import CommandError, MigrateError, PluginError
from migrate.kernel.plugin import hookspecs, trace
from migrate.kernel.plugin.discovery import Found, find_plugins
from migrate.kernel.plugin.markers import PROJECT_NAME, hookimpl
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.selection import Selection
from migrate.kernel.plugin.specs import Entry
from migrate.kernel.text import did_you_mean

log = logging.getLogger("migrate.plugin")


class _KernelProtocols:
    """The kernel's own answer to the protocol hooks: do what would be done without plugins."""

    @hookimpl(trylast=True)
    def migrate_run_plan(self, proceed: Callable[[], Any]) -> Any:
        return proceed()

    @hookimpl(trylast=True)
    def migrate_run_step(self, proceed: Callable[[], Any]) -> Any:
        return proceed()

    @hookimpl(trylast=True)
    def migrate_produce_script(self, proceed: Callable[[], Any]) -> Any:
        return proceed()


class PluginHost:
    """Hold the plugins that one project uses, and call their hooks.

    ``failures`` are the plugins that were found but cannot be used; ``check()`` raises the first of them.
    """

    def __init__(self, found: Iterable[Found], selection: Selection | None = None) -> None:
        self.selection = selection or Selection()
        self.found = tuple(found)
        self.manager = _PickyManager(self.selection)
        self.manager.add_hookspecs(hookspecs)
        self.manager.register(_KernelProtocols(), "kernel")
        self.failures: dict[str, PluginError] = {}
        for plugin in self._picked():
            self._register(plugin)
        for module in self._collect("hookspecs"):
            self.manager.add_hookspecs(module.spec)
        self._refuse_unknown_hooks()
        self.registry = Registry(self._collect)
        trace.install(self.manager)

    def check(self) -> None:
        """Raise ``PluginError`` for an unknown name in the selection, or for a plugin that cannot be used."""
        self.selection.check(frozenset(plugin.name for plugin in self.found), self.hook_names)
        for failure in self.failures.values():
            raise failure

    @cached_property
    def hook_names(self) -> frozenset[str]:
        """The names of all hooks that have a spec."""
        return frozenset(caller.name for caller in self._callers() if caller.has_spec())

    def hooks_of(self, plugin: str) -> tuple[str, ...]:
        """Return the names of the hooks that a registered plugin implements, sorted."""
        module = self.manager.get_plugin(plugin)
        callers = self.manager.get_hookcallers(module) if module is not None else None
        return tuple(sorted(caller.name for caller in callers or ()))

    # Calling ----------------------------------------------------------------------------------------------------

    def call(self, hook: str, **arguments: Any) -> Any:
        """Call a hook; an error that is not the user's own kind is attributed to its plugin.

        Raises ``PluginError`` naming plugin, hook and cause.
        """
        caller = getattr(self.manager.hook, hook)
        try:
            return caller(**arguments)
        except MigrateError:
            raise
        except Exception as cause:
            culprit = self._culprit(hook, cause)
            if culprit is None:
                raise
            raise self._failure(culprit, hook, cause) from cause

    def call_safely(self, hook: str, **arguments: Any) -> None:
        """Call a hook whose errors must not change the outcome: they are logged, each with its plugin.

        Every plugin is called, also after one that failed.
        """
        for impl in reversed(getattr(self.manager.hook, hook).get_hookimpls()):
            try:
                impl.function(*(arguments[name] for name in impl.argnames))
            except Exception as cause:  # a stranger's observer must not turn a finished migration into a failed one
                log.warning("%s", self._failure(impl.plugin_name, hook, cause))

    def _collect(self, kind: str) -> Iterator[Entry]:
        hook = f"migrate_register_{kind}"
        caller = getattr(self.manager.hook, hook)
        order = 0
        for impl in caller.get_hookimpls():
            try:
                specs = tuple(impl.function())
            except Exception as cause:  # see call()
                raise self._failure(impl.plugin_name, hook, cause) from cause
            trace.collected(impl.plugin_name, hook, specs)
            for spec in specs:
                yield Entry(spec, impl.plugin_name, order)
                order += 1

    # Registering ------------------------------------------------------------------------------------------------

    def _picked(self) -> list[Found]:
        allowed = [plugin for plugin in self.found if self.selection.allows(plugin.name)]
        return sorted(allowed, key=lambda plugin: self.selection.position(plugin.name))

    def _register(self, plugin: Found) -> None:
        if plugin.error is not None:
            self.failures[plugin.name] = plugin.error
            return
        if self.manager.has_plugin(plugin.name):
            first = next(one for one in self.found if one.name == plugin.name)
            self.failures[plugin.name] = PluginError(
                f"Two plugins are called {plugin.name!r}: {first.described} and {plugin.described}",
                hint="uninstall one of the two distributions",
            )
            return
        try:
            self.manager.register(plugin.module, plugin.name)
        except (pluggy.PluginValidationError, ValueError) as cause:
            self._discard(plugin.name, self._failure(plugin.name, "registration", cause))

    def _refuse_unknown_hooks(self) -> None:
        without_spec = [caller for caller in self._callers() if not caller.has_spec()]
        for caller in without_spec:
            for impl in caller.get_hookimpls():
                error = PluginError(
                    f"The plugin {self._described(impl.plugin_name)} implements the unknown hook {caller.name!r}",
                    hint=did_you_mean(caller.name, self.hook_names),
                )
                self._discard(impl.plugin_name, error)

    def _discard(self, plugin: str, error: PluginError) -> None:
        self.failures[plugin] = error
        if self.manager.has_plugin(plugin):
            self.manager.unregister(name=plugin)

    def _callers(self) -> tuple[pluggy.HookCaller, ...]:
        return tuple(caller for name, caller in vars(self.manager.hook).items() if not name.startswith("_"))

    # Attribution ------------------------------------------------------------------------------------------------

    def _culprit(self, hook: str, cause: BaseException) -> str | None:
        codes: dict[Any, str] = {
            impl.function.__code__: impl.plugin_name
            for impl in getattr(self.manager.hook, hook).get_hookimpls()
            if impl.plugin_name != "kernel"
        }
        frame = cause.__traceback__
        while frame is not None:
            plugin = codes.get(frame.tb_frame.f_code)
            if plugin is not None:
                return plugin
            frame = frame.tb_next
        return None

    def _failure(self, name: str, hook: str, cause: BaseException) -> PluginError:
        if isinstance(cause, CommandError) and not isinstance(cause, PluginError):
            return PluginError(f"The plugin {name!r} refused in {hook}: {cause}", hint=cause.hint, place=cause.place)
        return PluginError(
            f"The plugin {self._described(name)} failed in {hook}: {type(cause).__name__}: {cause}",
            hint=f"repair or update it, or switch it off with -p no:{name}",
        )

    def _described(self, name: str) -> str:
        return next((plugin.described for plugin in self.found if plugin.name == name), repr(name))


class _PickyManager(pluggy.PluginManager):
    """A plugin manager that passes over the hooks that a project has switched off."""

    def __init__(self, selection: Selection) -> None:
        super().__init__(PROJECT_NAME)
        self._selection = selection
        self._registering = ""

    def register(self, plugin: Any, name: str | None = None) -> str | None:
        self._registering = name or ""
        registered: str | None = super().register(plugin, name)
        return registered

    def parse_hookimpl_opts(self, plugin: Any, name: str) -> pluggy.HookimplOpts | None:
        options = super().parse_hookimpl_opts(plugin, name)
        return options if options is None or self._selection.allows_hook(self._registering, name) else None


@cache
def installed_plugins() -> tuple[Found, ...]:
    """Return all plugins that are installed; they are looked for once in a process."""
    return tuple(find_plugins())


@cache
def default_host() -> PluginHost:
    """Return the host of all installed plugins, for code that runs outside any project."""
    return PluginHost(installed_plugins())


def load_host(selection: Selection) -> PluginHost:
    """Return the host of the plugins that a project's configuration picks."""
    return PluginHost(installed_plugins(), selection)


__all__ = ["PluginHost", "default_host", "installed_plugins", "load_host"]
