"""How much is compared: the option ``compare``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from migrate.kernel.errors import ConfigurationError

FULL = "full"
REFERENCE = "reference"
VARIABLE = "MIGRATE_COMPARE"

_HINT = f"use {FULL!r} for all that the database can tell, or {REFERENCE!r} for what Alembic compares by default"


def compares_all(opts: Mapping[str, Any], config: Any) -> bool:
    """Return whether all is compared that the database can tell; else only what Alembic compares by default.

    ``context.configure(compare=...)`` goes before the environment variable ``MIGRATE_COMPARE``, and that before the
    option of the configuration; none of them means ``full``.
    Raises ``ConfigurationError`` for another word.
    """
    given, place = opts.get("compare") or os.environ.get(VARIABLE), None
    if given is None and config is not None:
        given = config.get_alembic_option("compare")
        place = config.place_of(config.config_ini_section, "compare") if given else None
    if given not in (None, "", FULL, REFERENCE):
        raise ConfigurationError(f"There is no extent of comparison named {given!r}", hint=_HINT, place=place)
    return given != REFERENCE
