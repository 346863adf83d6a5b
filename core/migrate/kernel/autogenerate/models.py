"""Which models a project has, for the one who forgot to name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from sqlalchemy import MetaData


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
