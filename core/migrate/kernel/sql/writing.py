"""Statements as text, with every value written as a literal."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from sqlalchemy import Dialect, Insert
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import CreateTable, ExecutableDDLElement
from sqlalchemy.types import TypeEngine

from migrate.kernel.errors import UsageError

Render = Callable[[Any, TypeEngine[Any]], str]
"""Writes a value of a type as SQL."""

Literal = Callable[[Any, TypeEngine[Any], Render], str]
"""Writes a value of a type as SQL, by itself or with the function that is given last: SQLAlchemy's own."""


class StatementWriter:
    """Write statements of one dialect; ``literal(value, type, default)`` may write values better than SQLAlchemy.

    SQLAlchemy's own compilers do the writing, in subclasses that leave no parameter open.
    """

    def __init__(self, dialect: Dialect, literal: Literal | None = None) -> None:
        self._dialect = dialect
        self._literal = literal

    def text(self, statement: Any) -> str:
        """Return a statement's text as the database would be sent it.

        Raises ``UsageError`` for a parameter without a value, and for a value that cannot be written.
        """
        if isinstance(statement, ExecutableDDLElement):
            sql = str(self._ddl_compiler(self._dialect, statement)).strip()
        else:
            sql = self._with_literals(statement).strip()
        # For a driver with %-parameters the compiler doubles each percent sign, and the driver takes it back.
        if getattr(self._dialect.identifier_preparer, "_double_percents", False):
            sql = sql.replace("%%", "%")
        return self._indented(sql) if isinstance(statement, CreateTable) else sql

    def _with_literals(self, statement: Any) -> str:
        if isinstance(statement, Insert) and not statement._returning:
            statement = statement.inline()  # nobody is there to take the new row's key
        compiled = self._compiler(self._dialect, statement, compile_kwargs={"literal_binds": True})
        prefetched = [*(compiled.insert_prefetch or ()), *(compiled.update_prefetch or ())]
        if prefetched:
            raise UsageError(
                f"The column {prefetched[0].name!r} has a default in Python, which cannot be written as SQL",
                hint="give the column a value in the statement",
            )
        return str(compiled)

    @cached_property
    def _compiler(self) -> Any:
        base: Any = self._dialect.statement_compiler
        return type("WritingCompiler", (_LiteralsOnly, base), {"own_literal": self._literal})

    @cached_property
    def _ddl_compiler(self) -> Any:
        compiler = self._compiler
        # Defaults, comments and conditions are written by the compiler of statements.
        parts = cached_property(lambda ddl: compiler(ddl.dialect, None))
        parts.__set_name__(object, "sql_compiler")
        return type("WritingDDLCompiler", (self._dialect.ddl_compiler,), {"sql_compiler": parts})

    def _indented(self, sql: str) -> str:
        """Return CREATE TABLE indented by four spaces in place of a tab; strings and names stay as they are."""
        quotes = self._quoted
        parts = quotes.split(sql)
        if any("'" in part for part in parts[::2]):
            return sql  # a string that this cannot tell the end of: rather ugly than wrong
        parts[::2] = [part.replace("\n\t", "\n    ") for part in parts[::2]]
        return "".join(parts)

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        preparer: Any = self._dialect.identifier_preparer
        start, end = re.escape(preparer.initial_quote), re.escape(preparer.final_quote)
        escaped = r"|\\." if getattr(self._dialect, "_backslash_escapes", False) else ""
        plain = r"[^'\\]" if escaped else "[^']"
        return re.compile(rf"('(?:{plain}|''{escaped})*'|{start}(?:(?!{end}).|{end}{end})*{end})", re.S)


class _LiteralsOnly:
    """The part of a statement compiler that writes values; mixed into that of a dialect."""

    own_literal: Literal | None

    def render_literal_bindparam(self, bindparam: Any, **kw: Any) -> str:
        if bindparam.required and bindparam.value is None and bindparam.callable is None:
            name = bindparam._orig_key
            raise UsageError(
                f"The parameter {name!r} has no value to be written into the statement",
                hint=f"give one, as in sa.text('... :{name}').bindparams({name}=...); where it is no parameter, "
                "give the statement as a plain string",
            )
        if bindparam.value is None and bindparam.callable is None and bindparam.type.should_evaluate_none:
            return self.render_literal_value(None, bindparam.type)
        text: str = super().render_literal_bindparam(bindparam, **kw)  # type: ignore[misc]  # it is mixed in
        return text

    def render_literal_value(self, value: Any, type_: TypeEngine[Any]) -> str:
        default: Render = super().render_literal_value  # type: ignore[misc]  # it is mixed in
        literal = type(self).__dict__["own_literal"]
        try:
            return default(value, type_) if literal is None else literal(value, type_, default)
        except CompileError as cause:
            raise UsageError(
                f"A value of the type {type(value).__name__} cannot be written as a literal of the SQL type {type_!r}",
                hint="give the column a type that it fits, or the value as SQL with sa.text() or sa.literal_column()",
            ) from cause
