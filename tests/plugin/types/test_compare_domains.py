"""Domains of PostgreSQL whose definition has changed: found, altered in place, and altered back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Column, Connection, MetaData, Table
from sqlalchemy.dialects.postgresql import DOMAIN, ENUM

from support.comparing import build, compare, connected, counted_statements
from support.roundtrip import both_ways, generated
from support.sqlalchemies import has


def models(*types: Any) -> MetaData:
    made = MetaData()
    columns = (Column(f"x{number}", type_) for number, type_ in enumerate(types))
    Table("t", made, Column("id", sa.Integer, primary_key=True), *columns)
    return made


def number(**options: Any) -> DOMAIN[Any]:
    return DOMAIN("number", sa.Integer(), **options)


def word(**options: Any) -> DOMAIN[Any]:
    return DOMAIN("word", sa.String(20), **options)


FORMS: dict[str, Callable[[], DOMAIN[Any]]] = {
    "plain": number,
    # An expression of SQL as a default fails in SQLAlchemy itself before.
    "default": lambda: number(default=sa.text("1 + 2") if has("2.0.42") else "12"),
    "another default": lambda: number(default="7"),
    "not null": lambda: number(not_null=True),
    "check": lambda: number(check="VALUE > 0 AND VALUE % 2 <> 1"),
    "another check": lambda: number(check=r"VALUE BETWEEN 1 AND 5"),
    "named check": lambda: number(check="VALUE > 0 AND VALUE % 2 <> 1", constraint_name="it's %s: positive"),
    "all": lambda: number(check="VALUE > 0", constraint_name="positive", not_null=True, default="1"),
}


UNNAMED = ("named check", "check")
"""Models that give no name take any."""


@pytest.mark.parametrize("before", FORMS)
def test_each_becomes_all_others_and_comes_back(postgresql_url: str, before: str) -> None:
    """And does not differ from itself."""
    with connected(postgresql_url) as connection:
        for after in FORMS:
            revision = both_ways(connection, models(FORMS[before]()), models(FORMS[after]()))
            is_same = before == after or (before, after) == UNNAMED
            assert ("ALTER DOMAIN number " in revision.upgrade) != is_same
            empty(connection)


def test_the_default_of_a_column_is_its_own(postgresql_url: str) -> None:
    """SQLAlchemy's inspector tells the domain's where a column has none."""

    def with_default(default: str | None) -> MetaData:
        made = models()
        made.tables["t"].append_column(Column("x", number(default="1"), server_default=default))
        return made

    with connected(postgresql_url) as connection:
        for before, after in (("1", "2"), ("1", None), (None, "1")):
            both_ways(connection, with_default(before), with_default(after))
            empty(connection)


def empty(connection: Connection) -> None:
    connection.exec_driver_sql("DROP TABLE t")
    connection.exec_driver_sql("DROP DOMAIN number")
    connection.commit()


@pytest.mark.parametrize(
    "check",
    [
        "VALUE IN ('a', 'b%', 'c:d')",
        "VALUE ~ '^[[:alpha:]]+$' AND VALUE !~ 'x''y'",
        "char_length(VALUE) < 5 OR VALUE = 'longer'",
        "VALUE = lower(VALUE)",
    ],
)
def test_conditions_on_words(postgresql_url: str, check: str) -> None:
    """PostgreSQL writes them with casts of its own, and others again when it reads those."""
    with connected(postgresql_url) as connection:
        both_ways(connection, models(word(check="VALUE <> ''", default="it's")), models(word(check=check)))
        connection.exec_driver_sql("DROP TABLE t; DROP DOMAIN word")
        both_ways(connection, models(word(check=check)), models(word(default="100%")))


def test_the_differences(postgresql_url: str) -> None:
    """In the database's words."""
    with connected(postgresql_url) as connection:
        build(connection, models(number(check="VALUE>0")))
        assert compare(connection, models(number(check="VALUE>1", default="5", not_null=True))) == [
            ("remove_domain_check", None, "number", "number_check", "(VALUE > 0)"),
            ("modify_domain", None, "number", "DEFAULT none -> 5"),
            ("modify_domain", None, "number", "NULL -> NOT NULL"),
            ("add_domain_check", None, "number", "number_check", "(VALUE > 1)"),
        ]


def test_a_domain_of_another_schema_is_altered_before_a_new_column_uses_it(postgresql_url: str) -> None:
    """Once, however many columns use it, arrays included."""

    def domain(**options: Any) -> DOMAIN[Any]:
        return DOMAIN("Of It", sa.Integer(), schema="other one", **options)

    with connected(postgresql_url) as connection:
        connection.exec_driver_sql('CREATE SCHEMA "other one"')
        after = models(domain(check="VALUE > 0"), sa.ARRAY(domain(check="VALUE > 0")))
        before = models(domain())
        revision = both_ways(connection, before, after)
        assert revision.upgrade.count("ALTER DOMAIN") == 1
        assert revision.upgrade.index("ALTER DOMAIN") < revision.upgrade.index("add_column")


def test_further_conditions_are_left_alone(postgresql_url: str) -> None:
    """A model can say one alone; without any it says that there is none."""
    with connected(postgresql_url) as connection:
        build(connection, models(number(check="VALUE > 0")))
        connection.exec_driver_sql("ALTER DOMAIN number ADD CONSTRAINT more CHECK (VALUE < 9)")
        assert compare(connection, models(number(check="VALUE > 0"))) == []
        assert compare(connection, models(number(check="VALUE > 1"))) == [
            ("add_domain_check", None, "number", "number_check1", "(VALUE > 1)")
        ]
        removed = [diff[:4] for diff in compare(connection, models(number()))]
        assert removed == [("remove_domain_check", None, "number", name) for name in ("more", "number_check")]


@pytest.mark.parametrize(
    ("type_", "told"),
    [(sa.BigInteger(), "bigint"), (sa.String(20), "character varying(20)")],
)
def test_another_type_is_said_not_to_be_possible(postgresql_url: str, type_: Any, told: str) -> None:
    """With what can be done."""
    with connected(postgresql_url) as connection:
        build(connection, models(number()))
        with pytest.warns(UserWarning, match="changes no domain's type") as warned:
            assert compare(connection, models(DOMAIN("number", type_, not_null=True))) == []
    assert str(warned[0].message) == (
        f"The domain 'number' is of the type integer, not {told} as in the models. PostgreSQL changes no domain's "
        "type; write a revision that creates a domain of another name and gives it to the columns, or mend the models"
    )


def test_another_collation_is_said_not_to_be_possible(postgresql_url: str) -> None:
    """It belongs to the type."""
    with connected(postgresql_url) as connection:
        build(connection, models(word(collation="C")))
        assert compare(connection, models(word(collation="C"))) == []
        with pytest.warns(UserWarning, match=r'of the type character varying\(20\) COLLATE "C", not character varying'):
            assert compare(connection, models(word())) == []


def test_what_is_not_ours_is_left_alone(postgresql_url: str) -> None:
    """A domain that the models do not create, and any with compare_type off or the reference's comparison."""
    with connected(postgresql_url) as connection:
        build(connection, models(number()))
        assert compare(connection, models(number(not_null=True, create_type=False))) == []
        assert compare(connection, models(number(not_null=True)), compare_type=False) == []
        assert compare(connection, models(number(not_null=True)), compare="reference") == []


def test_what_the_database_does_not_take_is_taken_as_the_same(postgresql_url: str) -> None:
    """Nothing of it is run: a text that could end its definition is not even sent."""
    with connected(postgresql_url) as connection:
        build(connection, models(number()))
        for check in ("no_such_function(VALUE)", "VALUE > 0); DROP TABLE t; --"):
            with counted_statements(connection) as statements:
                assert compare(connection, models(number(check=check))) == []
            assert not any("DROP TABLE" in statement for statement in statements)


def test_a_domain_over_a_new_enum_type_is_left_until_it_is_there(postgresql_url: str) -> None:
    """The enum type is created, and nothing is said of the domain that has its name."""
    with connected(postgresql_url) as connection:
        build(connection, models(DOMAIN("feeling", sa.Text())))
        mood = ENUM("sad", "ok", name="mood")
        assert compare(connection, models(DOMAIN("feeling", mood))) == []


def test_rows_are_kept_and_checked(postgresql_url: str) -> None:
    """A value that the new condition does not allow stops the upgrade."""
    with connected(postgresql_url) as connection:
        build(connection, models(number()))
        connection.exec_driver_sql("INSERT INTO t VALUES (1, -1)")
        connection.commit()
        revision = generated(connection, models(number(check="VALUE > 0")))
        with pytest.raises(sa.exc.IntegrityError):
            revision.run(connection, revision.upgrade)
        connection.rollback()
        assert connection.exec_driver_sql("SELECT x0 FROM t").scalars().all() == [-1]
