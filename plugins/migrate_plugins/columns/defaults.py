"""Compare what the database itself puts into a column: server defaults, generated columns, identity."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Column, Computed, DefaultClause, Identity, Table

log = logging.getLogger("migrate.autogenerate")


def compare_server_default(
    autogen_context: Any,
    alter_column_op: Any,
    schema: str | None,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    """Note the column's server default, and whether it has changed."""
    conn_default: Any = conn_col.server_default
    metadata_default: Any = metadata_col.server_default
    if conn_default is None and metadata_default is None:
        return
    alter_column_op.existing_server_default = conn_default
    if isinstance(conn_default, Computed) or isinstance(metadata_default, Computed):
        _compare_computed(autogen_context, alter_column_op, tname, cname, conn_col, metadata_col)
    elif isinstance(conn_default, Identity) or isinstance(metadata_default, Identity):
        # SQLAlchemy leaves an identity out where the database has none.
        if autogen_context.dialect.supports_identity_columns:
            _compare_identity(autogen_context, alter_column_op, tname, cname, conn_default, metadata_default)
    else:
        _compare_plain(autogen_context, alter_column_op, tname, cname, conn_col, metadata_col)


def compares_defaults(autogen_context: Any) -> bool | Callable[..., bool | None]:
    """Return the option ``compare_server_default``; without it defaults are compared wherever all is."""
    option: bool | Callable[..., bool | None] | None = autogen_context.opts.get("compare_server_default")
    return bool(autogen_context.compares_all) if option is None else option


def prepare_server_defaults(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> None:
    """Let the dialect know of all pairs of defaults before the tables are compared one by one."""
    if compares_defaults(autogen_context) is False:
        return
    autogen_context.migration_context.impl.prepare_server_defaults(_default_pairs(autogen_context, pairs))


def _default_pairs(autogen_context: Any, pairs: Iterable[tuple[Any, Table]]) -> Iterator[tuple[Column[Any], str, str]]:
    impl = autogen_context.migration_context.impl
    with_defaults = autogen_context.notes["survey"].server_defaults
    for reflected, table in pairs:
        if table not in with_defaults:
            continue
        wanted = {column.name: column.server_default for column in table.columns if column.server_default is not None}
        for told in reflected.columns:
            default = wanted.get(told["name"])
            source = _text_of(autogen_context, default)
            if source is None:
                continue
            if not impl.tells_all_defaults:
                told = dict(told)
                impl.autogen_column_reflect(autogen_context.inspector, table, told)
            if isinstance(told.get("default"), str):
                yield impl.column_as_told(told), source, told["default"]


# Plain defaults ---------------------------------------------------------------------------------------------------


def _compare_plain(
    autogen_context: Any,
    alter_column_op: Any,
    tname: str,
    cname: str,
    conn_col: Column[Any],
    metadata_col: Column[Any],
) -> None:
    if server_defaults_differ(autogen_context, conn_col, metadata_col):
        alter_column_op.modify_server_default = metadata_col.server_default
        log.info("Detected server default on column '%s.%s'", tname, cname)


def server_defaults_differ(autogen_context: Any, conn_col: Column[Any], metadata_col: Column[Any]) -> bool:
    """Return whether two plain defaults differ: as the project's function says, or else as the dialect says."""
    option = compares_defaults(autogen_context)
    if option is False:
        return False
    conn_text = _text_of(autogen_context, conn_col.server_default)
    metadata_text = _text_of(autogen_context, metadata_col.server_default)
    context = autogen_context.migration_context
    if callable(option):
        answer = option(context, conn_col, metadata_col, conn_text, metadata_col.server_default, metadata_text)
        if answer is not None:
            return bool(answer)
    return bool(context.impl.compare_server_default(conn_col, metadata_col, metadata_text, conn_text))


def _text_of(autogen_context: Any, default: Any) -> str | None:
    """Return a server default as SQL; None for one that only the database knows."""
    if not isinstance(default, DefaultClause):
        return None
    impl = autogen_context.migration_context.impl
    return str(impl.quoted(default.arg) if isinstance(default.arg, str) else impl.render_ddl_sql_expr(default.arg))


# Generated columns ------------------------------------------------------------------------------------------------


def _compare_computed(
    autogen_context: Any, alter_column_op: Any, tname: str, cname: str, conn_col: Column[Any], metadata_col: Column[Any]
) -> None:
    """Note that a column is to become computed, or plain, or computed otherwise.

    The reference's way is to warn of it, as no operation can alter it.
    """
    impl = autogen_context.migration_context.impl
    both = conn_col.computed is not None and metadata_col.computed is not None
    if not autogen_context.compares_all:
        wanted, found = (impl.formula_of(one.computed) if both else "" for one in (metadata_col, conn_col))
        if not both or not impl.same_expression(wanted, found):
            warnings.warn(f"Computed default on {tname}.{cname} cannot be modified", UserWarning, stacklevel=2)
    elif not both or impl.computed_differs(conn_col, metadata_col):
        alter_column_op.modify_server_default = metadata_col.server_default
        log.info("Detected computed column '%s.%s'", tname, cname)


# Identity ---------------------------------------------------------------------------------------------------------


def _compare_identity(
    autogen_context: Any, alter_column_op: Any, tname: str, cname: str, conn_default: Any, metadata_default: Any
) -> None:
    impl = autogen_context.migration_context.impl
    if not impl.identity_differs(metadata_default, conn_default):
        return
    alter_column_op.modify_server_default = metadata_default
    log.info("Detected server default on column '%s.%s'", tname, cname)
