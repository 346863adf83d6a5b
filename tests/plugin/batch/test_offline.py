"""Batch mode with --sql, where the table is described instead of read."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from migrate.operations import Operations
from support.offline import written


def test_the_described_table_may_refer_to_others() -> None:
    """A foreign key to a table that is not described is written with the rest, in the order of the description."""
    table = sa.Table(
        "child",
        sa.MetaData(naming_convention={"fk": "fk_%(table_name)s_%(column_0_name)s"}),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id")),
        sa.Column("above", sa.Integer, sa.ForeignKey("child.id", name="fk_above")),
    )

    def rebuild(op: Operations) -> None:
        with op.batch_alter_table("child", copy_from=table) as batch:
            batch.alter_column("parent_id", new_column_name="owner_id")

    created = written(rebuild, "sqlite")[0]
    assert created == (
        "CREATE TABLE _alembic_tmp_child ( id INTEGER NOT NULL, owner_id INTEGER, above INTEGER, PRIMARY KEY (id), "
        "CONSTRAINT fk_child_parent_id FOREIGN KEY(owner_id) REFERENCES parent (id), "
        "CONSTRAINT fk_above FOREIGN KEY(above) REFERENCES child (id) )"
    )
    assert list(table.metadata.tables) == ["child"]


ANY_TEXT = "it's 100% \\ :x, %s"
SQL_TEXT = ANY_TEXT.replace("'", "''")


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_texts_are_exact(dialect: str) -> None:
    """Colons and percent signs in the described table and in the changes bind nothing and are not doubled."""
    condition = sa.text(f"name <> '{SQL_TEXT}'")
    table = sa.Table(
        "t",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), server_default=ANY_TEXT),
        sa.Column("code: 50%", sa.String(40), server_default=sa.text(f"'{SQL_TEXT}'")),
        sa.CheckConstraint(condition, name="ck_a"),
        sa.Index("ix_t", "name", sqlite_where=condition, postgresql_where=condition),
    )

    def rebuild(op: Operations) -> None:
        with op.batch_alter_table("t", copy_from=table, recreate="always") as batch:
            batch.alter_column("id", server_default=ANY_TEXT)
            batch.add_column(sa.Column("more", sa.String, server_default=ANY_TEXT))
            batch.create_check_constraint("ck_b", condition)
            batch.create_index("ix_b", ["name"], sqlite_where=condition, postgresql_where=condition)

    statements = written(rebuild, dialect)
    whole = " ".join(statements)
    created = next(one for one in statements if one.startswith("CREATE TABLE"))
    assert whole.count(SQL_TEXT) == 8
    assert '"code: 50%" VARCHAR(40)' in created
    assert "%%" not in whole
    assert "NULL'" not in whole
