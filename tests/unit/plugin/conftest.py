"""Plugins made on the spot, as discovery would have found them."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from migrate.kernel.plugin.discovery import Found


@pytest.fixture
def plugin() -> Callable[..., Found]:
    """Make a plugin of the given name from functions (each named as its hook)."""

    def make(name: str, *functions: Callable[..., Any]) -> Found:
        module = ModuleType(f"stranger_{name}")
        for function in functions:
            setattr(module, function.__name__, function)
        return Found(name, "entry point", f"stranger_{name}", f"dist-{name}", "1.0", module)

    return make
