"""CHECK constraints, compared in the database's own words."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Enum,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    column,
)

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways


def models(*items: Any, **columns: Any) -> MetaData:
    made = MetaData()
    own = {"a": Integer, "b": Integer, "name": String(20), **columns}
    Table(
        "t", made, Column("id", Integer, primary_key=True), *(Column(key, type_) for key, type_ in own.items()), *items
    )
    return made


def check(condition: Any, name: str | None = None) -> CheckConstraint:
    return CheckConstraint(condition, name=name)


SAME: tuple[Any, ...] = (
    "a > 0",
    "a > 0 AND (b < 3 OR name = 'x')",
    r"name IN ('it''s', 'b%', '\:c')",
    "name LIKE 'a%' AND a % 2 = 0",
    "lower(name) = name OR length(name) > 3",
    "a BETWEEN 1 AND 10",
    "CASE WHEN a > 0 THEN b ELSE -b END > 0",
    "name IS NOT NULL OR NOT (a <> -1)",
    column("a") > column("b"),
    column("name").in_(["x", "y"]),
)


@pytest.mark.parametrize("name", [None, "ck"])
def test_what_is_the_same_is_no_difference(database_url: str, name: str | None) -> None:
    """Of a table and of a column, with a name or without, in whatever words the database keeps it."""

    def made() -> MetaData:
        numbered = (check(one, name and f"{name}_{number}") for number, one in enumerate(SAME))
        return models(*numbered, Column("c", Integer, check("c <> 5")))

    with connected(database_url) as connection:
        build(connection, made())
        assert compare(connection, made()) == []


CHANGES: tuple[tuple[list[Any], list[Any]], ...] = (
    ([], [check("a > 0", "ck")]),
    ([], [check("a > 0")]),
    ([check("a > 0", "ck")], [check("a > 1", "ck")]),
    ([check("a > 0 OR b > 0", "ck")], [check("(a > 0 OR b > 0) AND a < 9", "ck")]),
    ([check("(a > 0 OR b > 0) AND a < 9", "ck")], [check("a > 0 OR (b > 0 AND a < 9)", "ck")]),
    ([check("name <> 'A'", "ck")], [check("name <> 'a'", "ck")]),
    ([check("a > 0", "old")], [check("a > 0", "new")]),
    ([check("a > 0"), check("b > 0")], [check("b > 0"), check("a > 1")]),
    ([check("a > 0"), check("a > 1"), check("a > 2")], [check("a > 1")]),
)


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_a_change_is_carried_out(database_url: str, number: int) -> None:
    """Both ways, and nothing is left to do."""
    before, after = CHANGES[number]
    with connected(database_url) as connection:
        both_ways(connection, models(*map(copied, before)), models(*map(copied, after)))


def copied(constraint: CheckConstraint) -> CheckConstraint:
    return CheckConstraint(str(constraint.sqltext), name=constraint.name)


def test_what_is_said_otherwise_is_the_same(postgresql_url: str) -> None:
    """As the database has only one way to say it."""
    with connected(postgresql_url) as connection:
        build(connection, models(check("(a>0)and((b < 3))", "ck"), check("name in ('x')")))
        assert compare(connection, models(check("a > 0 AND b < 3", "ck"), check("name = 'x'"))) == []


def test_columns_come_and_go_with_their_conditions(database_url: str) -> None:
    """A condition on a new column comes after it, one on a dropped column goes before it."""
    before = models(check("a > 0 AND d > 0", "ck_d"), d=Integer)
    after = models(check("a > 0 AND e > 0", "ck_e"), Column("f", Integer, check("f > 0")), e=Integer)
    with connected(database_url) as connection:
        both_ways(connection, before, after)


def test_the_conditions_of_types(database_url: str) -> None:
    """Of a Boolean and an Enum: other words, a new column, another type."""
    yes_or_no = Boolean(create_constraint=True, name="ck_flag")

    def enum(*words: str) -> Enum:
        return Enum(*words, native_enum=False, create_constraint=True, name="ck_word", length=9)

    before = models(word=enum("x", "y"), kind=String(9))
    after = models(word=enum("x", "z"), kind=String(9), flag=yes_or_no)
    with connected(database_url) as connection:
        both_ways(connection, before, after)


def test_a_type_that_brings_its_condition(postgresql_url: str) -> None:
    """Where a column gets the type, the condition is not added a second time."""

    def enum(*words: str) -> Enum:
        return Enum(*words, native_enum=False, create_constraint=True, name="ck_word")

    with connected(postgresql_url) as connection:
        both = both_ways(connection, models(word=enum("x")), models(word=enum("x", "yy")))
    assert "create_check_constraint" not in both.upgrade


def test_unnamed_conditions_get_the_names_that_postgresql_would_give(postgresql_url: str) -> None:
    """So that the downgrade can drop them, and models without names fit either."""
    with connected(postgresql_url) as connection:
        both = both_ways(connection, models(check("a > 0")), models(check("a > 0"), check("a > 1"), check("a > b")))
    assert both.upgrade.splitlines() == [
        "op.create_check_constraint(op.f('t_a_check1'), 't', 'a > 1')",
        "op.create_check_constraint(op.f('t_check'), 't', 'a > b')",
    ]


def test_conditions_are_asked_for_at_once(postgresql_url: str) -> None:
    """However many tables there are."""

    def made(tables: int) -> MetaData:
        metadata = MetaData()
        for number in range(tables):
            columns = (Column("id", Integer, primary_key=True), Column(f"c{number % 3}", Integer))
            Table(f"t{number}", metadata, *columns, check(f"c{number % 3} > {number}"))
        return metadata

    sent = []
    with connected(postgresql_url) as connection:
        for tables in (2, 2, 20):  # what never changes is asked for at the first time
            build(connection, made(tables))
            with counted_statements(connection) as statements:
                assert compare(connection, made(tables)) == []
            sent.append(len(statements))
            made(tables).drop_all(connection)
    assert sent[1] == sent[2]


HOSTILE = (
    "a > 0); DROP TABLE t; --",
    "a > 0) , CONSTRAINT x CHECK (true",
    "a > 0 /* ",
    "a > (SELECT count(*) FROM t)",
    "nothing_of_that_name(a) > 0",
)


@pytest.mark.parametrize("text_", HOSTILE)
def test_what_cannot_be_compared_is_the_same(
    text_: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    """And said so once; nothing is executed, and the comparison of others goes on."""
    for server in ("postgresql", "mariadb"):
        caplog.clear()
        with connected(request.getfixturevalue(f"{server}_url")) as connection, caplog.at_level(logging.INFO):
            build(connection, models(check("a > 0", "ck"), check("b > 0", "other")))
            diffs = compare(connection, models(check(text_, "ck"), check("b > 1", "other")))
            assert [(diff[0], diff[1].name) for diff in diffs] == [
                ("remove_constraint", "other"),
                ("add_constraint", "other"),
            ]
            assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0
        said = [one.message for one in caplog.records if "Cannot compare" in one.message]
        assert said == ["Cannot compare check constraint 'ck' on 't': taken as the same"]


def test_no_live_object_is_touched(postgresql_url: str) -> None:
    """Nothing but scratch tables is made, which are gone at once, and no lock is taken that anyone would notice."""
    made = models(check("a > 0", "ck"))
    with connected(postgresql_url) as connection:
        build(connection, made)
        with counted_statements(connection) as statements:
            assert compare(connection, models(check("a  >  0", "ck"))) == []
        kinds_of_statements = {" ".join(statement.split()[:2]) for statement in statements}
        assert {one for one in kinds_of_statements if not one.startswith(("SELECT", "WITH"))} == {
            "CREATE TEMPORARY",
            "SAVEPOINT sa_savepoint_1",
            "ROLLBACK TO",
        }
        locks = "SELECT DISTINCT mode FROM pg_locks WHERE relation = 't'::regclass AND pid = pg_backend_pid()"
        assert {row[0] for row in connection.exec_driver_sql(locks)} <= {"AccessShareLock"}
        assert connection.exec_driver_sql("SELECT to_regclass('pg_temp.migrate_scratch')").scalar() is None


def test_other_columns_of_one_name(postgresql_url: str) -> None:
    """The words of the database depend on the type of a column."""

    def made() -> MetaData:
        metadata = MetaData()
        for name, type_ in (("t", String(5)), ("u", Text()), ("v", String(5, collation="C"))):
            Table(name, metadata, Column("x", type_), check("x > 'a'", f"ck_{name}"))
        return metadata

    with connected(postgresql_url) as connection:
        build(connection, made())
        assert compare(connection, made()) == []


def test_the_reference_compares_none(database_url: str) -> None:
    """Unless names are asked for; then names are all that is compared."""
    by_name = ["migrate.autogenerate.*", "migrate.ext.checkconstraint_byname"]
    with connected(database_url) as connection:
        build(connection, models(check("a > 0", "ck"), check("b > 0", "old")))
        after = models(check("a > 1", "ck"))
        assert compare(connection, after, compare="reference") == []
        assert kinds(compare(connection, after, autogenerate_plugins=by_name)) == ["remove_constraint"]
        assert kinds(compare(connection, after)) == ["remove_constraint", "remove_constraint", "add_constraint"]


def test_constraints_can_be_left_out(database_url: str) -> None:
    """By their names in the database, and as objects."""
    with connected(database_url) as connection:
        build(connection, models(check("a > 0", "theirs")))
        assert compare(connection, models(), include_name=lambda name, type_, parents: name != "theirs") == []
        seen: list[tuple[str, bool, bool]] = []

        def include_object(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
            if type_ == "check_constraint":
                seen.append((name, reflected, compare_to is not None))
            return type_ != "check_constraint"

        after = models(check("a > 1", "theirs"), check("a > 2", "ours"))
        assert compare(connection, after, include_object=include_object) == []
        assert compare(connection, models(), include_object=include_object) == []
    assert seen == [("theirs", False, True), ("ours", False, False), ("theirs", True, False)]


@pytest.mark.parametrize("beside", [None, JSON], ids=["alone", "beside JSON"])
@pytest.mark.parametrize(
    "name", ["plain", "order", "Two Words", "it's", "100%s", "a:b", "x;y", "a.b", "(x)", "#", "--", 'q"', "né日"]
)
def test_columns_of_any_name(database_url: str, name: str, beside: Any) -> None:
    """Whatever quotes a name needs, a change of the condition is found and carried out."""
    if database_url.startswith("sqlite") and "'" in name:
        pytest.skip("SQLAlchemy does not read this name back from SQLite")

    def made(least: int) -> MetaData:
        items = [Column("beside", beside)] if beside is not None else []
        return models(Column(name, Integer), *items, check(column(name, Integer) > least, "ck"))

    with connected(database_url) as connection:
        both = both_ways(connection, made(5), made(6))
        assert "create_check_constraint" in both.upgrade


@pytest.mark.parametrize("name", ["`) CHECK (0), x INT CHECK (`a", "a` > 0) ; DROP TABLE t -- ", "' OR `"])
def test_a_name_in_backticks_ends_no_condition(mariadb_url: str, name: str) -> None:
    """What is not the name of a column is no condition; it is not sent in a form that means something else."""
    with connected(mariadb_url) as connection:
        build(connection, models(check("a > 0", "ck")))
        with counted_statements(connection) as statements:
            assert compare(connection, models(check(f"`{name}` > 0", "ck"))) == []
        assert not [one for one in statements if "DROP TABLE" in one]
        assert connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 0


RETYPED: tuple[tuple[Any, Any, str], ...] = (
    (Integer(), Numeric(10, 2), "a <> 3 OR a IS NULL"),
    (Numeric(10, 2), Integer(), "a > 5"),
    (String(20), Text(), "a IN ('a', 'b')"),
    (Text(), String(20), "a IN ('a', 'b') OR a = 'c'"),
    (Date(), DateTime(), "a > '2020-01-01'"),
)


@pytest.mark.parametrize(("before", "after", "condition"), RETYPED)
@pytest.mark.parametrize("of_column", [True, False])
def test_a_condition_on_a_column_of_another_type(
    postgresql_url: str, before: Any, after: Any, condition: str, of_column: bool
) -> None:
    """It is created anew on both ways: PostgreSQL would keep its own casts to the old type, and differ ever after."""

    def made(type_: Any) -> MetaData:
        own = (check(condition, "ck"),)
        made = MetaData()
        columns = (Column("id", Integer, primary_key=True), Column("a", type_, *(own if of_column else ())))
        Table("t", made, *columns, *(() if of_column else own))
        return made

    with connected(postgresql_url) as connection:
        revision = both_ways(connection, made(before), made(after))
        assert revision.upgrade.count("drop_constraint") == revision.upgrade.count("create_check_constraint") == 1


@pytest.mark.parametrize(("before", "after"), [(Integer, BigInteger), (String(20), String(30))])
def test_a_condition_that_does_not_change_with_the_type_stays(postgresql_url: str, before: Any, after: Any) -> None:
    """So does one on other columns."""
    condition = "a <> 3" if before is Integer else "a IN ('a', 'b')"
    with connected(postgresql_url) as connection:
        old, new = ((check(condition, "ck"), check("b > 0", "other")) for _ in range(2))
        revision = both_ways(connection, models(*old, a=before), models(*new, a=after))
        assert "constraint" not in revision.upgrade


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_changed_condition_of_a_column_is_not_lost_with_its_type(
    request: pytest.FixtureRequest, database: str
) -> None:
    """It does not come along with a new type, as one of the type does, or as all of a column do on MariaDB."""

    def made(type_: Any, condition: str) -> MetaData:
        made = MetaData()
        Table("t", made, Column("id", Integer, primary_key=True), Column("a", type_, check(condition)))
        return made

    with connected(request.getfixturevalue(f"{database}_url")) as connection:
        both_ways(connection, made(Integer, "a > 0"), made(BigInteger, "a > 1"))


def test_a_condition_on_a_name_with_a_backtick(postgresql_url: str) -> None:
    """It is asked for like any other where names are in double quotes."""

    def made(number: int) -> MetaData:
        return models(check(column("it`s") > number, "ck"), **{"it`s": Integer})

    with connected(postgresql_url) as connection:
        both_ways(connection, made(1), made(2))
        assert kinds(compare(connection, made(3))) == ["remove_constraint", "add_constraint"]
