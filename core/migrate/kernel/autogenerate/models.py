"""Which models a project has, and what to say to the one who forgot to name them, or named something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData

from migrate.kernel.errors import ConfigurationError


def collections_of(given: Any) -> tuple[MetaData, ...]:
    """Return the collections of models that ``target_metadata`` names: one, several in a sequence, or None.

    Raises ``ConfigurationError`` naming what is none.
    """
    if given is None:
        return ()
    several = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for one in several:
        if not isinstance(one, MetaData):
            raise _no_models(one)
    return several


def _no_models(given: Any) -> ConfigurationError:
    hint, name = "a MetaData, or a sequence of several, is what is wanted", repr(given)
    if isinstance(given, type):
        name = f"the class {given.__module__}.{given.__qualname__}"
    if isinstance(getattr(given, "metadata", None), MetaData):
        hint = f"write {getattr(given, '__name__', 'its name')}.metadata"
    return ConfigurationError(f"target_metadata holds {name}, which is no MetaData", hint=hint)


def hint_for_models(bases: Sequence[str]) -> str:
    """Return what to write in env.py, given the full names of the declarative bases that have been imported."""
    if not bases:
        return (
            "import the models in env.py and name their metadata: context.configure(..., "
            "target_metadata=Base.metadata); no module with a declarative base has been imported so far"
        )
    module, _, name = bases[0].rpartition(".")
    others = f" (also imported: {', '.join(bases[1:])})" if bases[1:] else ""
    return (
        f"write in env.py: from {module} import {name}, and context.configure(..., "
        f"target_metadata={name}.metadata){others}"
    )


def declarative_bases(modules: Iterable[object]) -> list[str]:
    """Return the full names of the declarative bases in modules, sorted."""
    found = {
        f"{value.__module__}.{value.__qualname__}"
        for module in list(modules)
        if isinstance(module, ModuleType) and not module.__name__.startswith("sqlalchemy")
        for value in list(vars(module).values())
        if _is_base(value)
    }
    return sorted(found)


def _is_base(value: Any) -> bool:
    if not isinstance(value, type):
        return False
    # Both ways of making a base, the class and the function, put these two into the class itself.
    own = vars(value)
    return "registry" in own and isinstance(own.get("metadata"), MetaData)
