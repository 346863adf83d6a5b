"""Which comparators take part: the option ``autogenerate_plugins``, and plugins made by hand.

Every comparator has a dotted name: ``migrate.autogenerate.<plugin>`` or what its spec says.  Patterns written for
Alembic (``alembic.autogenerate.*``) mean the same here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from types import ModuleType
from typing import Any

from migrate.kernel.autogenerate.dispatch import (
    DEFAULT,
    DispatchPriority,
    Handler,
    PriorityDispatcher,
    PriorityDispatchResult,
    qualifier_of,
)
from migrate.kernel.autogenerate.schemas import compare_schemas
from migrate.kernel.errors import CommandError
from migrate.kernel.plugin.active import active_registry, declare
from migrate.kernel.plugin.declarations import PROJECT
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import ComparatorSpec, Entry
from migrate.kernel.text import did_you_mean, listed

NAMESPACE = "migrate.autogenerate"
ALL = (f"{NAMESPACE}.*",)
"""The comparators that take part unless the option says otherwise: all but those that have to be asked for."""

_KIND = "autogenerate_plugins"
_FORMER_NAMES = {f"{NAMESPACE}.checkconstraint_byname": "migrate.ext.checkconstraint_byname"}
_SCHEMAS = Entry(ComparatorSpec("autogenerate", compare_schemas, element="schemas", group="schemas"), "schemas")


class Plugin:
    """A named set of comparators made by hand; it takes part where ``autogenerate_plugins`` names it.

    Raises ``ValueError`` if there is a plugin of that name already.
    """

    def __init__(self, name: str) -> None:
        if any(plugin.name == name for plugin in active_registry().declared(_KIND)):
            raise ValueError(f"A plugin named {name} is already registered")
        self.name = name
        self.autogenerate_comparators = PriorityDispatcher()
        declare(_KIND, self, _calling_module())

    def remove(self) -> None:
        """Forget the plugin: its name is free again, and its comparators take part no more."""
        active_registry().retract([self])

    def add_autogenerate_comparator(
        self,
        fn: Callable[..., PriorityDispatchResult | None],
        compare_target: str,
        compare_element: str | None = None,
        *,
        qualifier: str = DEFAULT,
        priority: int = DispatchPriority.MEDIUM,
    ) -> None:
        """Add a comparator of a target (``autogenerate``, ``schema``, ``table``, ``column``).

        It is given what ``comparators.dispatch_for()`` says.  ``compare_element`` says what it compares: one that
        returns ``PriorityDispatchResult.STOP`` keeps later ones of that element from running.
        """
        self.autogenerate_comparators.dispatch_for(
            compare_target, priority=priority, qualifier=qualifier, subgroup=compare_element
        )(fn)

    @classmethod
    def setup_plugin_from_module(cls, module: ModuleType, name: str) -> None:
        """Make a plugin of that name, and give it to the module's function ``setup(plugin)``.

        Raises ``ValueError`` if there is a plugin of that name already.
        """
        module.setup(cls(name))

    @classmethod
    def populate_autogenerate_priority_dispatch(
        cls, comparators: PriorityDispatcher, include_plugins: Sequence[str]
    ) -> None:
        """Add the comparators that patterns choose; ``~`` before a pattern takes away.

        Raises ``CommandError`` for a pattern that fits no plugin.
        """
        populate(comparators, active_registry(), include_plugins)


def populate(comparators: PriorityDispatcher, registry: Registry, patterns: Iterable[str]) -> None:
    """Add the registry's comparators that the patterns choose, and all that the project declared itself."""
    entries = (_SCHEMAS, *registry.comparators())
    by_hand: tuple[Plugin, ...] = registry.declared(_KIND)
    chosen = _Choice(patterns)
    chosen.check([*(_names(entry) for entry in entries if not _is_own(entry)), *((p.name,) for p in by_hand)])
    for entry in entries:
        if _is_own(entry) or chosen.takes(_names(entry)):
            comparators.add(_handler(entry))
    for plugin in by_hand:
        if chosen.takes((plugin.name,)):
            comparators.populate_with(plugin.autogenerate_comparators)


class _Choice:
    """Patterns that take comparators in, or with ``~`` leave them out."""

    def __init__(self, patterns: Iterable[str]) -> None:
        written = list(patterns)
        self._wanted = {text: _translated(text) for text in written if not text.startswith("~")}
        self._unwanted = {text: _translated(text.removeprefix("~")) for text in written if text.startswith("~")}

    def takes(self, names: Iterable[str]) -> bool:
        """Return whether something of these names takes part."""
        known = [_translated(name) for name in names]
        return _fits(known, self._wanted.values()) and not _fits(known, self._unwanted.values())

    def check(self, known: Iterable[Iterable[str]]) -> None:
        """Raise ``CommandError`` naming the patterns that fit nothing, as they were written."""
        names = sorted({_translated(name) for some in known for name in some})
        patterns = {**self._wanted, **self._unwanted}
        lost = [written for written, pattern in patterns.items() if not _fits(names, (pattern,))]
        if lost:
            hint = did_you_mean(patterns[lost[0]], names) or f"known are {listed(names)}"
            raise CommandError(f"Did not locate plugins: {', '.join(lost)}", hint=f"autogenerate_plugins: {hint}")


def _fits(names: Iterable[str], patterns: Iterable[str]) -> bool:
    wanted = tuple(patterns)
    return any(fnmatchcase(name, pattern) for name in names for pattern in wanted)


def _translated(name: str) -> str:
    own = f"migrate.{name.removeprefix('alembic.')}" if name.startswith("alembic.") else name
    return _FORMER_NAMES.get(own, own)


def _is_own(entry: Entry) -> bool:
    return entry.plugin == PROJECT and entry.spec.group is None


def _names(entry: Entry) -> tuple[str, ...]:
    group = entry.spec.group or entry.plugin
    return (group,) if "." in group else (f"{NAMESPACE}.{group}", group)


def _handler(entry: Entry) -> Handler:
    spec: ComparatorSpec = entry.spec
    return Handler(
        target=spec.target,
        function=spec.function,
        qualifier=qualifier_of(spec.dialect),
        priority=spec.priority,
        subgroup=spec.element,
        names=(entry.plugin, *((f"{entry.plugin}.{spec.element}",) if spec.element else ())),
        before=spec.before,
        after=spec.after,
        unchanged=spec.unchanged,
    )


def _calling_module() -> str:
    frames: Iterator[Any] = _frames()
    return next((name for frame in frames if (name := frame.f_globals.get("__name__", "")) != __name__), __name__)


def _frames() -> Iterator[Any]:
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
