"""The frozen values that registration hooks return.

A function may be given itself or as the text ``"package.module:name"``, which is imported when it is first called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from importlib import import_module
from typing import Any, Literal, TypeAlias

ANY_DIALECT = "*"

Reference: TypeAlias = "str | Callable[..., Any]"
"""A callable, or where to import it from: ``"package.module:name"``."""


def resolve(reference: Any) -> Any:
    """Return the object that ``"package.module:name"`` names; anything but text is returned as it is.

    Raises ``ImportError`` or ``AttributeError`` as the import does.
    """
    if not isinstance(reference, str):
        return reference
    module, _, name = reference.partition(":")
    found: Any = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


class Priority(IntEnum):
    """When a comparator runs among those of its target: first, in the middle, or last."""

    FIRST = 50
    MEDIUM = 25
    LAST = 10


@dataclass(frozen=True, slots=True)
class OperationSpec:
    """A directive ``op.<name>``.

    ``builder(operations, *args, **kw)`` makes the operation and invokes it.  ``batch=True`` puts the directive on the
    object that ``batch_alter_table()`` yields instead.  ``op_class`` is the class of the operation, or None for a
    directive that is only a function.
    """

    name: str
    op_class: type | None
    builder: Callable[..., Any]
    batch: bool = False
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ImplementationSpec:
    """How an operation is carried out: ``function(operations, operation)``, for one dialect or for any."""

    op_class: type
    function: Callable[..., Any]
    dialect: str = ANY_DIALECT
    replace: bool = False


@dataclass(frozen=True, slots=True)
class DialectSpec:
    """A database's own implementation: ``impl`` is a subclass of ``DefaultImpl``, mostly given as text.

    ``name`` is SQLAlchemy's name of the dialect; ``family`` names the dialect whose implementations and renderers
    serve where this one has none (``mysql`` for ``mariadb``).
    """

    name: str
    impl: Reference
    family: str | None = None
    replace: bool = False


def surely_unchanged(reflected: Any, modelled: Any) -> bool:
    """Return True: the quick look where there is nothing to compare, or where another comparator's look covers it."""
    return True


@dataclass(frozen=True, slots=True)
class ComparatorSpec:
    """A function that compares the database with the models and adds operations.

    ``target`` is the scope: ``autogenerate``, ``schema``, ``table``, ``column`` or one that another comparator
    dispatches.  ``element`` narrows it (``indexes``); ``dialect`` is one dialect's name, or any.  Higher ``priority``
    runs first; ``before`` and ``after`` name other comparators (``plugin`` or ``plugin.element``) of the target.

    ``group`` is the name under which the option ``autogenerate_plugins`` knows it, where that is not the plugin's own;
    one with a dot is taken as it is, and then has to be asked for.  ``unchanged(autogen_context)`` may give a quick
    look: ``look(reflected, modelled)`` on plain data from which no object has been made yet, where True promises that
    the function would find nothing to do; `surely_unchanged`, which is not even called; or None where that cannot be
    told.
    """

    target: str
    function: Callable[..., Any]
    element: str | None = None
    dialect: str = ANY_DIALECT
    priority: int = Priority.MEDIUM
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    group: str | None = None
    unchanged: Callable[[Any], Callable[[Any, Any], bool] | None] | None = None


@dataclass(frozen=True, slots=True)
class RendererSpec:
    """How an operation, a schema item or a type is written as Python: ``function(autogen_context, thing) -> str``.

    A renderer of an operation may return a list of strings, one a statement.
    """

    rendered_class: type
    function: Callable[..., Any]
    dialect: str = ANY_DIALECT
    replace: bool = False


@dataclass(frozen=True, slots=True)
class RewriterSpec:
    """A function that may replace each generated operation of a class: ``function(context, revision, op)``.

    It returns an operation, or a sequence of none, one or several.
    """

    op_class: type
    function: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class WriteHookSpec:
    """A named post-write hook, ``function(path, options)``, for the section ``[post_write_hooks]``."""

    name: str
    function: Reference
    replace: bool = False


@dataclass(frozen=True, slots=True)
class TemplateSpec:
    """A template of ``migrate init``: a folder inside a package, with its one-line description."""

    name: str
    description: str
    package: str
    folder: str
    replace: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument or option of a command.

    ``flags`` is empty for a positional argument, else ``("-m", "--message")``.  ``many`` accepts several values;
    ``is_flag`` takes none.  ``choices`` limits the values.
    """

    name: str
    help: str = ""
    flags: tuple[str, ...] = ()
    default: Any = None
    is_flag: bool = False
    many: bool = False
    required: bool = False
    choices: tuple[str, ...] = ()
    type: type = str
    metavar: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command ``migrate <name>``; its module is imported when it runs.

    ``run(config, **arguments)`` returns an ``Outcome`` or None.  ``section`` groups it in ``migrate --help``.
    """

    name: str
    run: Reference
    help: str
    section: str = "Other commands"
    parameters: tuple[Parameter, ...] = ()
    epilog: str = ""
    replace: bool = False


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a plugin, read from ``[plugin:NAME]``, or before it from an environment variable."""

    key: str
    type: type[str] | type[int] | type[float] | type[bool] | type[list[str]] = str
    default: Any = None
    env_var: str | None = None
    help: str = ""


DispatchResult: TypeAlias = Literal["continue", "stop"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A spec together with the name of the plugin that gave it, and its place in the order of giving."""

    spec: Any
    plugin: str
    order: int = field(default=0, compare=False)
