"""Run the post-write hooks on a new revision file, and keep the file from harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from migrate.kernel.config.hooks import NAME
from migrate.kernel.errors import ConfigurationError, MigrateError, RevisionFileError
from migrate.kernel.plugin.active import active_registry, declare
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import WriteHookSpec, resolve
from migrate.kernel.script.identifiers import NAMES, read_identifiers
from migrate.kernel.script.writing import replace_file, write_new
from migrate.kernel.text import did_you_mean

log = logging.getLogger("migrate.script")

_Function = TypeVar("_Function", bound=Callable[..., Any])
_TRUE = frozenset({"true", "yes", "on", "1"})
# These types say nothing without options, so that a hook's name alone does not mean them.
_NEED_OPTIONS = frozenset({"console_scripts", "exec", "module"})


class HookFailed(Exception):
    """A tool that a hook has run exited with an error; the text has its output."""


class RequiredHookFailed(RevisionFileError):
    """A hook that is set as required has failed; the revision file is there."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of the configuration, and the function of its type."""

    options: Mapping[str, str]
    function: Callable[..., Any]

    @property
    def name(self) -> str:
        """What the configuration calls it."""
        return self.options[NAME]


def find_hooks(configured: Iterable[Mapping[str, str]], registry: Registry) -> list[Hook]:
    """Return the hooks that are configured.

    Raises ``ConfigurationError`` for one of an unknown type, or without any.
    """
    return [Hook(options, _function(options, registry)) for options in configured]


def run_hooks(path: Path, hooks: Iterable[Hook]) -> None:
    """Run the hooks in order.

    A failing hook is reported, and the next one runs; with ``required = true`` it is an error.  A file that a hook has
    broken, removed, or given other identifiers is restored.
    """
    for hook in hooks:
        log.info("Running post write hook '%s' ...", hook.name)
        problem = _run_unharmed(hook, path)
        if problem is not None:
            _report(problem, hook)


def _run_unharmed(hook: Hook, path: Path) -> str | None:
    """Run a hook, restore the file if it was harmed, and return what went wrong."""
    before = path.read_bytes()
    failure = None
    try:
        hook.function(str(path), dict(hook.options))
    except HookFailed as failed:
        failure = str(failed)
    except MigrateError:
        raise
    except Exception as cause:  # a stranger's tool: its failure must not lose the file
        failure = f"{type(cause).__name__}: {cause}"
    harm = _harm(path, before)
    if harm is None:
        return failure
    _restore(path, before)
    return f"{failure or harm}; the file was restored"


def _harm(path: Path, before: bytes) -> str | None:
    """Return what a hook has done to the file that it should not."""
    if not path.exists():
        return "it removed the file"
    after = path.read_bytes()
    if after == before or path.suffix != ".py":
        return None
    try:
        old, new = read_identifiers(before, path), read_identifiers(after, path)
    except MigrateError as broken:
        return f"it broke the file ({broken})"
    changed = [name for name in NAMES if old and new and getattr(old, name) != getattr(new, name)]
    return f"it changed {', '.join(changed)}" if changed else None


def _restore(path: Path, content: bytes) -> None:
    if path.exists():
        replace_file(path, content)
    else:
        write_new(path, content)


def _report(problem: str, hook: Hook) -> None:
    message = f"The post write hook {hook.name!r} failed: {problem}"
    if str(hook.options.get("required", "")).lower() in _TRUE:
        raise RequiredHookFailed(message, hint="the revision file is there; the hook is set as required")
    log.warning("%s", message)


def _function(options: Mapping[str, str], registry: Registry) -> Callable[..., Any]:
    """Return the function of a hook's type; the type may be left out where the hook's name says it."""
    name, known = options[NAME], registry.write_hooks
    type_ = options.get("type") or (name if name in known and name not in _NEED_OPTIONS else None)
    types = f"the types are {', '.join(sorted(known))}"
    if type_ is None:
        raise ConfigurationError(
            f"Key '{name}.type' (or 'type' in toml) is required for post write hook '{name}'", hint=types
        )
    if type_ not in known:
        raise ConfigurationError(f"No writer with name '{type_}' registered", hint=did_you_mean(type_, known) or types)
    function: Callable[..., Any] = resolve(known[type_].function)
    return function


def register(name: str) -> Callable[[_Function], _Function]:
    """Register a function ``(path, options)`` as the type of a post-write hook, as a decorator.

    ``path`` is the revision's file as a string, ``options`` a dictionary of the hook's options, all strings, with the
    hook's own name under ``_hook_name``.  What the function raises is reported with the hook's name, and with
    ``required = true`` it is an error; the file is kept from harm either way.
    """

    def declared(function: _Function) -> _Function:
        declare("write_hooks", WriteHookSpec(name, function), getattr(function, "__module__", __name__))
        return function

    return declared


def hook_function(name: str) -> Callable[..., Any]:
    """Return the function of a registered type by its name in Python: ``exec_`` for ``exec``.

    Raises ``AttributeError`` for an unknown one, so that a door can find functions by it.
    """
    known = active_registry().write_hooks
    type_ = name.removesuffix("_")
    if type_ not in known:
        raise AttributeError(f"there is no post-write hook {name!r}")
    function: Callable[..., Any] = resolve(known[type_].function)
    return function
