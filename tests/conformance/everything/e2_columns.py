"""Changes of columns; on SQLite by a rebuild of a table that is described here."""

import sqlalchemy as sa

from migrate import op

revision = "e2"
down_revision = "e1"
branch_labels = None
depends_on = None


def described(*columns: sa.Column, index_on: str) -> sa.Table:
    some_text = sa.text(f"{index_on} <> ':x' AND {index_on} LIKE '%s%'")
    return sa.Table(
        "purchase",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_purchase_customer", ondelete="CASCADE"),
        sa.Index("ix_purchase_amount", sa.text("amount DESC"), "customer_id", sqlite_where=some_text),
    )


OLD = described(
    sa.Column("amount", sa.Numeric(8, 2)),
    sa.Column("place", sa.String(30), server_default="shop"),
    sa.Column("old", sa.Integer),
    index_on="place",
)
NEW = described(
    sa.Column("amount", sa.Numeric(10, 2), nullable=False, server_default="0"),
    sa.Column("place: %", sa.String(60), server_default=":x 100%"),
    sa.Column("paid", sa.Boolean),
    index_on='"place: %"',
)


def upgrade() -> None:
    op.execute("UPDATE purchase SET amount = 1 WHERE amount IS NULL")
    with op.batch_alter_table("purchase", copy_from=OLD) as batch:
        batch.alter_column(
            "amount",
            type_=sa.Numeric(10, 2),
            existing_type=sa.Numeric(8, 2),
            nullable=False,
            existing_nullable=True,
            server_default="0",
        )
        batch.alter_column(
            "place",
            new_column_name="place: %",
            type_=sa.String(60),
            existing_type=sa.String(30),
            existing_nullable=True,
            server_default=":x 100%",
            existing_server_default="shop",
        )
        batch.drop_column("old")
        batch.add_column(sa.Column("paid", sa.Boolean))
    op.execute(sa.text(r"INSERT INTO purchase (id, customer_id) VALUES (20, 2)"))


def downgrade() -> None:
    with op.batch_alter_table("purchase", copy_from=NEW) as batch:
        batch.drop_column("paid")
        batch.add_column(sa.Column("old", sa.Integer))
        batch.alter_column(
            "place: %",
            new_column_name="place",
            type_=sa.String(30),
            existing_type=sa.String(60),
            existing_nullable=True,
            server_default="shop",
            existing_server_default=":x 100%",
        )
        batch.alter_column(
            "amount",
            type_=sa.Numeric(8, 2),
            existing_type=sa.Numeric(10, 2),
            nullable=True,
            existing_nullable=False,
            server_default=None,
            existing_server_default="0",
        )
    if op.get_context().dialect.name == "sqlite":
        op.create_index("ix_purchase_again", "purchase", ["customer_id"])
        op.drop_index("ix_purchase_again", "purchase")
