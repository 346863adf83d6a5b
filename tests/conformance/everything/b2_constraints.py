"""Another branch: names, constraints and comments of a table that is there."""

import sqlalchemy as sa

from migrate import op

revision = "b2"
down_revision = "e2"
branch_labels = ("constraints",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "visit", sa.Column("id", sa.Integer, nullable=False), sa.Column("day", sa.Date), sa.Column("who", sa.Integer)
    )
    op.rename_table("visit", "visits 50%")
    dialect = op.get_context().dialect.name
    if dialect == "sqlite":
        return
    op.create_primary_key("pk_visits", "visits 50%", ["id"])
    op.create_unique_constraint("uq_visits", "visits 50%", ["day", "who"])
    op.create_foreign_key("fk_visits_who", "visits 50%", "customer", ["who"], ["id"], onupdate="CASCADE")
    op.create_check_constraint("ck_visits", "visits 50%", sa.column("id") > 0)
    op.create_check_constraint("ck_visits_text", "visits 50%", "'a:x' <> '50%'")
    op.create_table_comment("visits 50%", "half: :x, it's 50%")
    op.alter_column("visits 50%", "day", comment="the day: 50%", existing_type=sa.Date())
    if dialect == "postgresql":
        ids = sa.func.int4range(sa.column("id"), sa.column("who"))
        op.create_exclude_constraint("ex_visits", "visits 50%", (ids, "&&"), where="who > 0")
        with op.get_context().autocommit_block():
            op.create_index("ix_visits_who", "visits 50%", ["who"], postgresql_concurrently=True)


def downgrade() -> None:
    dialect = op.get_context().dialect.name
    if dialect == "postgresql":
        with op.get_context().autocommit_block():
            op.drop_index("ix_visits_who", "visits 50%", postgresql_concurrently=True)
        op.drop_constraint("ex_visits", "visits 50%")
    if dialect != "sqlite":
        op.drop_table_comment("visits 50%")
        op.drop_constraint("ck_visits_text", "visits 50%", type_="check")
        op.drop_constraint("fk_visits_who", "visits 50%", type_="foreignkey")
        op.drop_constraint("uq_visits", "visits 50%", type_="unique")
    op.rename_table("visits 50%", "visit")
    op.drop_table("visit")
