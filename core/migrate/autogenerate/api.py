"""Autogenerate from Python, at Alembic's path."""

from migrate.kernel.autogenerate.api import compare_metadata, produce_migrations
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.autogenerate.render import render_python_code
from migrate.kernel.autogenerate.revision import RevisionContext

__all__ = ["AutogenContext", "RevisionContext", "compare_metadata", "produce_migrations", "render_python_code"]
