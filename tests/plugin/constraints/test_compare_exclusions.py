"""EXCLUDE constraints, compared as PostgreSQL defines them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, column, func, literal_column, text
from sqlalchemy.dialects.postgresql import INET, INT4RANGE, ExcludeConstraint

from migrate_plugins.dialects.postgresql.exclusions import PostgresqlExclusions
from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways


def models(*items: Any) -> MetaData:
    made = MetaData()
    columns = (Column("id", Integer, primary_key=True), Column("Room", String(9)), Column("during", INT4RANGE))
    columns = (*columns, Column("Net", INET))
    Table("booking", made, *columns, *items)
    return made


CONSTRAINTS: dict[str, Any] = {
    "plain": lambda: ExcludeConstraint(("during", "&&"), name="ex"),
    "two columns": lambda: ExcludeConstraint((column("Room"), "="), ("during", "&&"), name="ex"),
    "using": lambda: ExcludeConstraint(("during", "&&"), using="spgist", name="ex"),
    "where": lambda: ExcludeConstraint(("during", "&&"), where=text("\"Room\" <> 'a%' AND id > 0"), name="ex"),
    "where in": lambda: ExcludeConstraint(("during", "&&"), where=text("\"Room\" IN ('a', 'b')"), name="ex"),
    "operator class": lambda: ExcludeConstraint(
        (Column("Net", INET), "&&"), ("during", "&&"), ops={"Net": "inet_ops"}, name="ex"
    ),
    "expression": lambda: ExcludeConstraint(
        (func.lower(literal_column('"Room"')), "="), (text("int4range(id, id + 2)"), "&&"), name="ex"
    ),
    "deferrable": lambda: ExcludeConstraint(("during", "&&"), deferrable=True, initially="DEFERRED", name="ex"),
    "without a name": lambda: ExcludeConstraint(("id", "="), using="btree"),
}


@pytest.fixture
def connection(postgresql_url: str) -> Any:
    """A connection to a database in which plain columns can be excluded by gist."""
    with connected(postgresql_url) as opened:
        opened.exec_driver_sql("CREATE EXTENSION btree_gist")
        opened.commit()
        yield opened


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_added_and_dropped(connection: Connection, name: str) -> None:
    """Both ways, and nothing is left to do; what comes back is what was dropped."""
    added = both_ways(connection, models(), models(CONSTRAINTS[name]()))
    assert added.upgrade.count("op.create_exclude_constraint(") == 1
    models().drop_all(connection)
    dropped = both_ways(connection, models(CONSTRAINTS[name]()), models())
    assert dropped.downgrade.count("op.create_exclude_constraint(") == 1


def test_each_is_written_once(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is looked at in a comparison."""
    written = []
    write = PostgresqlExclusions.exclusion_as_wanted

    def counted(self: Any, constraint: Any) -> str:
        written.append(constraint.name)
        return write(self, constraint)

    build(connection, models(CONSTRAINTS["plain"]()))
    monkeypatch.setattr(PostgresqlExclusions, "exclusion_as_wanted", counted)
    assert compare(connection, models(CONSTRAINTS["plain"]())) == []
    assert len(compare(connection, models(CONSTRAINTS["where"]()))) == 2
    assert written == ["ex", "ex"]


def test_each_differs_from_all_others(connection: Connection) -> None:
    """By one drop and one creation, which can be carried out both ways."""
    for name, constraint in CONSTRAINTS.items():
        other = next(one for one in CONSTRAINTS if one != name)
        both_ways(connection, models(constraint()), models(CONSTRAINTS[other]()))
        models().drop_all(connection)
        build(connection, models(constraint()))
        for other, another in CONSTRAINTS.items():
            expected = [] if name == other else ["remove_constraint", "add_constraint"]
            assert kinds(compare(connection, models(another()))) == expected, (name, other)
        models().drop_all(connection)


def test_operator_classes_are_kept(connection: Connection) -> None:
    """In both directions."""
    both = both_ways(connection, models(CONSTRAINTS["operator class"]()), models(CONSTRAINTS["plain"]()))
    assert both.downgrade.splitlines()[-1] == (
        "op.create_exclude_constraint('ex', 'booking', (sa.column('Net'), '&&'), (sa.column('during'), '&&'), "
        "using='gist', ops={'Net': 'inet_ops'})"
    )


@pytest.mark.parametrize("hostile", ["id > 0); DROP TABLE booking; --", "nothing(id)", "true), CHECK (true"])
def test_what_cannot_be_compared_is_the_same(
    connection: Connection, hostile: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And said so; nothing is executed."""
    build(connection, models(CONSTRAINTS["plain"]()))
    with caplog.at_level(logging.INFO):
        after = models(ExcludeConstraint(("during", "&&"), where=text(hostile), name="ex"))
        assert compare(connection, after) == []
    assert connection.exec_driver_sql("SELECT count(*) FROM booking").scalar() == 0
    assert "Cannot compare exclude constraint 'ex' on 'booking': taken as the same" in caplog.messages


def test_the_reference_compares_none(connection: Connection) -> None:
    """As the option says."""
    build(connection, models(CONSTRAINTS["plain"]()))
    assert compare(connection, models(), compare="reference") == []
    assert compare(connection, models(), include_name=lambda name, type_, parents: type_ != "exclude_constraint") == []
