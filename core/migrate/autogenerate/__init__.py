"""Autogenerate: compare a database with models, and write the difference as Python."""

from migrate.autogenerate import api, compare, render, rewriter
from migrate.autogenerate.api import (
    AutogenContext,
    RevisionContext,
    compare_metadata,
    produce_migrations,
    render_python_code,
)
from migrate.autogenerate.compare import comparators
from migrate.autogenerate.render import render_op_text, renderers
from migrate.autogenerate.rewriter import Rewriter

__all__ = [
    "AutogenContext",
    "RevisionContext",
    "Rewriter",
    "api",
    "comparators",
    "compare",
    "compare_metadata",
    "produce_migrations",
    "render",
    "render_op_text",
    "render_python_code",
    "renderers",
    "rewriter",
]
