"""Indexes and unique constraints, which databases keep the ones as the others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    desc,
    func,
    text,
)

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways


def models(*items: Any, **options: Any) -> MetaData:
    made = MetaData(**options)
    columns = (Column("id", Integer, primary_key=True), Column("x", String(20)), Column("y", Integer))
    Table("t", made, *columns, *items)
    return made


def differences(url: str, before: MetaData, after: MetaData, **opts: Any) -> list[Any]:
    with connected(url) as connection:
        build(connection, before)
        return compare(connection, after, **opts)


def test_added_and_dropped(database_url: str) -> None:
    """Drops come first."""
    diffs = differences(
        database_url, models(Index("old", "x")), models(Index("new", "x"), UniqueConstraint("y", name="u"))
    )
    assert kinds(diffs) == ["remove_index", "add_index", "add_constraint"]


def test_what_is_the_same_is_no_difference(database_url: str) -> None:
    """Named, unnamed, and by a naming convention; a long name is shortened in the same way."""
    convention = {"uq": "unique_constraint_of_%(table_name)s_on_the_columns_%(column_0_N_name)s_and_no_others"}

    def made() -> MetaData:
        return models(Index("ix", "x", "y"), UniqueConstraint("y", "x"), Index("ux", "y", unique=True))

    def conventional() -> MetaData:
        return models(UniqueConstraint("y", "x"), naming_convention=convention)

    with connected(database_url) as connection:
        build(connection, made())
        assert compare(connection, made()) == []
        made().drop_all(connection)
        build(connection, conventional())
        assert compare(connection, conventional()) == []


def test_a_changed_index_is_made_anew(database_url: str) -> None:
    """Other columns, more columns, another order, unique or not."""
    with connected(database_url) as connection:
        build(connection, models(Index("ix", "x")))
        for after in (Index("ix", "y"), Index("ix", "x", "y"), Index("ix", "y", "x"), Index("ix", "x", unique=True)):
            assert kinds(compare(connection, models(after))) == ["remove_index", "add_index"]


def test_a_changed_unique_constraint_is_made_anew(postgresql_url: str) -> None:
    """The order of its columns is no change."""
    with connected(postgresql_url) as connection:
        build(connection, models(UniqueConstraint("x", "y", name="u")))
        assert compare(connection, models(UniqueConstraint("y", "x", name="u"))) == []
        diffs = compare(connection, models(UniqueConstraint("x", name="u")))
        assert kinds(diffs) == ["remove_constraint", "add_constraint"]


def test_an_index_that_becomes_a_constraint(postgresql_url: str) -> None:
    """Under the same name."""
    diffs = differences(postgresql_url, models(Index("u", "x", unique=True)), models(UniqueConstraint("x", name="u")))
    assert kinds(diffs) == ["remove_index", "add_constraint"]


def test_an_index_of_a_foreign_key_goes_with_it(mariadb_url: str) -> None:
    """The database would keep it; where it serves another foreign key it stays."""
    with connected(mariadb_url) as connection:
        revision = both_ways(connection, models(ForeignKeyConstraint(["y"], ["t.id"], name="fk")), models())
    assert revision.upgrade.splitlines() == [
        "op.drop_constraint(op.f('fk'), 't', type_='foreignkey')",
        "op.drop_index(op.f('fk'), table_name='t')",
    ]


def test_an_index_of_a_foreign_key_stays_for_another(mariadb_url: str) -> None:
    """On the same columns."""
    before = models(ForeignKeyConstraint(["y"], ["t.id"], name="fk", ondelete="CASCADE"))
    after = models(ForeignKeyConstraint(["y"], ["t.id"], name="fk"))
    assert kinds(differences(mariadb_url, before, after)) == ["remove_fk", "add_fk"]


def test_indexes_of_foreign_keys_are_mysqls_own(mariadb_url: str) -> None:
    """It makes them, and would not let them go."""

    def made() -> MetaData:
        metadata = models()
        Table("child", metadata, Column("id", Integer, primary_key=True), Column("t_id", ForeignKey("t.id")))
        return metadata

    with connected(mariadb_url) as connection:
        build(connection, made())
        assert compare(connection, made()) == []


PG_SAME = (
    (lambda: Index("ix", func.lower(text("x"))), lambda: Index("ix", text("lower( x )"))),
    (lambda: Index("ix", desc("y")), lambda: Index("ix", text("y DESC NULLS FIRST"))),
    (lambda: Index("ix", text("coalesce(y, -1)")), lambda: Index("ix", text("COALESCE(y,(-1))"))),
)


@pytest.mark.parametrize(("before", "after"), PG_SAME)
def test_an_expression_in_other_words_is_the_same(postgresql_url: str, before: Any, after: Any) -> None:
    """PostgreSQL keeps expressions in a form of its own."""
    assert differences(postgresql_url, models(before()), models(after())) == []


def test_a_changed_expression_is_found(postgresql_url: str) -> None:
    """As is a changed order."""
    with connected(postgresql_url) as connection:
        build(connection, models(Index("ix", text("lower(x)")), Index("iy", desc("y"))))
        changed = models(Index("ix", text("upper(x)")), Index("iy", "y"))
        assert kinds(compare(connection, changed)) == ["remove_index", "add_index"] * 2


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_expressions_that_cannot_be_reflected_are_passed_over(sqlite_url: str) -> None:
    """With a warning that names the index, where no more is compared than the reference does."""
    with pytest.warns(UserWarning, match="autogenerate skipping metadata-specified expression-based index 'ix'"):
        assert differences(sqlite_url, models(), models(Index("ix", text("lower(x)"))), compare="reference") == []


def test_names_and_objects_can_be_left_out(sqlite_url: str) -> None:
    """Of either kind, on either side."""
    before = models(Index("old", "x"), UniqueConstraint("y", name="u_old"))
    with connected(sqlite_url) as connection:
        build(connection, before)
        assert compare(connection, models(), include_name=lambda name, type_, parents: "old" not in (name or "")) == []
        seen: list[tuple[str, str, bool]] = []

        def include_object(item: Any, name: str, type_: str, reflected: bool, compare_to: Any) -> bool:
            if type_ in ("index", "unique_constraint"):
                seen.append((type_, name, reflected))
                return False
            return True

        assert compare(connection, models(Index("new", "x")), include_object=include_object) == []
    assert seen == [("index", "old", True), ("unique_constraint", "u_old", True), ("index", "new", False)]
