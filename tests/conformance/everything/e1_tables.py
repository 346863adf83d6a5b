"""Tables with all they can hold, and rows."""

import datetime
import uuid
from decimal import Decimal

import sqlalchemy as sa

from migrate import op

revision = "e1"
down_revision = None
branch_labels = ("main",)
depends_on = None

KINDS = sa.Enum("private", "trade: 50%", "it's", name="customer_kind", create_constraint=True)
ANY_TEXT = 'it\'s 100% \\ "new":\t:x or %s, %(x)s'


def upgrade() -> None:
    stored = None if op.get_context().dialect.name == "oracle" else True
    customer = op.create_table(
        "customer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False, server_default=ANY_TEXT, comment=f"A name: {ANY_TEXT}"),
        sa.Column("kind", KINDS, nullable=False, server_default="private"),
        sa.Column("active", sa.Boolean(name="ck_customer_active", create_constraint=True), server_default=sa.true()),
        sa.Column("credit", sa.Numeric(10, 2), server_default=sa.text("0.50")),
        sa.Column("born", sa.Date),
        sa.Column("seen", sa.DateTime, server_default=sa.func.now()),
        sa.Column("photo", sa.LargeBinary),
        sa.Column("extra", sa.JSON),
        sa.Column("score", sa.Float),
        sa.Column("token", sa.Uuid),
        sa.Column("letters", sa.Integer, sa.Computed("length(name)", persisted=stored)),
        sa.Column("note: 50%", sa.Text),
        sa.CheckConstraint("name <> ':x' AND name NOT LIKE '50%'", name="ck_customer_name"),
        sa.UniqueConstraint("name", "kind", name="uq_customer_name"),
        comment=ANY_TEXT,
    )
    purchase = op.create_table(
        "purchase",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("customer_id", sa.Integer, nullable=False),
        sa.Column("amount", sa.Numeric(8, 2)),
        sa.Column("place", sa.String(30), server_default="shop"),
        sa.Column("old", sa.Integer),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="fk_purchase_customer", ondelete="CASCADE"),
    )
    some_text = sa.text("place <> ':x' AND place LIKE '%s%'")
    op.create_index(
        "ix_purchase_amount",
        "purchase",
        [sa.text("amount DESC"), "customer_id"],
        postgresql_where=some_text,
        sqlite_where=some_text,
    )
    if op.get_context().dialect.name != "mariadb":  # which has no index on an expression
        op.create_index("ix_customer_lower", "customer", [sa.text("lower(name || ':x')")], unique=True)
    rows(customer, purchase)


def rows(customer: sa.Table, purchase: sa.Table) -> None:
    seen = datetime.datetime(2024, 2, 29, 23, 59, 59)
    each: dict[str, object] = {
        "kind": "it's",
        "born": seen.date(),
        "seen": seen,
        "photo": b"\x00'\\\xff",
        "score": -0.5,
    }
    op.bulk_insert(
        customer,
        [
            {"id": 1, "name": ANY_TEXT, "extra": {"a": [1, "\\ ' :x 100%"]}, "active": False, "token": None, **each},
            {"id": 2, "name": "línea 日本\n2", "extra": None, "active": None, "token": uuid.UUID(int=1), **each},
        ],
    )
    op.bulk_insert(
        purchase,
        [{"id": number, "customer_id": 1, "amount": Decimal(number) / 4} for number in (1, 2, 3)],
        multiinsert=False,
    )
    op.execute("INSERT INTO purchase (id, customer_id, place) VALUES (4, 2, ':x 100% \t%s')")
    op.execute(sa.text("UPDATE purchase SET place = :place WHERE id = 3").bindparams(place="a:b '%' \\ :c"))
    op.execute(purchase.update().where(purchase.c.id == 2).values(amount=purchase.c.amount + 1, place=ANY_TEXT[:30]))
    copied = sa.select(purchase.c.id + 10, purchase.c.customer_id).where(purchase.c.place.like("%:%"))
    op.execute(purchase.insert().from_select(["id", "customer_id"], copied))
    op.execute(purchase.delete().where(purchase.c.id.in_([14, 15])))


def downgrade() -> None:
    op.drop_index("ix_purchase_amount", "purchase")
    op.drop_table("purchase")
    op.drop_table("customer")
    if op.get_context().dialect.name == "postgresql":
        KINDS.drop(op.get_bind(), checkfirst=False)
