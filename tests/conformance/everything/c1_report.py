"""Another beginning, which needs the first tables."""

import sqlalchemy as sa

from migrate import op

revision = "c1"
down_revision = None
branch_labels = ("reports",)
depends_on = "e1"


def upgrade() -> None:
    op.execute("CREATE VIEW report AS SELECT id, 'a:x \t50%' AS mark FROM customer")
    log = op.create_table("log", sa.Column("line", sa.Text))
    op.bulk_insert(log, [{"line": "it's\r\n:x"}, {"line": "50%"}])


def downgrade() -> None:
    op.drop_table("log")
    op.execute("DROP VIEW report")
