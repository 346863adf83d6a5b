"""`op.execute()`: text is sent as written, constructs are compiled, on a live database and offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, String, bindparam, column, create_engine, literal, select, table, text
from sqlalchemy.exc import StatementError

from migrate.config import Config
from migrate.operations import Operations, ops
from migrate.runtime.environment import EnvironmentContext
from migrate.runtime.migration import MigrationContext
from migrate.script import ScriptDirectory
from support.offline import written


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url)
    with engine.connect() as live:
        yield live
    engine.dispose()


@pytest.fixture
def op(connection: Connection) -> Operations:
    operations = Operations(MigrationContext.configure(connection))
    operations.execute("CREATE TABLE note (body VARCHAR(100))")
    return operations


def test_colons_and_percent_signs_are_sent_as_written(op: Operations, connection: Connection) -> None:
    """JSON, times and patterns hold what would be parameters elsewhere."""
    op.execute("""INSERT INTO note VALUES ('{"a":1,"b"::x} 12:30 :name 100%s %(x)s %%')""")
    assert connection.execute(select(column("body")).select_from(table("note"))).scalar() == (
        '{"a":1,"b"::x} 12:30 :name 100%s %(x)s %%'
    )


def test_an_escaped_colon_is_a_colon(op: Operations, connection: Connection) -> None:
    """Migrations written for `text()` escape it."""
    op.execute(r"INSERT INTO note VALUES ('12\:30')")
    assert connection.execute(text("SELECT body FROM note")).scalar() == "12:30"


def test_bound_text(op: Operations, connection: Connection) -> None:
    """`sa.text()` binds, as everywhere in SQLAlchemy."""
    op.execute(text("INSERT INTO note VALUES (:body)").bindparams(body="it's :x"))
    assert connection.execute(text("SELECT body FROM note")).scalar() == "it's :x"


def test_a_construct(op: Operations, connection: Connection) -> None:
    """Whatever SQLAlchemy can execute."""
    note = table("note", column("body", String))
    op.execute(note.insert().values(body="a"))
    op.execute(note.update().values(body=note.c.body + literal("b")))
    assert connection.execute(select(note.c.body)).scalar() == "ab"


def test_execution_options_go_to_the_connection(op: Operations, connection: Connection) -> None:
    """As `Connection.execution_options()` has it, they hold from then on."""
    from sqlalchemy import event

    seen = []
    event.listen(
        connection,
        "before_execute",
        lambda conn, statement, *rest: seen.append(conn.get_execution_options().get("mark")),
    )
    op.execute("DELETE FROM note")
    op.execute("INSERT INTO note VALUES ('a')", execution_options={"mark": 5})
    op.execute("INSERT INTO note VALUES ('b')")
    assert seen == [None, 5, 5]


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=30).filter(
    lambda given: "\\" not in given  # MySQL reads backslashes in literals
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts)
def test_any_text_arrives_as_it_is(op: Operations, connection: Connection, body: str) -> None:
    """Whatever is in a literal of a plain string is in the database, and in an offline script."""
    quoted = body.replace("'", "''")
    op.execute("DELETE FROM note")
    op.execute(f"INSERT INTO note VALUES ('{quoted}')")
    assert connection.exec_driver_sql("SELECT body FROM note").scalar() == body
    assert (
        f"('{' '.join(quoted.split())}')"
        in written(
            lambda op: op.execute(f"INSERT INTO note VALUES ('{' '.join(quoted.split())}')"), connection.dialect.name
        )[0]
    )


def test_offline_values_are_literals() -> None:
    """With `literal_binds`, which templates set."""
    note = table("note", column("body", String))
    statement = note.insert().values(body=bindparam("b", "it's"))
    assert written(lambda op: op.execute(statement), literal_binds=True) == ["INSERT INTO note (body) VALUES ('it''s')"]


def test_its_diff_tuple() -> None:
    """The verb and the statement; a statement cannot be reversed."""
    assert ops.ExecuteSQLOp("select 1").to_diff_tuple() == ("execute", "select 1")
    with pytest.raises(NotImplementedError):
        ops.ExecuteSQLOp("select 1").reverse()


def test_the_switch_for_parameters_in_plain_strings(tmp_path: Path) -> None:
    """`[plugin:data] bind_parameters = true` lets plain strings be read as `sa.text()`."""
    ini = tmp_path / "migrate.ini"
    ini.write_text(f"[migrate]\nscript_location = {tmp_path}\n\n[plugin:data]\nbind_parameters = true\n")
    config = Config(ini)
    engine = create_engine("sqlite://")
    with engine.connect() as connection, EnvironmentContext(config, ScriptDirectory(tmp_path)) as environment:
        environment.configure(connection=connection)
        operations = Operations(environment.get_context())
        operations.execute(r"SELECT '12\:30'")
        with pytest.raises(StatementError, match="A value is required for bind parameter 'name'"):
            operations.execute("SELECT :name")
    engine.dispose()
