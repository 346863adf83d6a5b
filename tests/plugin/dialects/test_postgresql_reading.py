"""PostgreSQL's columns, keys and indexes are read faster than by an inspector, and come out the same."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, MetaData, event, inspect
from sqlalchemy.engine.reflection import Inspector

from migrate.migration import MigrationContext
from support.comparing import compare, connected
from support.models import Schema, metadata_of, schemas

KINDS = ("columns", "pk_constraint", "unique_constraints", "indexes")
EVERYTHING = """
CREATE DOMAIN {0}age AS integer NOT NULL DEFAULT 7 CHECK (VALUE > 0);
CREATE TYPE {0}mood AS ENUM ('so', 'it''s');
CREATE SEQUENCE {0}apart;
CREATE TABLE {0}plain (
    id serial PRIMARY KEY, big bigserial, small smallserial, gone text, name varchar(20) DEFAULT 'it''s' NOT NULL,
    amount numeric(10, 2) DEFAULT 1.50, other numeric(10, 2), "Two Words" text DEFAULT ':x 100%%', at timestamptz(3),
    number integer DEFAULT nextval('{0}apart'), word text DEFAULT nextval('{0}apart')::text, bits bit varying(5),
    span interval day to second (3), key uuid, "char" "char", doc jsonb DEFAULT '{{}}', UNIQUE (name, amount),
    CONSTRAINT "named, too" UNIQUE ("Two Words")
);
ALTER TABLE {0}plain DROP COLUMN gone;
COMMENT ON COLUMN {0}plain.name IS 'of the house';
COMMENT ON CONSTRAINT "named, too" ON {0}plain IS 'twice';
CREATE INDEX ix_plain ON {0}plain (amount, "Two Words");
CREATE UNIQUE INDEX ix_unique ON {0}plain (number);
CREATE TABLE {0}special (
    id integer GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2), years {0}age, mood {0}mood DEFAULT 'so',
    moods {0}mood[], words text[], low varchar(9) COLLATE "C",
    twice integer GENERATED ALWAYS AS (5 * 2) STORED,
    part integer, CONSTRAINT pk_special PRIMARY KEY (part, id) INCLUDE (low), UNIQUE (part) INCLUDE (mood),
    UNIQUE (low), span integer, CONSTRAINT later UNIQUE (span) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_expression ON {0}special (lower(low), part);
CREATE INDEX ix_where ON {0}special (part) WHERE part > 5;
CREATE TABLE {0}sorted (a text, b text, c integer);
CREATE INDEX ix_desc ON {0}sorted (a DESC, b NULLS FIRST);
CREATE INDEX ix_class ON {0}sorted (a text_pattern_ops);
CREATE INDEX ix_hash ON {0}sorted USING hash (a);
CREATE INDEX ix_include ON {0}sorted (a) INCLUDE (b);
CREATE INDEX ix_with ON {0}sorted (a) WITH (fillfactor = 50);
CREATE TABLE {0}parted (a integer, b text) PARTITION BY RANGE (a);
CREATE TABLE {0}part PARTITION OF {0}parted FOR VALUES FROM (0) TO (10);
CREATE INDEX ix_parted ON {0}parted (b);
CREATE TABLE {0}child (extra integer) INHERITS ({0}sorted);
CREATE TABLE {0}excluded (a integer, EXCLUDE USING gist (int4range(a, a + 1) WITH &&));
CREATE TABLE {0}empty ();
"""
NEWER = """
CREATE TABLE {0}nulls (a integer, b integer, UNIQUE NULLS NOT DISTINCT (a));
CREATE UNIQUE INDEX ix_nulls ON {0}nulls (b) NULLS NOT DISTINCT;
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("schema", [None, "s", "Other One"])
def test_everything_is_told_as_by_an_inspector(postgresql_url: str, kind: str, schema: str | None) -> None:
    """Whatever a table may have, of whatever type: word for word what SQLAlchemy's inspector tells."""
    with connected(postgresql_url) as connection:
        _build_everything(connection, schema)
        inspector = inspect(connection)
        names = sorted(inspector.get_table_names(schema=schema))
        assert _as_text(_read(connection, kind, schema, names)) == _as_text(_asked(inspector, kind, schema, names))


def test_of_keys_more_is_told(postgresql_url: str) -> None:
    """When they are checked, where it is not at once."""
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql(
            "CREATE TABLE t (a int PRIMARY KEY DEFERRABLE, b int CONSTRAINT b UNIQUE DEFERRABLE INITIALLY DEFERRED,"
            " c int CONSTRAINT c UNIQUE)"
        )
        assert _read(connection, "pk_constraint", None, ["t"])[None, "t"]["deferrable"] is True
        first, second = _read(connection, "unique_constraints", None, ["t"])[None, "t"]
        assert (first["deferrable"], first["initially"]) == (True, "DEFERRED")
        assert not second.keys() & {"deferrable", "initially"}


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_named_tables_are_told(postgresql_url: str, kind: str) -> None:
    """Tables which nobody has asked for are left out, even where they are needed as examples of a type."""
    with connected(postgresql_url) as connection:
        _build_everything(connection, None)
        assert {name for _, name in _read(connection, kind, None, ["sorted", "special"])} <= {"sorted", "special"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schema=schemas(dialect="postgresql"))
def test_any_models_are_told_as_by_an_inspector(postgresql_url: str, schema: Schema) -> None:
    """For any models: the same in both ways."""
    with connected(postgresql_url) as connection:
        metadata_of(schema).create_all(connection)
        inspector = inspect(connection)
        names = inspector.get_table_names()
        for kind in KINDS:
            assert _as_text(_read(connection, kind, None, names)) == _as_text(_asked(inspector, kind, None, names))
        connection.rollback()


def test_jit_is_off_while_it_is_compared_and_as_it_was_afterwards(postgresql_url: str) -> None:
    """Statements on the catalog are short, and compiling them takes longer than they do."""
    seen = []
    with connected(postgresql_url) as connection:
        connection.exec_driver_sql("CREATE TABLE t (id integer PRIMARY KEY)")
        connection.exec_driver_sql("SET LOCAL jit = on")

        @event.listens_for(connection, "before_cursor_execute")
        def look(conn: Any, cursor: Any, statement: str, *_: Any) -> None:
            if "pg_attribute" in statement:
                cursor.execute("SHOW jit")
                seen.append(cursor.fetchone()[0])

        assert len(compare(connection, MetaData())) == 1
        assert set(seen) == {"off"}
        assert connection.exec_driver_sql("SHOW jit").scalar() == "on"


def _build_everything(connection: Connection, schema: str | None) -> None:
    place = f'"{schema}".' if schema else ""
    if schema:
        connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    version: Any = connection.dialect.server_version_info
    connection.exec_driver_sql((EVERYTHING + (NEWER if version >= (15,) else "")).format(place))


def _read(connection: Connection, kind: str, schema: str | None, names: list[str]) -> Any:
    impl: Any = MigrationContext.configure(connection).impl
    inspector = inspect(connection)
    return impl.read_told(kind, inspector, schema, names, partial(_asked, inspector, kind, schema, names))


def _asked(inspector: Inspector, kind: str, schema: str | None, names: list[str], filter_names: Any = None) -> Any:
    return getattr(inspector, f"get_multi_{kind}")(schema=schema, filter_names=filter_names or names)


def _as_text(told: Any) -> dict[Any, Any]:
    """Return what is told in a form that can be compared; nothing, and what says nothing, may be told or not."""
    empty = ([], {"constrained_columns": [], "name": None})
    return {key: repr(_saying(value)) for key, value in told.items() if value not in empty}


def _saying(told: Any) -> Any:
    if isinstance(told, list):
        return [_saying(one) for one in told]
    options = {name: value for name, value in (told.get("dialect_options") or {}).items() if value}
    # SQLAlchemy 2.0 tells twice of an index what it includes; of a key we tell more than an inspector.
    left_out = ("include_columns", "deferrable", "initially")
    return {**{key: value for key, value in told.items() if key not in left_out}, "dialect_options": options}
