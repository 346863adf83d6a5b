"""Renames by the command line, on live databases: the rows survive, up and down, and nothing is left to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import black

BEFORE = """
sa.Table(
    "customer", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("mail", sa.String(100), nullable=False, index=True, unique=True, server_default="nobody"),
    sa.Column("age", sa.Integer, comment="in years"),
    sa.Column("gone", sa.Integer),
    sa.CheckConstraint("mail <> 'mail'", name="some_mail"),
    sa.UniqueConstraint("mail", "age"),
)
sa.Table(
    "invoice", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customer.id", ondelete="CASCADE"), nullable=False),
    sa.Column("total", sa.Numeric(10, 2)),
)
"""
ROWS = (
    "INSERT INTO customer (id, mail, age) VALUES (1, 'a@b', 7)",
    "INSERT INTO invoice (id, customer_id, total) VALUES (1, 1, 5)",
)
AFTER = """
sa.Table(
    "client", M,
    sa.Column("number", sa.Integer, primary_key=True, info={"renamed_from": "id"}),
    sa.Column("email", sa.String(200), nullable=False, index=True, unique=True, server_default="nobody",
              info={"renamed_from": "mail"}),
    sa.Column("age", sa.Integer, comment="in years"),
    sa.CheckConstraint("email <> 'mail'", name="some_mail"),
    sa.UniqueConstraint("email", "age"),
    info={"renamed_from": "customer"},
)
sa.Table(
    "invoice", M,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("client_id", sa.ForeignKey("client.number", ondelete="CASCADE"), nullable=False,
              info={"renamed_from": "customer_id"}),
    sa.Column("total", sa.Numeric(10, 2)),
)
"""


def assert_formatted(path: Path) -> None:
    """Neither black nor ruff has anything to change."""
    source = path.read_text(encoding="utf-8")
    assert black.format_str(source, mode=black.Mode()) == source
    ruff = Path(sys.executable).with_name("ruff")
    done = subprocess.run([ruff, "format", "--isolated", "--diff", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_renamed_table_with_renamed_columns_keeps_its_rows(make: Any, database_url: str) -> None:
    """With an index, unique constraints, a check and a foreign key that mention them, and another column dropped."""
    comment = ', comment="in years"' if "sqlite" in database_url else ""
    before, after = (text.replace(comment, "") for text in (BEFORE, AFTER))
    shop = make(database_url, before, *ROWS)
    shop.models(after)
    body = shop.generate()
    assert "create_table" not in body
    assert "drop_column" in body.partition("def downgrade")[0]
    assert_formatted(shop.versions()[0])
    shop.succeed("upgrade", "head")
    assert shop.succeed("check") == "No new upgrade operations detected.\n"
    assert shop.rows("SELECT number, email, age FROM client") == [(1, "a@b", 7)]
    assert shop.rows("SELECT client_id FROM invoice") == [(1,)]
    assert shop.key_names("invoice") == ["fk_invoice_client_id"]
    shop.succeed("downgrade", "base")
    assert shop.rows("SELECT id, mail, age, gone FROM customer") == [(1, "a@b", 7, None)]
    assert shop.rows("SELECT customer_id FROM invoice") == [(1,)]
    assert shop.key_names("invoice") == ["fk_invoice_customer_id"]
    shop.succeed("upgrade", "head")
    shop.succeed("downgrade", "base")
    shop.models(before)
    for path in shop.versions():
        path.unlink()
    assert shop.succeed("check") == "No new upgrade operations detected.\n"
