"""A branch: a table, columns that are added with what belongs to them."""

import sqlalchemy as sa

from migrate import op

revision = "b1"
down_revision = "e2"
branch_labels = ("items",)
depends_on = None


def upgrade() -> None:
    op.create_table("item", sa.Column("code", sa.String(20), primary_key=True), sa.Column("size", sa.Integer))
    op.add_column("item", sa.Column("weight", sa.Integer, nullable=False, server_default="0"))
    op.add_column("item", sa.Column("label", sa.String(20), index=True))
    states = sa.Enum("a:b", "50%", name="item_state")
    states.create(op.get_bind(), checkfirst=False)
    op.add_column("item", sa.Column("state", states, server_default="a:b"))
    op.add_column("item", sa.Column("customer_id", sa.Integer, sa.ForeignKey("customer.id", name="fk_item_customer")))
    item = sa.table("item", sa.column("code", sa.String), sa.column("size", sa.Integer))
    op.bulk_insert(item, [{"code": "a:b", "size": 1}, {"code": "50%", "size": None}])


def downgrade() -> None:
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint("fk_item_customer", "item", type_="foreignkey")
    op.drop_table("item")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE item_state")
