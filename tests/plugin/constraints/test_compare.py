"""Foreign keys and check constraints."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, MetaData, Table

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways

WITH_CHECKS = {"autogenerate_plugins": ["migrate.autogenerate.*", "migrate.ext.checkconstraint_byname"]}


def models(*items: Any) -> MetaData:
    made = MetaData()
    Table("parent", made, Column("id", Integer, primary_key=True), Column("no", Integer, primary_key=True))
    columns = (Column("a", Integer), Column("b", Integer))
    Table("child", made, Column("id", Integer, primary_key=True), *columns, *items)
    return made


def key(*local: str, to: tuple[str, ...] = ("id", "no"), **options: Any) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(local or ("a", "b"), [f"parent.{name}" for name in to], **options)


def differences(url: str, before: MetaData, after: MetaData, **opts: Any) -> list[Any]:
    with connected(url) as connection:
        build(connection, before)
        return compare(connection, after, **opts)


def test_added_and_dropped(database_url: str) -> None:
    """The drop tells all that is needed to undo it."""
    with connected(database_url) as connection:
        build(connection, models())
        (added,) = compare(connection, models(key(name="fk", ondelete="CASCADE")))
        assert (added[0], added[1].name) == ("add_fk", "fk")
        models().drop_all(connection)
        build(connection, models(key(name="fk", ondelete="CASCADE")))
        dropped, *_ = compare(connection, models())  # MySQL has an index for it
        assert (dropped[0], dropped[1].ondelete) == ("remove_fk", "CASCADE")


def test_what_is_the_same_is_no_difference(database_url: str) -> None:
    """Whatever the case of the words, and whatever the name."""
    with connected(database_url) as connection:
        unchanged: tuple[dict[str, Any], ...] = (
            {},
            {"ondelete": "cascade"},
            {"onupdate": "SET NULL"},
            {"ondelete": "no action"},
        )
        for options in unchanged:
            build(connection, models(key(**options)))
            assert compare(connection, models(key(**options))) == []
            assert compare(connection, models(key(name="named", **options))) == []
            models().drop_all(connection)


def test_the_order_of_pairs_is_no_change(postgresql_url: str) -> None:
    """What matters is which column refers to which."""
    with connected(postgresql_url) as connection:
        build(connection, models(key("a", "b")))
        same = key("b", "a", to=("no", "id"))
        assert compare(connection, models(same)) == []
        assert kinds(compare(connection, models(key("b", "a")))) == ["remove_fk", "add_fk"]
        with_another = models(key("b", "a", to=("no", "id")), key("a", "b", name="another", ondelete="CASCADE"))
        assert kinds(compare(connection, with_another)) == ["add_fk"]


CHANGED: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {"ondelete": "CASCADE"}),
    ({"onupdate": "CASCADE"}, {}),
    ({"ondelete": "CASCADE"}, {"ondelete": "SET NULL"}),
)


def test_a_changed_option_makes_the_key_anew(database_url: str) -> None:
    """The old one goes first."""
    with connected(database_url) as connection:
        for before, after in CHANGED:
            build(connection, models(key(**before)))
            assert kinds(compare(connection, models(key(**after)))) == ["remove_fk", "add_fk"]
            models().drop_all(connection)


def test_deferrable_is_compared(postgresql_url: str) -> None:
    """And what it is initially, unless that only says the default."""
    with connected(postgresql_url) as connection:
        build(connection, models(key(deferrable=True, initially="DEFERRED")))
        assert compare(connection, models(key(initially="deferred"))) == []
        assert kinds(compare(connection, models(key(deferrable=True)))) == ["remove_fk", "add_fk"]
        assert kinds(compare(connection, models(key(initially="IMMEDIATE")))) == ["remove_fk", "add_fk"]


def test_match_is_compared(postgresql_url: str) -> None:
    """Unless it only says the default."""
    with connected(postgresql_url) as connection:
        both_ways(connection, models(key(match="FULL", name="fk")), models(key(match="simple", name="fk")))
        assert compare(connection, models(key(name="fk"))) == []
        assert kinds(compare(connection, models(key(match="full")))) == ["remove_fk", "add_fk"]
        assert compare(connection, models(key(match="full")), compare="reference") == []


OPTIONS: tuple[dict[str, Any], ...] = (
    {"ondelete": "CASCADE", "onupdate": "SET NULL"},
    {"deferrable": True},
    {"deferrable": True, "initially": "DEFERRED"},
    {"match": "FULL", "ondelete": "SET DEFAULT"},
)


@pytest.mark.parametrize("options", OPTIONS)
def test_options_come_and_go(postgresql_url: str, options: dict[str, Any]) -> None:
    """Both ways, and nothing is left to do."""
    with connected(postgresql_url) as connection:
        both = both_ways(connection, models(key(name="fk")), models(key(name="fk", **options)))
    assert both.upgrade.count("op.create_foreign_key(") == both.downgrade.count("op.create_foreign_key(") == 1


def test_checks_are_compared_by_name_if_asked_for(postgresql_url: str) -> None:
    """By name; those without are nobody's."""
    before = models(CheckConstraint("a > 0", name="old"), CheckConstraint("a > 1"))
    after = models(CheckConstraint("b > 0", name="new"))
    with connected(postgresql_url) as connection:
        build(connection, before)
        diffs = compare(connection, after, **WITH_CHECKS)
    assert [(diff[0], str(diff[1].name)) for diff in diffs] == [
        ("remove_constraint", "child_a_check"),
        ("remove_constraint", "old"),
        ("add_constraint", "new"),
    ]


def test_names_can_be_left_out(postgresql_url: str) -> None:
    """Of foreign keys, and of checks."""
    before = models(key(name="theirs"), CheckConstraint("a > 0", name="theirs_too"))

    def include_name(name: str | None, type_: str, parents: Any) -> bool:
        return "theirs" not in (name or "")

    assert differences(postgresql_url, before, models(), include_name=include_name, **WITH_CHECKS) == []
