"""A dialect that somebody else's package brings, on a real Firebird: the whole way, through the command line."""

from __future__ import annotations

import json

from support.firebird import LIBRARIES, PACKAGE, FirebirdProject, missing

MODELS = """
sa.Table(
    "artist",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("code", sa.String(5)),
    sa.UniqueConstraint("code", name="uq_artist_code"),
)
sa.Table(
    "album",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("artist_id", sa.ForeignKey("artist.id", name="fk_album_artist", ondelete="CASCADE")),
    sa.Column("title", sa.String(40), server_default="?", index=True),
)
"""
CHANGED_MODELS = """
sa.Table(
    "artist",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), comment="as on the sleeve"),
    sa.Column("code", sa.String(5)),
    sa.Column("born", sa.Date),
)
sa.Table(
    "album",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("artist_id", sa.ForeignKey("artist.id", name="fk_artist"), nullable=False, index=True),
    sa.Column("title", sa.String(40), server_default="untitled"),
)
sa.Table(
    "track",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("album_id", sa.ForeignKey("album.id", name="fk_track_album"), index=True),
    sa.Column("price", sa.Numeric(8, 2), server_default="0.99"),
)
"""
CHANGES = """\
add column artist.born
add foreign key album
add index album
add index track
add table track
modify column album.artist_id
modify column album.title
modify column artist.name
remove foreign key album
remove index album
remove unique constraint artist
"""
SCRIPT = """\
-- Stop if this script has run already

UPDATE alembic_version SET version_num=NULL WHERE alembic_version.version_num IN ('two');

-- Running upgrade one -> two

ALTER TABLE item ADD stock INTEGER;

ALTER TABLE item ALTER stock TO "count";

ALTER TABLE item DROP "count";

UPDATE alembic_version SET version_num='two' WHERE alembic_version.version_num = 'one';

"""
FAILURE = """\
Error: The database refused operation 2 of 2 (op.drop_column) of the upgrade of revision 'two': \
unsuccessful metadata update
-ALTER TABLE ITEM failed
-column NOTHING does not exist in table/view ITEM
[SQL: ALTER TABLE item DROP nothing]
  at migrations/versions/two.py:7
    op.drop_column('item', 'nothing')
Hint: 1 statement of it is committed already and cannot be rolled back, while the database is at 'one'; undo by hand, \
or let the revision step over it, before it is run again:
    ALTER TABLE item ADD a INTEGER
"""
NO_CHANGES = "No new upgrade operations detected.\n"
ITEM = """
item = op.create_table(
    "item",
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("price", sa.Integer),
)
op.bulk_insert(item, [{"id": 1, "name": "it's 100% :x", "price": 3}, {"id": 2, "name": "Alaíde", "price": None}])
"""


def test_models_become_a_database_and_change_and_go_away(firebird: FirebirdProject) -> None:
    """What is generated brings database and models together, forwards and backwards."""
    firebird.models(MODELS)
    firebird.run("revision", "--autogenerate", "-m", "first", "--rev-id", "one")
    firebird.run("upgrade", "head")
    assert firebird.run("check") == NO_CHANGES

    firebird.models(CHANGED_MODELS)
    differences = json.loads(firebird.attempt("check", "--json").stdout)["differences"]
    lines = sorted(f"{one['change']} {one['kind']} {one['where']}\n" for one in differences)
    assert "".join(lines) == CHANGES
    firebird.run("revision", "--autogenerate", "-m", "second", "--rev-id", "two")
    firebird.run("upgrade", "head")
    assert firebird.run("check") == NO_CHANGES
    assert firebird.run("current") == "two (head)\n"

    firebird.run("downgrade", "-1")
    (firebird.folder / "migrations" / "versions" / "two_second.py").unlink()
    firebird.models(MODELS)
    assert firebird.run("check") == NO_CHANGES
    firebird.run("downgrade", "base")
    assert firebird.look("inspect(connection).get_table_names()") == ["alembic_version"]


def test_columns_are_altered_in_firebirds_own_words(firebird: FirebirdProject) -> None:
    """Add, rename, retype, default, NOT NULL, comment and drop; the rows are still there afterwards."""
    firebird.revision("one", None, ITEM, "op.drop_table('item')")
    firebird.revision(
        "two",
        "one",
        """
        op.add_column("item", sa.Column("stock", sa.Integer, nullable=False, server_default="7"))
        op.alter_column("item", "name", new_column_name="label", existing_type=sa.String(20), type_=sa.String(50))
        op.alter_column("item", "label", nullable=True, server_default="none", comment="seen")
        op.alter_column("item", "stock", server_default=None)
        op.drop_column("item", "price")
        """,
        """
        op.add_column("item", sa.Column("price", sa.Integer))
        op.alter_column("item", "label", new_column_name="name", server_default=None, nullable=False, comment=None)
        op.drop_column("item", "stock")
        """,
    )
    columns = (
        "[[c['name'], str(c['type']), c['nullable'], c['default'], c.get('comment')]"
        " for c in inspect(connection).get_columns('item')]"
    )
    firebird.run("upgrade", "head")
    assert firebird.look(columns) == [
        ["id", "INTEGER", False, None, None],
        ["label", "VARCHAR(50)", True, "'none'", "seen"],
        ["stock", "INTEGER", False, None, None],
    ]
    assert firebird.rows("SELECT * FROM item ORDER BY id") == [[1, "it's 100% :x", 7], [2, "Alaíde", 7]]

    firebird.run("downgrade", "one")
    assert firebird.look(columns) == [
        ["id", "INTEGER", False, None, None],
        ["name", "VARCHAR(50)", False, None, None],
        ["price", "INTEGER", True, None, None],
    ]


def test_constraints_and_indexes(firebird: FirebirdProject) -> None:
    """Foreign keys, unique and check constraints and indexes are made and dropped by name."""
    firebird.revision(
        "one",
        None,
        """
        op.create_table("a", sa.Column("id", sa.Integer, primary_key=True), sa.Column("x", sa.Integer, nullable=False))
        op.create_table("b", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a_id", sa.Integer))
        op.create_foreign_key("fk_b_a", "b", "a", ["a_id"], ["id"], ondelete="CASCADE")
        op.create_unique_constraint("uq_a_x", "a", ["x"])
        op.create_check_constraint("ck_a_x", "a", sa.column("x") > 0)
        op.create_index("ix_b", "b", ["a_id"], firebird_descending=True)
        """,
        """
        op.drop_index("ix_b", "b")
        op.drop_constraint("ck_a_x", "a", type_="check")
        op.drop_constraint("uq_a_x", "a", type_="unique")
        op.drop_constraint("fk_b_a", "b", type_="foreignkey")
        op.drop_table("a")
        op.drop_table("b")
        """,
    )
    firebird.run("upgrade", "head")
    facts = (
        "[[one['name'] for one in getattr(inspect(connection), f'get_{kind}')(table)] for table, kind in"
        " [('b', 'foreign_keys'), ('a', 'unique_constraints'), ('a', 'check_constraints'), ('b', 'indexes')]]"
    )
    assert firebird.look(facts) == [["fk_b_a"], ["uq_a_x"], ["ck_a_x"], ["ix_b"]]
    firebird.run("downgrade", "base")
    assert firebird.look("inspect(connection).get_table_names()") == ["alembic_version"]


def test_a_script_has_the_same_words(firebird: FirebirdProject) -> None:
    """`--sql` writes the statements that a live run sends."""
    firebird.revision("one", None, ITEM, "op.drop_table('item')")
    firebird.revision(
        "two",
        "one",
        """
        op.add_column("item", sa.Column("stock", sa.Integer))
        op.alter_column("item", "stock", new_column_name="count", existing_type=sa.Integer)
        op.drop_column("item", "count")
        """,
        "pass",
    )
    assert firebird.run("upgrade", "one:two", "--sql") == SCRIPT


def test_what_firebird_cannot_do_is_said(firebird: FirebirdProject) -> None:
    """The error is that of the package's own code, with the places in the revision and in the package."""
    firebird.revision("one", None, ITEM, "pass")
    firebird.revision("two", "one", "op.rename_table('item', 'thing')", "pass")
    code, said = firebird.fail("upgrade", "head")
    assert code == 4
    assert said.startswith(
        "Error: CompileError: Firebird cannot rename the table 'item'; create a new one and copy the rows.\n"
        "  at migrations/versions/two.py:6\n"
        "    op.rename_table('item', 'thing')\n"
        "    ^\n"
    )
    assert f"{PACKAGE}/migrate_firebird.py:" in said


def test_a_failure_says_what_is_committed(firebird: FirebirdProject) -> None:
    """Each DDL statement has been committed: the run says so, and at which revision the database is."""
    firebird.revision("one", None, ITEM, "pass")
    firebird.revision(
        "two", "one", "op.add_column('item', sa.Column('a', sa.Integer))\nop.drop_column('item', 'nothing')", "pass"
    )
    assert firebird.fail("upgrade", "head") == (5, FAILURE)
    assert firebird.run("current") == "one\n"


def test_without_the_package(firebird: FirebirdProject) -> None:
    """A project whose env.py does not import it is told what to do."""
    env = firebird.folder / "migrations" / "env.py"
    env.write_text(env.read_text().replace("import migrate_firebird\n", ""))
    assert firebird.fail("current") == (
        7,
        "Error: No plugin implements the dialect 'firebird.firebird'.\n"
        "Hint: install a plugin that does, or subclass migrate.ddl.impl.DefaultImpl with __dialect__ = "
        "'firebird.firebird'; known are default, mariadb, mssql, mysql, oracle, postgresql, sqlite.\n",
    )


def test_what_is_missing_is_named() -> None:
    """The packages and the libraries, and how to install them."""
    assert missing(lambda module: True, lambda library: True) is None
    assert missing(lambda module: module == "firebird.driver", lambda library: False) == (
        "Firebird is not installed: pip install sqlalchemy-firebird firebird-embedded"
    )
    if LIBRARIES:
        assert missing(lambda module: True, lambda library: library == "libtommath.so.1") == (
            "Firebird lacks libraries: apt-get install libtomcrypt1"
        )
