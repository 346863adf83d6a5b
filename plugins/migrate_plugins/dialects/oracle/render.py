"""How expressions are written for Oracle."""

from __future__ import annotations

from migrate_plugins.dialects.render import DefaultRendering


class OracleRendering(DefaultRendering):
    """The part of Oracle's implementation that writes expressions."""
