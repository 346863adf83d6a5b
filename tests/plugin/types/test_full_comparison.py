"""Types to the last argument: what is the same in each database's own words, and what is not."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

from support.comparing import build, compare, connected, kinds
from support.roundtrip import both_ways
from support.sqlalchemies import has

Types = list[TypeEngine[Any]]


def models(*types: TypeEngine[Any], **options: Any) -> sa.MetaData:
    """Return a table with a column of each type."""
    made = sa.MetaData()
    columns = (sa.Column(f"x{at}", type_) for at, type_ in enumerate(types))
    sa.Table("t", made, sa.Column("id", sa.Integer, primary_key=True), *columns, **options)
    return made


ANYWHERE: Types = [
    sa.Integer(),
    sa.SmallInteger(),
    sa.BigInteger(),
    sa.String(20),
    sa.Unicode(20),
    sa.Text(),
    sa.UnicodeText(),
    sa.CHAR(),
    sa.CHAR(3),
    sa.NCHAR(3),
    sa.Numeric(),
    sa.Numeric(10),
    sa.Numeric(10, 2),
    sa.DECIMAL(8),
    sa.Float(),
    sa.Float(10),
    sa.Float(24),
    sa.Float(25),
    sa.Float(53),
    sa.Double(),
    sa.REAL(),
    sa.Boolean(),
    sa.Date(),
    sa.Time(),
    sa.DateTime(),
    sa.DateTime(timezone=True),
    sa.TIMESTAMP(),
    sa.LargeBinary(),
    sa.PickleType(),
    sa.Uuid(),
    sa.Uuid(native_uuid=False),
    sa.JSON(),
    sa.Interval(),
    sa.Interval(second_precision=3),
    sa.Enum("b", "a", "it's", name="letters"),
    sa.Enum("b", "a", name="words", native_enum=False),
    sa.String(9).with_variant(sa.String(10), "sqlite"),
]
OWN: dict[str, Types] = {
    "sqlite": [sa.Text(100), sa.String(), sa.String(9, collation="NOCASE"), sa.String(collation="NOCASE"), sa.CLOB()],
    "postgresql": [
        sa.String(),
        sa.String(9, collation="C"),
        sa.Text(collation="de-x-icu"),
        sa.Time(timezone=True),
        sa.ARRAY(sa.Integer),
        sa.ARRAY(sa.String(5), dimensions=2),
        postgresql.ARRAY(sa.Numeric(10)),
        postgresql.ARRAY(postgresql.TIMESTAMP(precision=3)),
        postgresql.BIT(),
        postgresql.BIT(3, varying=True),
        postgresql.TIMESTAMP(precision=6),
        postgresql.TIMESTAMP(timezone=True, precision=3),
        postgresql.INTERVAL(precision=6),
        postgresql.INTERVAL(fields="YEAR TO MONTH"),
        postgresql.JSONB(),
        postgresql.INET(),
        postgresql.TSVECTOR(),
        postgresql.NUMRANGE(),
    ],
    "mariadb": [
        sa.LargeBinary(100),
        sa.Text(100),
        sa.Text(70000),
        sa.String(9, collation="utf8mb4_bin"),
        mysql.TINYINT(),
        mysql.TINYINT(1),
        mysql.INTEGER(unsigned=True),
        mysql.INTEGER(5, zerofill=True),
        mysql.MEDIUMINT(),
        mysql.DECIMAL(10, 2, unsigned=True),
        mysql.DOUBLE(10, 2),
        mysql.FLOAT(10, 2),
        mysql.DATETIME(fsp=6),
        mysql.TIME(fsp=3),
        mysql.YEAR(),
        mysql.BIT(),
        mysql.SET("a", "b"),
        mysql.ENUM("a", "b", charset="latin1"),
        mysql.VARCHAR(20, charset="latin1"),
        mysql.VARCHAR(20, charset="utf8mb4"),
        mysql.VARCHAR(20, national=True),
        mysql.VARCHAR(20, binary=True),
        mysql.MEDIUMTEXT(),
        mysql.LONGBLOB(),
    ],
}


def dialect_of(url: str) -> str:
    return sa.make_url(url).get_backend_name()


@pytest.mark.filterwarnings("ignore:Did not recognize type:sqlalchemy.exc.SAWarning")
def test_no_type_differs_from_itself(database_url: str) -> None:
    """However the database calls it, and whatever arguments it adds or takes away."""
    types = [*ANYWHERE, *OWN[dialect_of(database_url)]]
    with connected(database_url) as connection:
        build(connection, models(*types))
        assert compare(connection, models(*types)) == []


# SQLAlchemy's inspector tells the collations of PostgreSQL's columns since then.
TELLS_COLLATIONS = ("postgresql",) if has("2.1") else ()
CHANGES: list[tuple[TypeEngine[Any], TypeEngine[Any]]] = [
    (sa.String(20), sa.String(30)),
    (sa.Numeric(12, 2), sa.Numeric()),
    (sa.Numeric(10, 2), sa.Numeric(12, 4)),
    (sa.CHAR(), sa.CHAR(3)),
    (sa.SmallInteger(), sa.BigInteger()),
    (sa.Float(), sa.Numeric(10, 2)),
    (sa.Date(), sa.DateTime()),
]
OWN_CHANGES: dict[str, list[tuple[TypeEngine[Any], TypeEngine[Any]]]] = {
    "sqlite": [(sa.String(20), sa.String()), (sa.Text(), sa.Text(100)), (sa.Float(), sa.Double())],
    "postgresql": [
        (sa.String(20), sa.String()),
        (sa.Numeric(5, 2), sa.Numeric(5)),
        (sa.DateTime(), sa.DateTime(timezone=True)),
        (sa.Time(), sa.Time(timezone=True)),
        (sa.DateTime(), postgresql.TIMESTAMP(precision=3)),
        (sa.Float(24), sa.Float(53)),
        *((sa.String(9), sa.String(9, collation="C")) for _ in TELLS_COLLATIONS),
        *((sa.Text(collation="de-x-icu"), sa.Text(collation="C")) for _ in TELLS_COLLATIONS),
        (sa.ARRAY(sa.Integer), sa.ARRAY(sa.BigInteger)),
        (postgresql.ARRAY(sa.String(5)), postgresql.ARRAY(sa.String())),
        (postgresql.ARRAY(sa.Numeric(5, 2)), postgresql.ARRAY(sa.Numeric(6, 2))),
        (postgresql.BIT(3), postgresql.BIT(3, varying=True)),
        (sa.Interval(), postgresql.INTERVAL(precision=3)),
        (postgresql.JSON(), postgresql.JSONB()),
    ],
    "mariadb": [
        (sa.Integer(), mysql.INTEGER(unsigned=True)),
        (sa.DateTime(), mysql.DATETIME(fsp=6)),
        (sa.Text(), mysql.MEDIUMTEXT()),
        (sa.LargeBinary(), mysql.LONGBLOB()),
        (sa.Float(), sa.Double()),
        (mysql.FLOAT(10, 2), sa.Float()),
        (sa.Enum("a", "b"), sa.Enum("a", "b", "c")),
        (sa.Enum("a", "b"), sa.Enum("b", "a")),
        (mysql.SET("a", "b"), mysql.SET("a", "c")),
        (sa.String(9), sa.String(9, collation="utf8mb4_bin")),
        (sa.String(9), mysql.VARCHAR(9, charset="latin1")),
        (sa.String(9, collation="utf8mb4_bin"), sa.String(9, collation="utf8mb4_unicode_ci")),
        (mysql.BIT(), mysql.BIT(8)),
    ],
}


def test_every_change_is_found_and_its_revision_runs(database_url: str) -> None:
    """All of them at once, each as one operation; there and back."""
    changes = [*CHANGES, *OWN_CHANGES[dialect_of(database_url)]]
    before, after = models(*(one for one, _ in changes)), models(*(other for _, other in changes))
    with connected(database_url) as connection:
        build(connection, before)
        diffs = compare(connection, after)
        assert [diff[0][3] for diff in diffs] == [f"x{at}" for at in range(len(changes))]
        assert kinds(diffs) == ["modify_type"] * len(changes)
        both_ways(connection, before, after)


def test_the_reference_leaves_out_what_only_one_side_has(postgresql_url: str) -> None:
    """Its way is at hand by an option."""
    with connected(postgresql_url) as connection:
        build(connection, models(sa.Numeric(12, 2), sa.ARRAY(sa.String(9))))
        after = models(sa.Numeric(), sa.ARRAY(sa.String()))
        assert compare(connection, after, compare="reference") == []
        assert kinds(compare(connection, after)) == ["modify_type", "modify_type"]


def test_a_collation_that_the_table_has_anyway(mariadb_url: str) -> None:
    """A column that says the same as its table is the same as one that says nothing."""
    options = {"mariadb_charset": "utf8mb4", "mariadb_collate": "utf8mb4_unicode_ci"}
    said, unsaid = sa.String(9, collation="utf8mb4_unicode_ci"), sa.String(9)
    with connected(mariadb_url) as connection:
        build(connection, models(said, unsaid, **options))
        assert compare(connection, models(unsaid, said, **options)) == []
        other = models(sa.String(9, collation="utf8mb4_bin"), unsaid, **options)
        assert kinds(compare(connection, other)) == ["modify_type"]


class Measure(sa.types.UserDefinedType[Any]):
    """A type whose name no database knows."""

    cache_ok = True

    def __init__(self, digits: int) -> None:
        self.digits = digits

    def get_col_spec(self, **kw: Any) -> str:
        return f"MEASURE({self.digits})"


def test_a_type_that_sqlite_knows_by_affinity(sqlite_url: str) -> None:
    """The inspector makes NUMERIC of it, and so it is compared as that."""
    with connected(sqlite_url) as connection:
        build(connection, models(Measure(3)))
        assert compare(connection, models(Measure(3))) == []
        assert kinds(compare(connection, models(Measure(4)))) == ["modify_type"]
