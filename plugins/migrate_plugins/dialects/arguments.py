"""The arguments for one dialect alone that an index or a constraint was given, such as ``postgresql_include``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NONE: Mapping[str, Any] = {}


def given_arguments(item: Any) -> Mapping[str, Any]:
    """Return the arguments by name, in SQLAlchemy's order; most items have none, and are not made to keep any.

    To ask ``dialect_kwargs`` for one by its name would import the dialect.
    """
    return dict(item.dialect_kwargs.items()) if "dialect_options" in vars(item) else _NONE
