"""Text from names, comments, defaults and SQL: it comes back as it was, and never runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.kernel.autogenerate.layout import formatted
from migrate.kernel.autogenerate.render import as_reference, render_body
from migrate.operations import ops
from migrate.plugin import MigrateOperation, UpgradeOps
from support.rendering import Call, calls_of, create_table, rendering_context

NASTY = (
    "it's",
    'say "hi"',
    "'''\"\"\"",
    "'); raise SystemExit(1)  #",
    "\\",
    "\\'",
    "\\N{BULLET}",
    "{0} %s %(x)s %%",
    "line\nline\r\n\ttab",
    "\x00\x1b[0m",
    "\u2028\u202e",
    "${1/0}",
    "<%page/>",
    "## no comment",
    ":name ::int \\:x [[:alpha:]]",
    "日本語 🎉",
)
texts = st.text(min_size=1, max_size=25) | st.sampled_from(NASTY)
layouts = pytest.mark.parametrize("layout", [as_reference, formatted], ids=["reference", "formatted"])


def run(layout: Any, *operations: MigrateOperation, dialect: str = "postgresql") -> Sequence[Call]:
    """Write operations as Python, compile and run it, and return the directives that were called."""
    return calls_of(render_body(rendering_context(dialect), UpgradeOps(operations), layout))


@layouts
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_names_and_comments(layout: Any, text: str) -> None:
    """Of tables, columns and schemas, wherever they stand."""
    column = sa.Column(text, sa.Integer(), comment=text)
    add, drop, comment, table = run(
        layout,
        ops.AddColumnOp(text, column, schema=text),
        ops.DropColumnOp(text, text),
        ops.CreateTableCommentOp(text, text, existing_comment=text),
        create_table(column._copy(), name=text, comment=text, schema=text, info={text: text}, prefixes=[text]),
    )
    assert (add.args[0], add.args[1].name, add.args[1].comment, add.kw) == (text, text, text, {"schema": text})
    assert drop.args == (text, text)
    assert (comment.args, comment.kw["existing_comment"]) == ((text, text), text)
    assert (table.args[0], table.args[1].name, table.args[1].comment) == (text, text, text)
    assert table.kw == {"schema": text, "comment": text, "info": {text: text}, "prefixes": [text]}


@layouts
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_constraints_and_indexes(layout: Any, text: str) -> None:
    """Their names and columns, and the arguments of dialects."""
    unique, foreign_key, index, drop = run(
        layout,
        ops.CreateUniqueConstraintOp(text, text, [text], schema=text),
        ops.CreateForeignKeyOp(text, text, text, [text], [text], ondelete=text),
        ops.CreateIndexOp(text, text, [text], postgresql_ops={text: text}),
        ops.DropConstraintOp(text, text, text),
    )
    assert (unique.args, unique.kw) == ((text, text, [text]), {"schema": text})
    assert (foreign_key.args, foreign_key.kw) == ((text, text, text, [text], [text]), {"ondelete": text})
    assert (index.args, index.kw) == ((text, text, [text]), {"unique": False, "postgresql_ops": {text: text}})
    assert (drop.args, drop.kw) == ((text, text), {"type_": text})


@layouts
@pytest.mark.parametrize("dialect", ["sqlite", "postgresql", "mysql"])
@settings(max_examples=40, deadline=None)
@given(text=texts)
def test_defaults(layout: Any, dialect: str, text: str) -> None:
    """A string is a string; SQL is the same SQL when the revision is run as when it was written."""
    plain, expression = run(
        layout,
        ops.AlterColumnOp("t", "x", modify_server_default=text),
        ops.AlterColumnOp("t", "x", modify_server_default=sa.literal(text), existing_comment=text),
        dialect=dialect,
    )
    assert plain.kw == {"server_default": text}
    assert expression.kw["existing_comment"] == text
    sql = rendering_context(dialect).migration_context.impl.render_ddl_sql_expr
    before, after = sa.literal(text), expression.kw["server_default"]
    assert sql(after, is_server_default=True) == sql(before, is_server_default=True)


@layouts
@settings(max_examples=60, deadline=None)
@given(text=texts)
@example(text="[[:alpha:]]")
def test_sql_of_constraints_and_computed_columns(layout: Any, text: str) -> None:
    """It is SQL text in the revision too."""
    condition = sa.column("x") == text
    (table,) = run(
        layout,
        create_table(
            sa.Column("x", sa.String()),
            sa.Column("y", sa.String(), sa.Computed(sa.func.f(text))),
            sa.CheckConstraint(condition, name="c"),
        ),
    )
    sql = rendering_context("postgresql").migration_context.impl.render_ddl_sql_expr
    computed, check = table.args[2].computed, table.args[3]
    assert sql(computed.sqltext) == sql(sa.func.f(text))
    assert sql(check.sqltext) == sql(condition)


@layouts
@settings(max_examples=60, deadline=None)
@given(labels=st.lists(texts, min_size=1, max_size=5, unique=True), name=texts)
def test_types(layout: Any, labels: list[str], name: str) -> None:
    """The labels of an enumeration, and names of types."""
    (alter,) = run(layout, ops.AlterColumnOp("t", "x", modify_type=sa.Enum(*labels, name=name)))
    assert (alter.kw["type_"].enums, alter.kw["type_"].name) == (labels, name)


@layouts
@settings(max_examples=60, deadline=None)
@given(text=texts)
def test_statements_and_rows(layout: Any, text: str) -> None:
    """``op.execute()`` and ``op.bulk_insert()``."""
    table = sa.Table("t", sa.MetaData(), sa.Column("x", sa.String()))
    execute, insert = run(layout, ops.ExecuteSQLOp(text), ops.BulkInsertOp(table, [{"x": text}]))
    assert execute.args == (text,)
    assert insert.args[1] == [{"x": text}]
