# made by `migrate stubs` from the registered operations
"""The directives of a migration."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Executable, Table, TableClause, TextClause
from sqlalchemy.schema import SchemaItem, conv
from sqlalchemy.types import TypeEngine

from migrate.operations import BatchOperations
from migrate.plugin import MigrateOperation
from migrate.runtime.migration import MigrationContext

_Function = TypeVar("_Function", bound=Callable[..., Any])
_OperationClass = TypeVar("_OperationClass", bound=type)
_Result = TypeVar("_Result")

class _Batch(BatchOperations):
    """What ``batch_alter_table()`` yields."""

    def add_column(
        self,
        column: Column[Any],
        *,
        insert_before: str | None = None,
        insert_after: str | None = None,
        if_not_exists: bool | None = None,
        inline_references: bool | None = None,
        inline_primary_key: bool | None = None,
    ) -> None:
        """Add a column to the table of the batch, as ``op.add_column()`` does.

        ``insert_before`` and ``insert_after`` name the column beside which the new one is put; they need
        ``recreate="always"``.
        """

    def alter_column(
        self,
        column_name: str,
        *,
        nullable: bool | None = None,
        comment: str | Literal[False] | None = False,
        server_default: Any = False,
        new_column_name: str | None = None,
        type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
        existing_server_default: Any = False,
        existing_nullable: bool | None = None,
        existing_comment: str | None = None,
        insert_before: str | None = None,
        insert_after: str | None = None,
        **kw: Any,
    ) -> None:
        """Change a column of the batch's table, as ``op.alter_column()`` does.

        ``insert_before`` and ``insert_after`` name the column beside which it is moved; they need
        ``recreate="always"``.
        """

    def create_check_constraint(
        self, constraint_name: str, condition: str | ColumnElement[bool] | TextClause, **kw: Any
    ) -> None:
        """Create a CHECK constraint on the batch's table, as ``op.create_check_constraint()`` does."""

    def create_exclude_constraint(
        self, constraint_name: str, *elements: tuple[str | TextClause | ColumnElement[Any], str], **kw: Any
    ) -> Table[Any] | None:
        """Create an EXCLUDE constraint on the batch's table, as ``op.create_exclude_constraint()`` does."""

    def create_foreign_key(
        self,
        constraint_name: str | None,
        referent_table: str,
        local_cols: list[str],
        remote_cols: list[str],
        *,
        referent_schema: str | None = None,
        onupdate: str | None = None,
        ondelete: str | None = None,
        deferrable: bool | None = None,
        initially: str | None = None,
        match: str | None = None,
        **dialect_kw: Any,
    ) -> None:
        """Create a foreign key from the batch's table, as ``op.create_foreign_key()`` does."""

    def create_index(
        self, index_name: str, columns: Sequence[str | TextClause | ColumnElement[Any]], **kw: Any
    ) -> None:
        """Create an index on the table of the batch, as ``op.create_index()`` does."""

    def create_primary_key(self, constraint_name: str | None, columns: list[str], **dialect_kw: Any) -> None:
        """Make the named columns the primary key of the batch's table, in the place of the one it has."""

    def create_table_comment(self, comment: str | None, *, existing_comment: str | None = None) -> None:
        """Set the comment of the batch's table, as ``op.create_table_comment()`` does."""

    def create_unique_constraint(self, constraint_name: str, columns: Sequence[str], **kw: Any) -> Any:
        """Create a unique constraint on the batch's table, as ``op.create_unique_constraint()`` does."""

    def drop_column(self, column_name: str, **kw: Any) -> None:
        """Drop a column from the table of the batch, as ``op.drop_column()`` does."""

    def drop_constraint(self, constraint_name: str, type_: str | None = None) -> None:
        """Drop a constraint of the batch's table, as ``op.drop_constraint()`` does."""

    def drop_index(self, index_name: str, **kw: Any) -> None:
        """Drop an index from the table of the batch, as ``op.drop_index()`` does."""

    def drop_table_comment(self, *, existing_comment: str | None = None) -> None:
        """Remove the comment of the batch's table."""

    def execute(self, sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
        """Run a SQL statement at once, as ``op.execute()`` does; it does not wait for the end of the batch."""

def add_column(
    table_name: str,
    column: Column[Any],
    *,
    schema: str | None = None,
    if_not_exists: bool | None = None,
    inline_references: bool | None = None,
    inline_primary_key: bool | None = None,
) -> None:
    """Add a column to a table.

    ::

        op.add_column("track", sa.Column("rating", sa.Integer, nullable=False, server_default="0"))

    A NOT NULL column of a table that has rows needs a ``server_default``.  ``index=True``, ``unique=True`` and a
    foreign key of the column follow as statements of their own; a CHECK constraint of the column is part of it.

    ``inline_references`` writes a single foreign key as ``REFERENCES`` within the column's definition instead,
    which spares PostgreSQL the check of all rows; SQLite, where it is the only way, does so unless told not to.
    ``inline_primary_key`` writes ``PRIMARY KEY`` there for a column with ``primary_key=True``; otherwise the
    primary key stays as it is.
    ``if_not_exists`` adds ``IF NOT EXISTS`` (PostgreSQL, MariaDB); ``schema`` names the table's schema.
    """

def add_enum_value(
    enum_name: str,
    value: str,
    *,
    before: str | None = None,
    after: str | None = None,
    schema: str | None = None,
    if_not_exists: bool | None = None,
) -> None:
    """Add a value to a PostgreSQL enum type: ``before`` or ``after`` another, else at the end.

    PostgreSQL does not let the transaction that adds a value use it, in a default or in rows.  Where the same run
    needs it, put the call into ``with op.get_context().autocommit_block():``.  ``if_not_exists`` leaves a value
    that is there already where it is.
    """

def alter_column(
    table_name: str,
    column_name: str,
    *,
    nullable: bool | None = None,
    comment: str | Literal[False] | None = False,
    server_default: Any = False,
    new_column_name: str | None = None,
    type_: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
    existing_type: TypeEngine[Any] | type[TypeEngine[Any]] | None = None,
    existing_server_default: Any = False,
    existing_nullable: bool | None = None,
    existing_comment: str | None = None,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Change a column: only what is given changes.

    ::

        op.alter_column("track", "name", type_=sa.Text(), existing_type=sa.String(200), existing_nullable=False)

    ``nullable`` says whether it may be NULL; ``type_`` is the new type; ``new_column_name`` renames it;
    ``server_default`` is the new default, text or a SQL expression such as ``sa.text("now()")``, and None removes
    it; ``comment`` likewise.  ``sa.Identity()`` and ``sa.Computed()`` are given as ``server_default`` where the
    database can change them.

    ``existing_type``, ``existing_nullable``, ``existing_server_default`` and ``existing_comment`` say how the
    column is now.  MySQL and MariaDB write the whole column anew for every change but a new name alone, and
    SQL Server for some, so leaving them out would lose what they say there.  A CHECK inside of a column is kept on
    MariaDB, except in offline mode, where a new name alone writes the column anew too.  ``existing_type`` also
    lets the CHECK constraint of a ``Boolean`` or ``Enum`` be dropped.

    ``autoincrement`` and ``existing_autoincrement`` concern MySQL and MariaDB.  ``postgresql_using`` is the SQL
    expression by which PostgreSQL converts the values to a new type; ``mssql_drop_default``, ``mssql_drop_check``
    and ``mssql_drop_foreign_key`` first drop what stands in the way on SQL Server.  SQLite alters no column: use
    ``op.batch_alter_table()``.
    """

def batch_alter_table(
    table_name: str,
    schema: str | None = None,
    recreate: Literal["auto", "always", "never"] = "auto",
    partial_reordering: Sequence[tuple[str, ...]] | None = None,
    copy_from: Table[Any] | None = None,
    table_args: Sequence[Any] = (),
    table_kwargs: Mapping[str, Any] | None = None,
    reflect_args: Sequence[Any] = (),
    reflect_kwargs: Mapping[str, Any] | None = None,
    naming_convention: Mapping[str, Any] | None = None,
) -> AbstractContextManager[_Batch]:
    """Change one table in several ways at once, by ALTER or by building it anew and copying its rows.

    The changes are collected inside the ``with`` block and carried out at its end.  ``recreate="auto"`` builds the
    table anew only where the database cannot alter it (mostly SQLite); ``"always"`` and ``"never"`` decide it here.

    What no change concerns is carried over to the letter.  On SQLite that goes for triggers, indexes, collations,
    CHECK constraints without a name, AUTOINCREMENT and generated columns too, and rows of other tables that refer to
    the table stay; what cannot be kept is refused by name.

    ``copy_from`` gives the table's present definition where there is no connection to read it from (``--sql``);
    ``reflect_args`` and ``reflect_kwargs`` go to the reflection; ``table_args`` and ``table_kwargs`` are added to the
    new table; ``naming_convention`` gives names to constraints that have none, so that they can be dropped;
    ``partial_reordering`` holds tuples of columns that are to stand in that order.  Raises ``UsageError`` for an
    unknown ``recreate``.
    """

def bulk_insert(
    table: Table[Any] | TableClause[Any], rows: Iterable[Mapping[str, Any]], *, multiinsert: bool = True
) -> None:
    """Insert many rows.

    ::

        genre = op.create_table("genre", sa.Column("id", sa.Integer), sa.Column("name", sa.String(50)))
        op.bulk_insert(genre, [{"id": 1, "name": "Rock"}, {"id": 2, "name": "Jazz"}])

    ``table`` is a ``Table``, as ``op.create_table()`` returns it, or ``sa.table("genre", sa.column("name"))``; it
    needs the types of columns that hold dates, booleans or JSON.  ``rows`` are dictionaries, in a list or in
    anything else that yields them: of a generator only a few thousand are in memory at a time.  A column that a
    row leaves out has its default; rows that follow each other and have the same keys are inserted together.  A key
    that is no column is left out with a warning, and is an error in offline mode or row by row.  In offline mode
    (``--sql``) rows become one INSERT each, with literals.

    ``multiinsert=False`` inserts row by row: needed where only some rows have values that are SQL expressions or
    ``op.inline_literal()``.
    """

def create_check_constraint(
    constraint_name: str | None,
    table_name: str,
    condition: str | ColumnElement[bool] | TextClause,
    *,
    schema: str | None = None,
    **kw: Any,
) -> None:
    """Create a CHECK constraint.

    ::

        op.create_check_constraint("ck_track_length", "track", sa.column("seconds") > 0)

    ``condition`` is a SQL expression or SQL text.  With None as ``constraint_name`` the naming convention, or else
    the database, makes the name.  ``schema`` names the table's schema; ``deferrable`` and ``initially`` say when
    Oracle checks; others are named ``<dialect>_<argument>``, for example ``postgresql_not_valid=True``, which
    leaves the rows that are there unchecked.  SQLite adds no constraint to a table that is there: use
    ``op.batch_alter_table()``.
    """

def create_enum(
    enum_name: str, values: Sequence[str], *, schema: str | None = None, if_not_exists: bool | None = None
) -> None:
    """Create a PostgreSQL enum type of the given values, in their order.

    ::

        op.create_enum("mood", ["sad", "ok", "happy"])
        op.add_column("person", sa.Column("mood", postgresql.ENUM(name="mood", create_type=False)))

    ``create_type=False`` keeps SQLAlchemy from creating the type once more when a table with such a column is
    created.  ``if_not_exists`` leaves a type of that name as it is.  Other databases have no types of their own for
    this, so there nothing is done, here and in the other operations on enum types.
    """

def create_exclude_constraint(
    constraint_name: str, table_name: str, *elements: tuple[str | TextClause | ColumnElement[Any], str], **kw: Any
) -> Table[Any] | None:
    """Create a PostgreSQL EXCLUDE constraint.

    ::

        op.create_exclude_constraint(
            "booking_excl", "booking", ("room", "="), ("during", "&&"), using="gist", where=sa.text("not cancelled")
        )

    Each of ``elements`` is a pair of a column or expression and the operator that no two rows may satisfy together.
    ``using`` is the kind of index (``gist``, the default, needs the extension ``btree_gist`` for plain columns),
    ``where`` a condition on the rows concerned, ``ops`` a dictionary of operator classes by column; ``deferrable``
    and ``initially`` say when the database checks; ``schema`` names the table's schema.
    """

def create_foreign_key(
    constraint_name: str | None,
    source_table: str,
    referent_table: str,
    local_cols: list[str],
    remote_cols: list[str],
    *,
    onupdate: str | None = None,
    ondelete: str | None = None,
    deferrable: bool | None = None,
    initially: str | None = None,
    match: str | None = None,
    source_schema: str | None = None,
    referent_schema: str | None = None,
    **dialect_kw: Any,
) -> None:
    """Create a foreign key from columns of ``source_table`` to columns of ``referent_table``.

    ::

        op.create_foreign_key("fk_track_album", "track", "album", ["album_id"], ["id"], ondelete="CASCADE")

    With None as ``constraint_name`` the naming convention, or else the database, makes the name.  ``onupdate`` and
    ``ondelete`` say what happens to the rows that refer when the row they refer to changes or goes (``CASCADE``,
    ``SET NULL``, ``RESTRICT``, ...); ``deferrable`` and ``initially`` (``DEFERRED``) when the database checks
    (PostgreSQL, Oracle, SQLite); ``match`` is ``SIMPLE`` or ``FULL``.  ``source_schema`` and ``referent_schema``
    name the schemas of the two tables; others are named ``<dialect>_<argument>``, for example
    ``postgresql_not_valid=True``, which leaves the rows that are there unchecked.  SQLite adds no constraint to a
    table that is there: use ``op.batch_alter_table()``.
    """

def create_index(
    index_name: str | None,
    table_name: str,
    columns: Sequence[str | TextClause | ColumnElement[Any]],
    *,
    schema: str | None = None,
    unique: bool = False,
    if_not_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Create an index.

    ::

        op.create_index("ix_track_name", "track", ["name"])
        op.create_index("ix_track_lower", "track", [sa.text("lower(name)")], unique=True)

    ``columns`` are names, or expressions: ``sa.text("lower(name)")``, ``sa.column("name").desc()``, functions.
    With None as ``index_name`` the project's naming convention makes the name.

    ``unique=True`` forbids two equal rows; ``if_not_exists`` adds ``IF NOT EXISTS`` (not on MySQL and SQL Server);
    ``schema`` names the table's schema; ``quote=True`` puts the name in quotes in any case.  Other keywords are
    those of ``sa.Index``, named ``<dialect>_<argument>``: ``postgresql_using``, ``postgresql_where``,
    ``postgresql_include``, ``postgresql_ops``, ``postgresql_with``, ``postgresql_nulls_not_distinct``,
    ``sqlite_where``, ``mysql_length``, ``mysql_prefix``, ``mssql_include``, ``mssql_where``, ``oracle_compress``.

    ``postgresql_concurrently=True`` builds the index without locking the table against writes, and cannot run in a
    transaction: call it inside ``with op.get_context().autocommit_block():``.
    """

def create_primary_key(
    constraint_name: str | None, table_name: str, columns: list[str], *, schema: str | None = None, **dialect_kw: Any
) -> None:
    """Make the named columns the primary key of a table that has none.

    With None as ``constraint_name`` the naming convention, or else the database, makes the name.  ``schema`` names
    the table's schema; ``deferrable`` and ``initially`` say when the database checks (PostgreSQL, Oracle); others
    are named ``<dialect>_<argument>``, for example ``postgresql_include``.  SQLite adds no constraint to a table
    that is there: use ``op.batch_alter_table()``.
    """

def create_table(table_name: str, *columns: SchemaItem, if_not_exists: bool | None = None, **kw: Any) -> Table[Any]:
    """Create a table, and return it for use in ``op.bulk_insert()`` and other statements.

    ::

        op.create_table(
            "track",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(200), nullable=False),
            sa.Column("album_id", sa.Integer, sa.ForeignKey("album.id")),
            sa.Column("added_at", sa.DateTime, server_default=sa.func.now()),
            sa.UniqueConstraint("name", "album_id", name="uq_track_name"),
        )

    ``columns`` are SQLAlchemy's own ``Column``, constraint and ``Index`` objects, as in ``sa.Table``; a column's
    ``index=True`` and ``unique=True`` work too.  A default of the new table is a ``server_default``: one given as
    ``default`` lives in Python and never reaches the database.

    ``schema`` names the schema, ``comment`` the table's comment (a statement of its own on PostgreSQL and Oracle;
    SQLite has none), ``prefixes`` words like ``TEMPORARY``.  ``if_not_exists`` adds ``IF NOT EXISTS``.  Other
    keywords go to ``sa.Table`` and are named ``<dialect>_<argument>``, for example ``mysql_engine``,
    ``postgresql_partition_by`` or ``sqlite_autoincrement``.
    """

def create_table_comment(
    table_name: str, comment: str | None, *, existing_comment: str | None = None, schema: str | None = None
) -> None:
    """Set the comment of a table.

    ``existing_comment`` is the comment it has now, for a downgrade that is made from this operation; ``schema``
    names the table's schema.  SQLite has no comments.
    """

def create_unique_constraint(
    constraint_name: str | None, table_name: str, columns: Sequence[str], *, schema: str | None = None, **kw: Any
) -> Any:
    """Create a unique constraint over the named columns.

    With None as ``constraint_name`` the naming convention, or else the database, makes the name; what has no name
    you know cannot be dropped later, so give one.  ``schema`` names the table's schema; ``deferrable`` and
    ``initially`` say when the database checks (PostgreSQL, Oracle, SQLite); others are named
    ``<dialect>_<argument>``, for example ``postgresql_nulls_not_distinct``.  SQLite adds no constraint to a table
    that is there: use ``op.batch_alter_table()``.
    """

def drop_column(table_name: str, column_name: str, *, schema: str | None = None, **kw: Any) -> None:
    """Drop a column, and its values with it.

    ``if_exists=True`` adds ``IF EXISTS`` (PostgreSQL, MariaDB); ``schema`` names the table's schema.  SQL Server
    refuses to drop a column on which a constraint depends: ``mssql_drop_check=True``, ``mssql_drop_default=True``
    and ``mssql_drop_foreign_key=True`` find the column's own CHECK, DEFAULT or foreign key in the catalogue by a
    script, and drop it first.
    """

def drop_constraint(
    constraint_name: str,
    table_name: str,
    type_: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
) -> None:
    """Drop a constraint by its name.

    ``type_`` is ``"foreignkey"``, ``"primary"``, ``"unique"`` or ``"check"``; MySQL and MariaDB need it, and so
    does a naming convention that is to complete the name (``op.f()`` marks a name that is complete).  ``schema``
    names the table's schema; ``if_exists`` adds ``IF EXISTS`` (PostgreSQL, MariaDB, SQL Server).  SQLite drops no
    constraint: use ``op.batch_alter_table()``.
    """

def drop_enum(enum_name: str, *, schema: str | None = None, if_exists: bool | None = None) -> None:
    """Drop a PostgreSQL enum type, which no column may use any more."""

def drop_enum_value(enum_name: str, value: str, *, schema: str | None = None) -> None:
    """Remove a value from a PostgreSQL enum type, which no row and no default may hold any more.

    PostgreSQL cannot do that itself: a block of PL/pgSQL makes the type anew and converts all columns that use it,
    which rewrites their tables.  It fails, and changes nothing, where the value is still used, and where a view or
    a function depends on such a column.
    """

def drop_index(
    index_name: str,
    table_name: str | None = None,
    *,
    schema: str | None = None,
    if_exists: bool | None = None,
    **kw: Any,
) -> None:
    """Drop an index.

    MySQL, MariaDB and SQL Server want to know its table too, so give ``table_name`` wherever you can.
    ``if_exists`` adds ``IF EXISTS`` (not on MySQL); ``schema`` names the schema of the index;
    ``postgresql_concurrently=True`` drops it without locking the table, outside a transaction as in
    ``op.create_index()``.
    """

def drop_table(table_name: str, *, schema: str | None = None, if_exists: bool | None = None, **kw: Any) -> None:
    """Drop a table with its rows, indexes and constraints.

    Foreign keys of other tables that refer to it must be dropped before it.  ``schema`` names the schema,
    ``if_exists`` adds ``IF EXISTS``.  Other keywords go to ``sa.Table``; they matter to listeners of SQLAlchemy's
    ``before_drop`` and ``after_drop`` events.
    """

def drop_table_comment(table_name: str, *, existing_comment: str | None = None, schema: str | None = None) -> None:
    """Remove the comment of a table; the arguments are those of ``op.create_table_comment()``."""

def execute(sqltext: Executable | str, *, execution_options: dict[str, Any] | None = None) -> None:
    r"""Run a SQL statement: text, or any SQLAlchemy construct that can be executed.

    ::

        op.execute("UPDATE track SET rating = 0 WHERE rating IS NULL")
        op.execute(track.update().where(track.c.rating.is_(None)).values(rating=0))

    A plain string is sent as written; only ``\:`` is read as ``:``.  To bind parameters, give
    ``sa.text("... :name").bindparams(name=...)``; with ``bind_parameters = true`` in the section ``[plugin:data]``
    of the configuration, plain strings are read as ``sa.text()`` reads them too.

    In offline mode (``--sql``) values are written into the statement as literals; a result cannot be read there.
    ``execution_options`` are given to SQLAlchemy's ``Connection.execution_options()``, so they hold from here on.
    """

def f(name: str) -> conv:
    """Mark a name as final, so that no naming convention is applied to it again."""

def get_bind() -> Connection:
    """Return the connection of this run; in offline mode one that writes what it is given and has no results."""

def get_context() -> MigrationContext:
    """Return the `MigrationContext` of this run."""

def implementation_for(op_cls: type, replace: bool = False) -> Callable[[_Function], _Function]:
    """Register how an operation class is carried out, as a function decorator.

    Raises ``ValueError`` if the class has an implementation already and ``replace`` is not given.
    """

def inline_literal(value: str | int, type_: TypeEngine[Any] | None = None) -> Any:
    """Return an expression that is written into the statement as a literal, also in offline mode."""

def invoke(operation: MigrateOperation) -> Any:
    """Carry an operation out and return what its implementation returns.

    Raises ``PluginError`` where no plugin implements the operation.
    """

def irreversible(reason: str) -> None:
    """Stop here, because what the upgrade did cannot be undone.

    ::

        def downgrade() -> None:
            op.irreversible("the old passwords were thrown away")

    The run ends with an error that gives the reason; everything before it is rolled back as far as the database
    can.  Offline, no script is written for such a step.
    """

def register_operation(name: str, sourcename: str | None = None) -> Callable[[_OperationClass], _OperationClass]:
    """Register an operation class under a directive's name, as a class decorator.

    The class method of that name, or of ``sourcename``, builds the operation.
    """

def rename_constraint(table_name: str, old_name: str, new_name: str, *, schema: str | None = None) -> None:
    """Rename a constraint of a table; nothing is checked anew.

    ::

        op.rename_constraint("track", "uq_track_title", "uq_track_name")

    PostgreSQL and Oracle can do it; elsewhere drop the constraint and create it.
    """

def rename_enum_value(enum_name: str, old_value: str, new_value: str, *, schema: str | None = None) -> None:
    """Rename a value of a PostgreSQL enum type, in all rows at once."""

def rename_index(table_name: str, old_name: str, new_name: str, *, schema: str | None = None) -> None:
    """Rename an index of a table; nothing is built anew.

    ::

        op.rename_index("track", "ix_track_title", "ix_track_name")

    On MySQL and MariaDB this renames unique constraints too, which are indexes there.  SQLite and SQL Server have
    no such statement: drop the index and create it.
    """

def rename_table(old_table_name: str, new_table_name: str, *, schema: str | None = None) -> None:
    """Rename a table; ``schema`` is where it is and stays.

    Indexes, constraints and sequences keep their names.
    """

def require(query: Executable | str, message: str) -> None:
    """Go on only if the query's first value is true, neither NULL, zero nor an empty string.

    ::

        op.require("SELECT count(*) = 0 FROM account WHERE email IS NULL", "every account needs an email first")

    Otherwise the run ends with the message as its error, before anything else of this step is done.  Offline, the
    script is given a statement that fails in the same case; it asks for a version table, which each script of
    ``--sql`` has.
    """

def run_async(async_function: Callable[..., Awaitable[_Result]], *args: Any, **kw_args: Any) -> _Result:
    """Call an async function with an ``AsyncConnection`` on this run's connection, and wait for it."""

def timeouts(*, lock: float | None = None, statement: float | None = None) -> AbstractContextManager[None]:
    """Limit, in seconds, how long each statement waits for a lock, and how long it runs.

    ::

        with op.timeouts(lock=5, statement=60):
            op.add_column("track", sa.Column("rating", sa.Integer))

    A statement that waits for a lock on a busy table makes all others wait behind it, so a migration had better
    give up soon and be tried again.  Inside the ``with`` block the limits hold, after it the database's own do;
    without ``with`` they hold to the end of the transaction on PostgreSQL, and of the connection elsewhere.  None
    leaves a limit as it is, zero takes it away.

    PostgreSQL, MySQL, MariaDB and SQL Server limit the wait for locks, SQLite that for the whole database;
    PostgreSQL and MariaDB limit statements.  What a database cannot limit is passed over.
    """
