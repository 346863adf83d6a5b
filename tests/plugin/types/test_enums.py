"""The operations on PostgreSQL's enum types: SQL, live effect, reverses and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Enum, Integer, create_engine
from sqlalchemy.dialects.postgresql import ARRAY, ENUM
from sqlalchemy.exc import DBAPIError

from migrate.autogenerate import render_python_code
from migrate.operations import MigrateOperation, Operations, ops
from migrate.plugin import UsageError
from migrate.runtime.migration import MigrationContext
from support.offline import Offline, written


@pytest.fixture
def connection(postgresql_url: str) -> Iterator[Connection]:
    engine = create_engine(postgresql_url)
    with engine.connect() as live:
        yield live
    engine.dispose()


@pytest.fixture
def op(connection: Connection) -> Operations:
    return Operations(MigrationContext.configure(connection))


def values_of(connection: Connection, name: str = "mood") -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT enumlabel FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typname = %s ORDER BY enumsortorder",
        (name,),
    )
    return list(rows.scalars())


STATEMENTS = [
    (
        ops.CreateEnumOp("mood", ["it's", "50%", "a:b"], schema="s"),
        "CREATE TYPE s.mood AS ENUM ('it''s', '50%', 'a:b')",
    ),
    (ops.DropEnumOp("Mood", if_exists=True), 'DROP TYPE IF EXISTS "Mood"'),
    (ops.AddEnumValueOp("mood", "x"), "ALTER TYPE mood ADD VALUE 'x'"),
    (
        ops.AddEnumValueOp("mood", "x", before="y", if_not_exists=True),
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'",
    ),
    (ops.AddEnumValueOp("mood", "x", after="y", schema="s"), "ALTER TYPE s.mood ADD VALUE 'x' AFTER 'y'"),
    (ops.RenameEnumValueOp("mood", "x", "it's"), "ALTER TYPE mood RENAME VALUE 'x' TO 'it''s'"),
    (
        ops.CreateEnumOp("mood", ["$migrate$"], if_not_exists=True),
        "DO $migrate_$ BEGIN CREATE TYPE mood AS ENUM ('$migrate$'); "
        "EXCEPTION WHEN duplicate_object THEN NULL; END $migrate_$",
    ),
]


@pytest.mark.parametrize(("operation", "statement"), STATEMENTS, ids=[statement for _, statement in STATEMENTS])
def test_statements(operation: MigrateOperation, statement: str) -> None:
    """What PostgreSQL is sent."""
    assert written(lambda op: op.invoke(operation)) == [statement]


@pytest.mark.parametrize("dialect", ["sqlite", "mysql"])
def test_other_databases_have_nothing_to_do(dialect: str) -> None:
    """There the columns say which values they take, so one revision serves for all."""
    for operation in (*(one for one, _ in STATEMENTS), ops.DropEnumValueOp("mood", "x")):
        assert written(lambda op, operation=operation: op.invoke(operation), dialect) == []  # type: ignore[misc]


def test_a_type_lives(op: Operations, connection: Connection) -> None:
    """Created, changed and dropped; `if_not_exists` and `if_exists` take what is there."""
    op.create_enum("mood", ["sad", "happy"])
    op.create_enum("mood", ["other"], if_not_exists=True)
    op.add_enum_value("mood", "ok", before="happy")
    op.add_enum_value("mood", "ok", if_not_exists=True)
    op.add_enum_value("mood", "great", after="happy")
    op.rename_enum_value("mood", "sad", "it's 50% :x")
    assert values_of(connection) == ["it's 50% :x", "ok", "happy", "great"]
    op.drop_enum("mood")
    op.drop_enum("mood", if_exists=True)
    assert values_of(connection) == []


def test_a_value_is_removed_from_all_columns_that_may_hold_it(op: Operations, connection: Connection) -> None:
    """Rows, defaults, arrays and indexes stay."""
    op.create_enum("mood", ["sad", "ok", "happy"])
    mood: ENUM = ENUM(name="mood", create_type=False)
    op.create_table(
        "Person %",
        Column("id", Integer),
        Column("the mood", mood, server_default="ok", nullable=False, index=True),
        Column("moods", ARRAY(mood), server_default="{sad,ok}"),
    )
    op.execute("""INSERT INTO "Person %" (id, "the mood") VALUES (1, 'sad'), (2, DEFAULT)""")
    op.drop_enum_value("mood", "happy")
    assert values_of(connection) == ["sad", "ok"]
    op.execute("""INSERT INTO "Person %" (id) VALUES (3)""")
    found = connection.exec_driver_sql('SELECT id, "the mood"::text, moods::text FROM "Person %%" ORDER BY id').all()
    assert found == [(1, "sad", "{sad,ok}"), (2, "ok", "{sad,ok}"), (3, "ok", "{sad,ok}")]


def test_a_value_that_is_used_is_not_removed(op: Operations, connection: Connection) -> None:
    """PostgreSQL's error names it, and nothing has changed."""
    op.create_enum("mood", ["sad", "ok"])
    op.create_table("person", Column("mood", ENUM(name="mood", create_type=False)))
    op.execute("INSERT INTO person VALUES ('sad')")
    connection.commit()
    with pytest.raises(DBAPIError, match='invalid input value for enum mood: "sad"'):
        op.drop_enum_value("mood", "sad")
    connection.rollback()
    assert values_of(connection) == ["sad", "ok"]


def test_a_value_that_is_not_there(op: Operations) -> None:
    """The error names type and value."""
    op.create_enum("mood", ["sad"])
    with pytest.raises(DBAPIError, match="the enum type mood has no value 'happy'"):
        op.drop_enum_value("mood", "happy")


def test_before_and_after_at_once() -> None:
    """There is no such place."""
    with pytest.raises(UsageError) as caught:
        Offline().op.add_enum_value("mood", "x", before="a", after="b")
    assert str(caught.value) == "The value 'x' cannot be put before 'a' and after 'b'"
    assert caught.value.hint == "give one of the two"


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=15)


@example("100%", ["50%", "it's :x", "%s"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names, st.lists(names, min_size=2, max_size=5, unique=True))
def test_down_and_up_again(op: Operations, connection: Connection, name: str, values: list[str]) -> None:
    """With any names and values, each reverse undoes its operation, live and in the text that is written."""
    *first, last = values
    steps = [
        ops.CreateEnumOp(name, first),
        ops.AddEnumValueOp(name, last, before=first[0]),
        ops.RenameEnumValueOp(name, last, f"{last}!"),
    ]
    states = [[]]
    for step in steps:
        op.invoke(step)
        states.append(values_of(connection, name))
    assert states[1:3] == [first, [last, *first]]
    for number in (2, 1, 0):
        op.invoke(steps[number].reverse())
        assert values_of(connection, name) == states[number]
    offline = Offline("postgresql")
    for step in (*steps, *(one.reverse() for one in reversed(steps))):
        offline.op.invoke(step)
    cursor = connection.connection.cursor()
    cursor.execute(offline.buffer.getvalue())
    assert values_of(connection, name) == []


def test_reversing_twice_gives_the_operation_again() -> None:
    """Also where the value's place counts."""
    for operation, _ in STATEMENTS:
        if not isinstance(operation, ops.DropEnumOp):
            assert operation.reverse().reverse().to_diff_tuple() == operation.to_diff_tuple()
    add = ops.AddEnumValueOp("mood", "x", before="y", schema="s")
    assert vars(add.reverse().reverse()) == vars(add)
    with pytest.raises(ValueError, match="the values of the enum type are not known"):
        ops.DropEnumOp("mood").reverse()


def test_from_a_models_enum() -> None:
    """Name, values and schema."""
    enum = Enum("a", "b", name="mood", schema="s")
    assert ops.CreateEnumOp.from_enum(enum).to_diff_tuple() == ("add_enum", "s", "mood", ("a", "b"))
    assert ops.DropEnumOp.from_enum(enum).reverse().to_diff_tuple() == ("add_enum", "s", "mood", ("a", "b"))


def test_their_source() -> None:
    """What a generated revision holds can be run."""
    operations: list[Any] = [operation for operation, _ in STATEMENTS] + [ops.DropEnumValueOp("mood", "x", schema="s")]
    source = render_python_code(ops.UpgradeOps(operations))
    lines = [line.strip() for line in source.splitlines() if line.strip().startswith("op.")]
    offline = Offline()
    for line in lines:
        eval(line, {"op": offline.op})
    assert offline.sql[: len(STATEMENTS)] == [statement for _, statement in STATEMENTS]
    assert lines[4] == "op.add_enum_value('mood', 'x', after='y', schema='s')"
