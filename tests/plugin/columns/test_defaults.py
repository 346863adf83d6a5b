"""Server defaults in each database's own words: what is the same, what is not, and that nothing of them runs."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlalchemy.dialects import mysql, postgresql

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways

Defaults = list[tuple[Any, Any]]


def models(*defaults: tuple[Any, Any]) -> sa.MetaData:
    """Return a table with a column of each type and default."""
    made = sa.MetaData()
    columns = (sa.Column(f"x{at}", type_, server_default=default) for at, (type_, default) in enumerate(defaults))
    sa.Table("t", made, sa.Column("id", sa.Integer, primary_key=True), *columns)
    return made


def dialect_of(url: str) -> str:
    return sa.make_url(url).get_backend_name()


WORDS = sa.String(60)
ANYWHERE: Defaults = [
    *((WORDS, value) for value in ("a", "", " a ", "NULL", "it's", 'a"b', "a\\b", "50%", "a:b", "5", "05", "1.0")),
    *((WORDS, text(source)) for source in ("'x'", "7", "NULL", "('a' || 'b')")),
    *((WORDS, one) for one in (sa.func.lower("ABC"), sa.literal("x"), sa.literal_column("'y'"))),
    (sa.Integer(), "5"),
    (sa.Integer(), text("-5")),
    (sa.Integer(), text("(1 + 2*3)")),
    (sa.Numeric(10, 2), "1.50"),
    (sa.Numeric(10, 2), text("1e3")),
    (sa.Float(), "1e-3"),
    (sa.Boolean(), sa.true()),
    (sa.Boolean(), sa.false()),
    (sa.Boolean(), text("FALSE")),
    (sa.DateTime(), sa.func.now()),
    (sa.DateTime(), text("CURRENT_TIMESTAMP")),
    (sa.DateTime(), text("'2020-01-01'")),
    (sa.Date(), text("(CURRENT_DATE)")),
    (sa.Time(), "10:00"),
    (sa.JSON(), text("'{}'")),
    (sa.JSON(), '{"a": 1, "b": [1, 2]}'),
    (sa.Enum("a", "b", name="letters"), "a"),
    (sa.LargeBinary(), "abc"),
    (sa.Uuid(), "0" * 32),
]
OWN: dict[str, Defaults] = {
    "sqlite": [(WORDS, text("(lower(hex(randomblob(16))))")), (sa.Integer(), text("0x10"))],
    "postgresql": [
        (sa.DateTime(), text("(now() at time zone 'utc')")),
        (sa.Uuid(), text("gen_random_uuid()")),
        (postgresql.JSONB(), '{"a":1}'),
        (sa.ARRAY(sa.Integer), text("'{}'")),
        (sa.ARRAY(sa.Text), text("array['a','b']")),
        (sa.Interval(), text("interval '1 day'")),
        (sa.BigInteger(), text("extract(epoch from now())::bigint")),
        (WORDS, text("E'a\\nb'")),
        (sa.Date(), text("now()::date + 1")),
        (postgresql.ENUM("x", "y", name="xy"), text("'x'::xy")),
        (sa.Integer(), text("CAST('5' AS INTEGER)")),
    ],
    "mariadb": [
        (sa.DateTime(), text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")),
        (mysql.DATETIME(fsp=6), text("now(6)")),
        (WORDS, text("uuid()")),
        (WORDS, text("(CONCAT('a:b', '%'))")),
        (sa.Date(), text("(current_date + INTERVAL 1 DAY)")),
        (sa.JSON(), text("(JSON_ARRAY(1,2))")),
        (mysql.BIT(3), text("b'101'")),
        (WORDS, text("_utf8mb4'abc'")),
        (sa.Integer(), text("0x10")),
    ],
}


def test_no_default_differs_from_itself(database_url: str) -> None:
    """However the database writes it."""
    defaults = [*ANYWHERE, *OWN[dialect_of(database_url)]]
    with connected(database_url) as connection:
        build(connection, models(*defaults))
        assert compare(connection, models(*defaults)) == []


CHANGES: list[tuple[Any, Any, Any]] = [
    (sa.Integer(), "1", "2"),
    (sa.Integer(), None, "2"),
    (sa.Integer(), "1", None),
    (WORDS, "a", "A"),
    (WORDS, "a", "a "),
    (WORDS, "it's", 'it"s'),
    (sa.Numeric(10, 2), "1.50", "1.51"),
    (sa.Boolean(), sa.true(), sa.false()),
    (sa.JSON(), '{"a": 1}', '{"a": 2}'),
    (sa.DateTime(), sa.func.now(), None),
    (sa.DateTime(), None, sa.func.now()),
    (WORDS, "now", "50%:a"),
]
OWN_CHANGES: dict[str, list[tuple[Any, Any, Any]]] = {
    "sqlite": [(WORDS, text("(lower('A'))"), text("(lower('B'))"))],
    "postgresql": [
        (WORDS, text("lower('A')"), text("lower('B')")),
        (sa.ARRAY(sa.Integer), text("'{}'"), text("'{1}'")),
        (postgresql.JSONB(), text("'{}'::jsonb"), text("'[]'::jsonb")),
    ],
    "mariadb": [
        (WORDS, text("(concat('a', 'b'))"), text("(concat('a', 'c'))")),
        (WORDS, None, text("(concat('a', 'c'))")),
        (WORDS, text("(concat('a', 'c'))"), None),
        (sa.Date(), text("(current_date + INTERVAL 1 DAY)"), text("(current_date + INTERVAL 2 DAY)")),
    ],
}


def test_every_change_is_found_and_its_revision_runs(database_url: str) -> None:
    """Also between a default and none; there and back."""
    changes = [*CHANGES, *OWN_CHANGES[dialect_of(database_url)]]
    before = models(*((type_, old) for type_, old, _ in changes))
    after = models(*((type_, new) for type_, _, new in changes))
    with connected(database_url) as connection:
        build(connection, before)
        diffs = compare(connection, after)
        assert [diff[0][3] for diff in diffs] == [f"x{at}" for at in range(len(changes))]
        assert kinds(diffs) == ["modify_default"] * len(changes)
        both_ways(connection, before, after)


def test_defaults_are_left_alone_if_asked_for(sqlite_url: str) -> None:
    """By their own option, or by the reference's way, in which they have to be asked for."""
    after = models((sa.Integer(), "2"))
    with connected(sqlite_url) as connection:
        build(connection, models((sa.Integer(), "1")))
        assert kinds(compare(connection, after)) == ["modify_default"]
        assert compare(connection, after, compare_server_default=False) == []
        assert compare(connection, after, compare="reference") == []
        assert kinds(compare(connection, after, compare="reference", compare_server_default=True)) == ["modify_default"]


ATTACKS = (
    "0); DROP TABLE t; --",
    "nextval(counter)",
    "0) # (\n, x9 int default (0",
    "'\\'; DROP TABLE t; --'",
    "`a; DROP TABLE t`",
    "0 /* ; DROP TABLE t */",
    "'unfinished",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_text_of_a_default_never_runs_on_mariadb(mariadb_url: str, attack: str) -> None:
    """The table stays, and the sequence does not count."""
    with connected(mariadb_url) as connection:
        connection.exec_driver_sql("CREATE SEQUENCE counter")
        build(connection, models((sa.Integer(), "1")))
        diffs = compare(connection, models((sa.Integer(), text(attack))), include_name=_only_t)
        assert "modify_default" in kinds(diffs)
        connection.commit()
        assert set(kinds(compare(connection, models((sa.Integer(), "1")), include_name=_only_t))) <= _OF_SEQUENCES
        assert connection.exec_driver_sql("SELECT next_not_cached_value FROM counter").scalar() == 1


# A plugin for sequences, where it is installed, reports the one that the test is about.
_OF_SEQUENCES = {"remove_sequence"}


def _only_t(name: str | None, kind: str, parents: Any) -> bool:
    return kind != "table" or name == "t"


def test_mariadb_is_asked_once_for_all_defaults(mariadb_url: str) -> None:
    """In one temporary table; a wrong one does not spoil the others."""
    sources = ["(current_date + INTERVAL 1 DAY)", "(current_date)", "date('2000-01-01')"]
    same = [(sa.Date(), text(source)) for source in sources]
    with connected(mariadb_url) as connection:
        build(connection, models(*same))
        with counted_statements(connection) as statements:
            assert compare(connection, models(*same)) == []
        assert sum("CREATE TEMPORARY" in statement for statement in statements) == 1
        wrong = (sa.Date(), text("no_such_function()"))
        assert kinds(compare(connection, models(*same, wrong))) == ["add_column"]
        assert kinds(compare(connection, models(*same[:2], wrong))) == ["modify_default"]
