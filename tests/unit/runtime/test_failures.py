"""What a failing step says: revision, operation, place, statement, the database's words, what is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, pool

from migrate.plugin import CommandError, DatabaseError
from support.histories import chain, from_files, sql, upgrade

CREATES = 'from migrate import op\n\n\ndef upgrade():\n    op.execute("CREATE TABLE a (x INTEGER)")\n'
FAILS = (
    CREATES.replace("TABLE a", "TABLE b")
    + '    op.execute(\n        "SELECT nix FROM b",\n    )\n    op.execute("SELECT 3")\n'
)


def files(folder: Path, *sources: str) -> list[Path]:
    paths = [folder / f"r{number}.py" for number, _ in enumerate(sources, 1)]
    for path, source in zip(paths, sources, strict=True):
        path.write_text(source)
    return paths


def failure(engine: Engine, *paths: Path, **opts: object) -> DatabaseError:
    with engine.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, from_files(*paths), **opts)
    return caught.value


def test_the_message_names_revision_operation_and_statement(
    sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole text on SQLite, where everything is rolled back."""
    monkeypatch.chdir(tmp_path)
    error = failure(sqlite, *files(tmp_path, CREATES, FAILS))
    assert str(error) == (
        "The database refused operation 2 of 3 (op.execute) of the upgrade of revision 'r2' (revision r2): "
        "no such column: nix\n[SQL: SELECT nix FROM b]"
    )
    assert str(error.place) == "r2.py:6"
    assert error.hint == "what this run had not committed was rolled back; the database is at base"
    assert error.exit_code == 5


def test_the_position_is_that_of_the_last_commit(sqlite: Engine, tmp_path: Path) -> None:
    """With a transaction for each migration, the revisions before stay."""
    error = failure(sqlite, *files(tmp_path, CREATES, FAILS), transaction_per_migration=True)
    assert error.hint == "what this run had not committed was rolled back; the database is at 'r1'"


def test_statements_that_stay_are_listed(mariadb: Engine, tmp_path: Path) -> None:
    """MariaDB has committed the revision's first operation, which must be undone by hand."""
    error = failure(mariadb, *files(tmp_path, CREATES, FAILS))
    assert error.hint == (
        "1 statement of it is committed already and cannot be rolled back, while the database is at 'r1'; "
        "undo by hand, or let the revision step over it, before it is run again:\n    CREATE TABLE b (x INTEGER)"
    )


def test_statements_before_an_autocommit_block_are_listed(postgresql: Engine, tmp_path: Path) -> None:
    """The block commits what ran before it."""
    source = CREATES + (
        "    with op.get_context().autocommit_block():\n"
        '        op.execute("CREATE INDEX CONCURRENTLY i ON a (x)")\n'
        '    op.execute("SELECT nix")\n'
    )
    error = failure(postgresql, *files(tmp_path, source))
    assert error.hint is not None
    assert "2 statements of it are committed already" in error.hint
    assert error.hint.endswith("\n    CREATE TABLE a (x INTEGER)\n    CREATE INDEX CONCURRENTLY i ON a (x)")


def test_statements_before_a_commit_are_listed(postgresql: Engine) -> None:
    """A COMMIT that the revision sends by itself is seen."""
    history = chain(sql("CREATE TABLE a (x INTEGER)", "COMMIT", "SELECT nix"))
    with postgresql.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, history)
    assert caught.value.hint is not None
    assert caught.value.hint.endswith("\n    CREATE TABLE a (x INTEGER)")


def test_the_callers_transaction_is_named(postgresql: Engine) -> None:
    """The runtime does not roll it back."""
    with postgresql.connect() as connection:
        transaction = connection.begin()
        with pytest.raises(DatabaseError, match="nix") as caught:
            upgrade(connection, chain(sql("SELECT nix")))
        transaction.rollback()
    assert caught.value.hint == "the transaction that was open before the migrations is still open; roll it back"


def test_an_error_of_python_stays_what_it_is(sqlite: Engine) -> None:
    """A note says where it happened and what is left."""

    def upgrade_fails() -> None:
        raise KeyError("x")

    with sqlite.connect() as connection, pytest.raises(KeyError) as caught:
        upgrade(connection, chain(upgrade_fails))
    assert caught.value.__notes__ == [
        "While running the upgrade of revision 'r1' (revision r1): "
        "what this run had not committed was rolled back; the database is at base"
    ]


def test_a_message_of_several_lines_is_kept(postgresql: Engine) -> None:
    """PostgreSQL points into the statement."""
    with postgresql.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, chain(sql("SELECT nix")))
    assert str(caught.value) == (
        "The database refused the upgrade of revision 'r1' (revision r1): column \"nix\" does not exist\n"
        "LINE 1: SELECT nix\n               ^\n[SQL: SELECT nix]"
    )


def test_the_values_of_parameters_are_not_told(sqlite: Engine) -> None:
    """They may be secrets."""
    from sqlalchemy import text

    from migrate import op

    def inserts() -> None:
        op.get_bind().execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "hush"})

    with sqlite.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, chain(inserts))
    assert "hush" not in f"{caught.value} {caught.value.hint}"


def test_a_doubled_version_row_is_an_error_of_its_own(sqlite: Engine) -> None:
    """The update must hit one row."""
    history = chain(sql(), sql())
    with sqlite.connect() as connection:
        upgrade(connection, history, "r1", version_table_pk=False)
        with connection.begin():
            connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('r1')")
        with pytest.raises(CommandError, match=r"expected to match one row when updating 'r1' to 'r2'.*; 2 found"):
            upgrade(connection, history)


@pytest.mark.parametrize("each", [False, True])
def test_a_commit_that_is_refused(postgresql: Engine, each: bool) -> None:
    """A deferred constraint is checked at the end of the transaction."""
    history = chain(
        sql("CREATE TABLE a (x INTEGER PRIMARY KEY, y INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED)"),
        sql("INSERT INTO a VALUES (1, 2)"),
    )
    with postgresql.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, history, transaction_per_migration=each)
    assert str(caught.value).startswith("The database refused to commit: insert or update on table")
    assert caught.value.hint == "nothing of this transaction was kept"
    with postgresql.connect() as connection:
        locks = connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").scalar()
    assert locks == 0


def test_statements_of_an_autocommit_engine_stay(postgresql_url: str) -> None:
    """The driver tells that it commits each statement."""
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT", poolclass=pool.NullPool)
    with engine.connect() as connection, pytest.raises(DatabaseError) as caught:
        upgrade(connection, chain(sql("CREATE TABLE a (x INTEGER)", "SELECT nix")))
    assert caught.value.hint is not None
    assert caught.value.hint.startswith("1 statement of it is committed already and cannot be rolled back")
