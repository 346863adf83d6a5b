"""How expressions are written for SQL Server."""

from __future__ import annotations

from migrate_plugins.dialects.render import DefaultRendering


class MSSQLRendering(DefaultRendering):
    """The part of SQL Server's implementation that writes expressions."""
