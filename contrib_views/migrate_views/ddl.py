"""How views and procedures are created and dropped."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL

from migrate.plugin import ImplementationSpec
from migrate_views.ops import CreateSPOp, CreateViewOp, DropSPOp, DropViewOp


def create_view(operations: Any, operation: CreateViewOp) -> None:
    """Emit ``CREATE VIEW name AS text``."""
    operations.execute(_verbatim(f"CREATE VIEW {operation.target.name} AS {operation.target.sqltext}"))


def drop_view(operations: Any, operation: DropViewOp) -> None:
    """Emit ``DROP VIEW name``."""
    operations.execute(_verbatim(f"DROP VIEW {operation.target.name}"))


def create_sp(operations: Any, operation: CreateSPOp) -> None:
    """Emit ``CREATE FUNCTION name text``."""
    operations.execute(_verbatim(f"CREATE FUNCTION {operation.target.name} {operation.target.sqltext}"))


def drop_sp(operations: Any, operation: DropSPOp) -> None:
    """Emit ``DROP FUNCTION name``."""
    operations.execute(_verbatim(f"DROP FUNCTION {operation.target.name}"))


def _verbatim(sql: str) -> DDL:
    # DDL binds nothing, so ':foo' and '$$' in a body are safe; it formats with %, so % is doubled.
    return DDL(sql.replace("%", "%%"))  # type: ignore[no-untyped-call]  # SQLAlchemy's DDL has no types


IMPLEMENTATIONS = (
    ImplementationSpec(CreateViewOp, create_view),
    ImplementationSpec(DropViewOp, drop_view),
    ImplementationSpec(CreateSPOp, create_sp),
    ImplementationSpec(DropSPOp, drop_sp),
)
