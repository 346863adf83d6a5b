"""Plugins of autogenerate that are made by hand, at Alembic's path."""

from migrate.kernel.autogenerate.plugins import Plugin

__all__ = ["Plugin"]
