"""Columns that are only on one side, and what can change of one."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Column, Date, Identity, Integer, MetaData, String, Table, func, text

from support.comparing import build, carry_out, compare, connected, counted_statements, kinds, produce


def table(*columns: Column[Any]) -> MetaData:
    made = MetaData()
    Table("t", made, Column("id", Integer, primary_key=True), *(column._copy() for column in columns))
    return made


def differences(url: str, before: list[Column[Any]], after: list[Column[Any]], **opts: Any) -> list[Any]:
    with connected(url) as connection:
        build(connection, table(*before))
        return compare(connection, table(*after), **opts)


def test_added_and_dropped_columns(database_url: str) -> None:
    """Added ones first, in the order of the models; dropped ones last."""
    diffs = differences(
        database_url,
        [Column("old", Integer), Column("kept", Integer, nullable=False)],
        [Column("kept", Integer, nullable=True), Column("b", Integer), Column("a", Integer)],
    )
    assert kinds(diffs) == ["add_column", "add_column", "modify_nullable", "remove_column"]
    assert [diffs[0][3].name, diffs[1][3].name, diffs[3][3].name] == ["b", "a", "old"]


def test_a_change_tells_what_was_there(sqlite_url: str) -> None:
    """So that it can be carried out anywhere, and undone."""
    with connected(sqlite_url) as connection:
        build(connection, table(Column("x", String(5), nullable=True, server_default="a")))
        script = produce(connection, table(Column("x", String(9), nullable=False, server_default="a")))
    assert script.upgrade_ops is not None
    (change,) = script.upgrade_ops.ops[0].ops  # type: ignore[attr-defined]  # a container
    assert change.existing_type.length == 5
    assert change.existing_nullable is True
    assert str(change.existing_server_default.arg) == "'a'"
    assert change.modify_type.length == 9
    assert change.modify_nullable is False


DEFAULTS: tuple[Any, ...] = ("it's", "5", "a:b %s", text("7"), text("'7'"), func.current_timestamp(), text("(1 + 1)"))


def test_a_default_that_did_not_change_is_no_difference(database_url: str) -> None:
    """However the database writes it."""
    columns = [Column(f"x{at}", String(40), server_default=default) for at, default in enumerate(DEFAULTS)]
    with connected(database_url) as connection:
        build(connection, table(*columns))
        assert compare(connection, table(*columns)) == []


@pytest.mark.parametrize(("answer", "expected"), [(True, ["modify_default"]), (False, []), (None, ["modify_default"])])
def test_the_project_may_compare_defaults(sqlite_url: str, answer: bool | None, expected: list[str]) -> None:
    """None leaves it to the dialect."""
    seen: list[tuple[Any, ...]] = []

    def compare_server_default(context: Any, conn: Any, model: Any, *defaults: Any) -> bool | None:
        seen.append((conn.name, model.name, *defaults[:1], defaults[2]))
        return answer

    diffs = differences(
        sqlite_url,
        [Column("x", Integer, server_default="1")],
        [Column("x", Integer, server_default="2")],
        compare_server_default=compare_server_default,
    )
    assert kinds(diffs) == expected
    assert seen == [("x", "x", "'1'", "'2'")]


@pytest.mark.parametrize("database", ["sqlite", "mariadb"])
def test_an_identity_is_no_difference_where_there_is_none(database: str, request: pytest.FixtureRequest) -> None:
    """The same models serve several databases."""
    with connected(request.getfixturevalue(f"{database}_url")) as connection:
        build(connection, table(Column("x", Integer, Identity(start=3))))
        assert compare(connection, table(Column("x", Integer, Identity(start=3)))) == []


def test_identity(postgresql_url: str) -> None:
    """Compared by what it says; it is never NULL, and without it a column may be again."""
    with connected(postgresql_url) as connection:
        build(connection, table(Column("x", Integer, Identity(start=3))))
        assert compare(connection, table(Column("x", Integer, Identity(start=3)))) == []
        assert kinds(compare(connection, table(Column("x", Integer, Identity(start=4))))) == ["modify_default"]
        assert kinds(compare(connection, table(Column("x", Integer, Identity(start=3), nullable=True)))) == []
        assert kinds(compare(connection, table(Column("x", Integer)))) == ["modify_nullable+modify_default"]
        assert kinds(compare(connection, table(Column("x", Integer, nullable=False)))) == ["modify_default"]


def test_serial_is_no_default(postgresql_url: str) -> None:
    """Its sequence comes and goes with the column."""
    with connected(postgresql_url) as connection:
        build(connection, table())
        assert compare(connection, table()) == []


ATTACKS = (
    "0); DROP TABLE t; --",
    "0) , c9 integer DEFAULT (0",
    "(SELECT count(*) FROM pg_sleep(3))",
    "nextval('counter')",
    "$$x$$; DROP TABLE t",
    "E'\\'; DROP TABLE t; --'",
    "`a; DROP TABLE t`",
    "0 /* ; DROP TABLE t */",
    "'unfinished",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_text_of_a_default_never_runs(postgresql_url: str, attack: str) -> None:
    """Whatever is in it: the table stays, the sequence does not count, nothing waits."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SEQUENCE counter")
        build(connection, table(Column("x", Integer, server_default="1")))
        # A plugin for sequences, where it is installed, does not report one that belongs to a column.
        connection.exec_driver_sql("ALTER SEQUENCE counter OWNED BY t.x")
        models = table(Column("x", Integer, server_default=text(attack)))
        assert kinds(compare(connection, models)) == ["modify_default"]
        connection.commit()
        assert compare(connection, table(Column("x", Integer, server_default="1"))) == []
        assert connection.exec_driver_sql("SELECT is_called FROM counter").scalar() is False


def test_defaults_that_the_database_rewrites_are_asked_for_at_once(postgresql_url: str) -> None:
    """In one savepoint for all, which is rolled back; one that is wrong does not spoil the others."""
    sources = ["now() - interval '1 day'", "current_date + 1", "date '2000-01-01'"]

    def models(*more: str) -> MetaData:
        named = enumerate((*sources, *more))
        return table(*(Column(f"x{at}", Date, server_default=text(source)) for at, source in named))

    with connected(postgresql_url) as connection:
        build(connection, models("now()"))
        with counted_statements(connection) as statements:
            assert compare(connection, models("now()")) == []
        assert sum("TEMPORARY" in statement for statement in statements) == 1
        assert kinds(compare(connection, models("no_such()"))) == ["modify_default"]


def test_without_a_transaction_defaults_are_compared_as_they_are_written(postgresql_url: str) -> None:
    """There would be nothing to roll back."""
    with connected(postgresql_url) as connection:
        build(connection, table(Column("x", Integer, server_default=text("1+1"))))
        connection.execution_options(isolation_level="AUTOCOMMIT")
        with counted_statements(connection) as statements:
            models = table(Column("x", Integer, server_default=text("1 + 2")))
            assert kinds(compare(connection, models)) == ["modify_default"]
        assert not any("TEMPORARY" in statement for statement in statements)


def test_changes_of_columns_run_both_ways(postgresql_url: str) -> None:
    """Type, NULL and default at once."""
    before = table(Column("x", String(5), nullable=False, server_default="a"))
    after = table(Column("x", String(9), nullable=True, server_default="b"))
    with connected(postgresql_url) as connection:
        build(connection, before)
        script = produce(connection, after)
        assert script.upgrade_ops is not None
        assert script.downgrade_ops is not None
        carry_out(connection, script.upgrade_ops)
        assert compare(connection, after) == []
        carry_out(connection, script.downgrade_ops)
        assert compare(connection, before) == []
