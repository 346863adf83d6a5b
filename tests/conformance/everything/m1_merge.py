"""All branches, in one."""

from migrate import op

revision = "m1"
down_revision = ("b1", "b2", "c1")
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("INSERT INTO log (line) VALUES ('merged')")


def downgrade() -> None:
    op.execute("DELETE FROM log WHERE line = 'merged'")
