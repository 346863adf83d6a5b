"""When PostgreSQL checks a unique constraint or a primary key, and what it includes, is compared as its columns are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from support.comparing import build, compare, connected, counted_statements, kinds
from support.roundtrip import both_ways, generated
from support.sqlalchemies import has, since

includes = since("2.0.41", "keys include no columns before")
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {},
    "deferrable": {"deferrable": True},
    "deferred": {"deferrable": True, "initially": "DEFERRED"},
    "immediate": {"deferrable": True, "initially": "immediate"},
    "never deferred": {"deferrable": False},
    "deferred as it goes without saying": {"initially": "deferred"},
}
if has("2.0.41"):
    OPTIONS |= {
        "with INCLUDE": {"postgresql_include": ["c"]},
        "with another INCLUDE": {"postgresql_include": ["c", "b"]},
        "with all": {"deferrable": True, "initially": "DEFERRED", "postgresql_include": ["c"]},
    }
SAME = ({"plain", "never deferred"}, {"deferrable", "immediate"}, {"deferred", "deferred as it goes without saying"})
CHANGES = (
    ("plain", "deferrable"),
    ("deferred", "never deferred"),
    ("deferrable", "deferred"),
    ("plain", "with INCLUDE"),
    ("with INCLUDE", "with another INCLUDE"),
    ("deferred", "with all"),
    ("with all", "never deferred"),
)
KEYS: dict[str, Callable[..., tuple[Any, ...]]] = {
    "named": lambda **options: (PrimaryKeyConstraint("id"), UniqueConstraint("a", name="u", **options)),
    "unnamed": lambda **options: (PrimaryKeyConstraint("id"), UniqueConstraint("a", **options)),
    "primary": lambda **options: (PrimaryKeyConstraint("id", **options),),
    "primary, named": lambda **options: (PrimaryKeyConstraint("id", name="k", **options),),
}


def models(*items: Any, schema: str | None = None) -> MetaData:
    made = MetaData(schema=schema)
    columns = (Column("id", Integer, autoincrement=False), *(Column(name, Integer) for name in "abc"))
    Table("t", made, *columns, *items)
    return made


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("options", OPTIONS)
def test_what_was_created_does_not_differ(postgresql_url: str, key: str, options: str) -> None:
    """Nor does another way to say the same."""
    with connected(postgresql_url) as connection:
        build(connection, models(*KEYS[key](**OPTIONS[options])))
        for same in next((names for names in SAME if options in names), {options}):
            assert compare(connection, models(*KEYS[key](**OPTIONS[same]))) == []


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("before", "after"), [pair for pair in CHANGES if OPTIONS.keys() >= set(pair)])
def test_a_change_is_made_and_taken_back(postgresql_url: str, key: str, before: str, after: str) -> None:
    """With the options of both sides, and nothing is left to do after each step."""
    old, new = (models(*KEYS[key](**OPTIONS[one])) for one in (before, after))
    with connected(postgresql_url) as connection:
        build(connection, old)
        assert kinds(compare(connection, new)) == ["remove_constraint", "add_constraint"]
        both_ways(connection, old, new)


@includes
def test_it_is_written_with_its_options(postgresql_url: str) -> None:
    """An unnamed constraint keeps the name that the database has given it."""
    old = models(*KEYS["unnamed"](**OPTIONS["deferrable"]))
    with connected(postgresql_url) as connection:
        build(connection, old)
        revision = generated(connection, models(*KEYS["unnamed"](**OPTIONS["with all"])))
    assert revision.upgrade.splitlines() == [
        "op.drop_constraint(op.f('t_a_key'), 't', type_='unique')",
        "op.create_unique_constraint(op.f('t_a_key'), 't', ['a'], deferrable=True, initially='DEFERRED', "
        "postgresql_include=['c'])",
    ]
    assert revision.downgrade.splitlines() == [
        "op.drop_constraint(op.f('t_a_key'), 't', type_='unique')",
        "op.create_unique_constraint(op.f('t_a_key'), 't', ['a'], deferrable=True)",
    ]


@includes
def test_a_primary_key_is_written_with_its_options(postgresql_url: str) -> None:
    """In both directions."""
    with connected(postgresql_url) as connection:
        build(connection, models(*KEYS["primary"](**OPTIONS["deferred"])))
        revision = generated(connection, models(*KEYS["primary"](**OPTIONS["with INCLUDE"])))
    assert revision.upgrade.splitlines() == [
        "op.drop_constraint(op.f('t_pkey'), 't', type_='primary')",
        "op.create_primary_key(op.f('t_pkey'), 't', ['id'], postgresql_include=['c'])",
    ]
    assert revision.downgrade.splitlines()[-1] == (
        "op.create_primary_key(op.f('t_pkey'), 't', ['id'], deferrable=True, initially='DEFERRED')"
    )


@includes
def test_in_a_batch_it_is_written_with_its_options(postgresql_url: str) -> None:
    """As outside of one."""
    with connected(postgresql_url) as connection:
        both_ways(
            connection,
            models(*KEYS["primary"](**OPTIONS["deferred"])),
            models(*KEYS["primary"](**OPTIONS["with INCLUDE"])),
            render_as_batch=True,
        )


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("options", [one for one in ("deferred", "with all") if one in OPTIONS])
def test_a_dropped_table_comes_back_with_them(postgresql_url: str, key: str, options: str) -> None:
    """As it was."""
    with connected(postgresql_url) as connection:
        both_ways(connection, models(*KEYS[key](**OPTIONS[options])), MetaData())


@includes
def test_a_dropped_constraint_comes_back_with_them(postgresql_url: str) -> None:
    """In a schema, too."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE SCHEMA s")
        options = OPTIONS["with all"]
        before, after = models(*KEYS["named"](**options), schema="s"), models(PrimaryKeyConstraint("id"), schema="s")
        both_ways(connection, before, after, include_schemas=True)


def test_one_of_two_over_the_same_columns_may_differ(postgresql_url: str) -> None:
    """An unnamed one beside a named one is a constraint of its own if it is checked at another time."""
    with connected(postgresql_url) as connection:
        named = UniqueConstraint("a", name="u")
        before = models(PrimaryKeyConstraint("id"), named)
        after = models(
            PrimaryKeyConstraint("id"), UniqueConstraint("a", name="u"), UniqueConstraint("a", deferrable=True)
        )
        both_ways(connection, before, after)


@includes
def test_a_foreign_key_makes_way_for_an_included_column(postgresql_url: str) -> None:
    """As it leans on the primary key."""
    both = []
    for options in (OPTIONS["plain"], OPTIONS["with INCLUDE"]):
        made = models(*KEYS["primary"](**options))
        Table("child", made, Column("x", Integer), ForeignKeyConstraint(["x"], ["t.id"], name="fk"))
        both.append(made)
    with connected(postgresql_url) as connection:
        both_ways(connection, *both)


@includes
def test_a_renamed_column_stays_included(postgresql_url: str) -> None:
    """Under its new name, with nothing else to do."""
    after = MetaData()
    columns = [Column("id", Integer, autoincrement=False), *(Column(name, Integer) for name in "ab")]
    Table(
        "t",
        after,
        *columns,
        Column("d", Integer, info={"renamed_from": "c"}),
        PrimaryKeyConstraint("id", postgresql_include=["d"]),
        UniqueConstraint("a", name="u", postgresql_include=["d"]),
    )
    include = {"postgresql_include": ["c"]}
    before = models(PrimaryKeyConstraint("id", **include), UniqueConstraint("a", name="u", **include))
    with connected(postgresql_url) as connection:
        build(connection, before)
        assert kinds(compare(connection, after)) == ["modify_name"]


@includes
def test_nothing_of_it_is_compared_by_the_reference(postgresql_url: str) -> None:
    """As Alembic does not."""
    with connected(postgresql_url) as connection:
        build(connection, models(*KEYS["unnamed"](**OPTIONS["deferred"]), UniqueConstraint("b", name="u")))
        wanted = models(*KEYS["unnamed"](), UniqueConstraint("b", name="u", **OPTIONS["with all"]))
        assert compare(connection, wanted, compare="reference") == []


def test_no_statement_is_added_for_it(postgresql_url: str) -> None:
    """Keys are read by one statement for each kind."""
    with connected(postgresql_url) as connection:
        build(connection, models(*KEYS["named"](**OPTIONS["deferred"])))
        with counted_statements(connection) as statements:
            compare(connection, models(*KEYS["named"](**OPTIONS["deferred"])))
    assert len([one for one in statements if "pg_constraint k ON k.conrelid" in one]) == 2


@includes
def test_a_deferred_constraint_is_deferred_in_the_end(postgresql_url: str) -> None:
    """What was generated is what the database has."""
    with connected(postgresql_url) as connection:
        both_ways(connection, models(*KEYS["named"]()), models(*KEYS["named"](**OPTIONS["with all"])))
        row = connection.exec_driver_sql("SELECT condeferrable, condeferred FROM pg_constraint WHERE conname = 'u'")
        assert tuple(row.one()) == (True, True)
