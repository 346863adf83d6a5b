"""Scripts for databases that the tests have no server of: SQL Server, in batches, and Oracle, for SQL*Plus."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from support.environments import migrate
from support.offline import script_of

REVISIONS = Path(__file__).parent / "everything"
MSSQL = "mssql+pymssql://user@host/name"
ORACLE = "oracle+oracledb://user@host/name"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with revisions of all kinds."""
    assert migrate("init", "-q", cwd=tmp_path).returncode == 0
    for path in REVISIONS.glob("*.py"):
        shutil.copy(path, tmp_path / "migrations" / "versions")
    return tmp_path


def batches(script: str, separator: str) -> list[str]:
    """Return what stands between the lines with the separator, without remarks; check that blank lines are single."""
    assert "\n\n\n" not in script
    assert script.endswith(f"\n\n{separator}\n\n")
    parts = script.removesuffix(f"\n\n{separator}\n\n").split(f"\n\n{separator}\n\n")
    return ["\n\n".join(one for one in part.split("\n\n") if not one.startswith("--")) for part in parts]


def test_sql_server(project: Path) -> None:
    """Each statement is a batch; one transaction around all; no batch runs after the check has failed."""
    found = batches(script_of("upgrade", "head", "--url", MSSQL, cwd=project), "GO")
    assert all(found)
    assert found[0] == (
        "BEGIN TRANSACTION;\n\nIF (SELECT count(*) AS n WHERE object_id('alembic_version') IS NOT NULL) <> 0 BEGIN "
        "RAISERROR('%s', 16, 1, 'This script has run already: the table alembic_version is there'); "
        "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; SET NOEXEC ON; END;"
    )
    assert found[-1] == "COMMIT;"
    assert all(one.endswith(";") for one in found)
    for essential in (
        "SET IDENTITY_INSERT customer ON;",
        "INSERT INTO purchase (id, customer_id, place) VALUES (4, 2, ':x 100% \t%s');",
        "UPDATE purchase SET place = 'a:b ''%'' \\ :c' WHERE id = 3;",
        "CREATE VIEW report AS SELECT id, 'a:x \t50%' AS mark FROM customer;",
        "ALTER TABLE purchase ALTER COLUMN amount NUMERIC(10, 2) NOT NULL;",
        "ALTER TABLE purchase ADD DEFAULT ':x 100%' FOR place;",
        "EXEC sp_rename 'purchase.place', [place: %], 'COLUMN';",
        "EXEC sp_rename 'visit', [visits 50%];",
        "ALTER TABLE [visits 50%] ADD CONSTRAINT ck_visits_text CHECK ('a:x' <> '50%');",
        "INSERT INTO log (line) VALUES ('it''s\r\n:x');",
        "UPDATE alembic_version SET version_num='m1' WHERE alembic_version.version_num = 'b1';",
    ):
        assert found.count(essential) == 1, essential


def test_sql_server_downwards(project: Path) -> None:
    """The checks come first, and stop the batches behind them."""
    found = batches(script_of("downgrade", "head:base", "--url", MSSQL, cwd=project), "GO")
    assert found[1] == (
        "IF (SELECT count(*) AS n FROM alembic_version WHERE alembic_version.version_num IN ('m1')) <> 1 BEGIN "
        "RAISERROR('%s', 16, 1, 'This script starts at m1 and the database is not there'); "
        "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION; SET NOEXEC ON; END;"
    )
    assert found[-3:] == [
        "DROP TABLE customer;",
        "DELETE FROM alembic_version WHERE alembic_version.version_num = 'e1';",
        "COMMIT;",
    ]


def test_another_separator(project: Path) -> None:
    """env.py may name it."""
    env = project / "migrations" / "env.py"
    env.write_text(env.read_text().replace("literal_binds=True", 'mssql_batch_separator="RUN"'))
    script = script_of("upgrade", "e1", "--url", MSSQL, cwd=project)
    assert "GO" not in script.split()
    assert all(batches(script, "RUN"))


SETTINGS = "SET DEFINE OFF\nSET SQLBLANKLINES ON\nWHENEVER SQLERROR EXIT FAILURE ROLLBACK\n\n"


def test_oracle(project: Path) -> None:
    """No statement ends with a semicolon, each with a slash on a line of its own."""
    script = script_of("upgrade", "head", "--url", ORACLE, cwd=project)
    assert script.startswith(SETTINGS)
    found = batches(script.removeprefix(SETTINGS), "/")
    assert all(found)
    assert not any(one.endswith(";") for one in found)
    for essential in (
        "INSERT INTO purchase (id, customer_id, place) VALUES (4, 2, ':x 100% \t%s')",
        "CREATE INDEX ix_purchase_amount ON purchase (amount DESC, customer_id)",
        'ALTER TABLE purchase RENAME COLUMN place TO "place: %"',
        'ALTER TABLE visit RENAME TO "visits 50%"',
        "COMMENT ON TABLE \"visits 50%\" IS 'half: :x, it''s 50%'",
        "UPDATE alembic_version SET version_num='m1' WHERE alembic_version.version_num = 'b1'",
    ):
        assert found.count(essential) == 1, essential


def test_oracle_downwards(project: Path) -> None:
    """The checks are PL/SQL, which ends with a semicolon."""
    script = script_of("downgrade", "head:base", "--url", ORACLE, cwd=project)
    found = batches(script.removeprefix(SETTINGS), "/")
    assert found[1] == (
        "DECLARE found INTEGER; BEGIN SELECT (SELECT count(*) AS n FROM alembic_version WHERE "
        "alembic_version.version_num IN ('m1')) INTO found FROM dual; IF found <> 1 THEN "
        "RAISE_APPLICATION_ERROR(-20000, 'This script starts at m1 and the database is not there'); END IF; END;"
    )
    assert not any(one.endswith(";") for one in found[2:])
    assert found[-1] == "DELETE FROM alembic_version WHERE alembic_version.version_num = 'e1'"
