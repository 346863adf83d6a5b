"""A table's definition as text in parts: what nobody changes is carried over to the letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from migrate.plugin import CommandError
from migrate_plugins.batch.sqltext import (
    Token,
    join,
    mentions,
    names_in_parentheses,
    parenthesized,
    renamed,
    significant,
    split_at_commas,
    tokenize,
)

_TABLE_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"})
_CLAUSES = frozenset(
    {"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS",
     "AUTO_INCREMENT", "COMMENT"}
)  # fmt: skip

_SERIALS = frozenset({"SERIAL", "BIGSERIAL", "SMALLSERIAL"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A constraint of a column or of a table: its keyword, its name if it has one, and its text."""

    kind: str
    name: str | None
    text: str

    @property
    def columns(self) -> list[str]:
        """The columns that a table constraint lists."""
        return names_in_parentheses(self.text.split("REFERENCES")[0]) if self.kind != "CHECK" else []

    def named(self, quoted: str, name: str) -> Clause:
        """Return the clause with a name."""
        return Clause(self.kind, name, f"CONSTRAINT {quoted} {self.text}")


@dataclass(slots=True)
class ColumnDefinition:
    """A column: its name as written, its type, and its clauses in order."""

    name: str
    written: str
    type: str
    clauses: list[Clause] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The column's part of CREATE TABLE."""
        return " ".join(filter(None, [self.written, self.type, *(clause.text for clause in self.clauses)]))

    @property
    def is_generated(self) -> bool:
        """Return whether the database computes the column, so that it cannot be copied."""
        return any(
            clause.kind in ("GENERATED", "AS") and "IDENTITY" not in clause.text.upper() for clause in self.clauses
        )

    @property
    def counts(self) -> bool:
        """Return whether PostgreSQL fills the column from a sequence of its own."""
        identity = any(clause.kind == "GENERATED" for clause in self.clauses) and not self.is_generated
        return identity or self.type.upper() in _SERIALS

    def without(self, *kinds: str) -> None:
        """Take away the clauses of the given kinds."""
        self.clauses = [clause for clause in self.clauses if clause.kind not in kinds]

    def put_first(self, clause: Clause) -> None:
        """Add a clause where every database accepts it: right behind the type and a default."""
        after = [number for number, one in enumerate(self.clauses) if one.kind == "DEFAULT"]
        self.clauses.insert(after[0] + 1 if after and clause.kind != "DEFAULT" else 0, clause)


@dataclass(slots=True)
class TableDefinition:
    """A table: its columns, its constraints, and what follows the closing parenthesis."""

    table: str
    columns: list[ColumnDefinition]
    constraints: list[Clause]
    options: str = ""

    def column(self, name: str) -> ColumnDefinition:
        """Return a column.

        Raises ``CommandError`` naming the table's columns if it has none of that name.
        """
        for column in self.columns:
            if column.name.lower() == name.lower():
                return column
        known = ", ".join(column.name for column in self.columns)
        raise CommandError(f"No such column: {name!r} in table {self.table!r}", hint=f"its columns are {known}")

    def check(self) -> None:
        """Raise ``CommandError`` for a key over a column that is not there, and for a table without columns."""
        if not self.columns:
            raise CommandError(f"No column of table {self.table!r} would be left", hint="op.drop_table() drops it")
        for clause in self.constraints:
            if clause.kind in ("PRIMARY", "UNIQUE", "FOREIGN"):
                for name in clause.columns:
                    self.column(name)

    def create(self, quoted_table: str) -> str:
        """Return the CREATE TABLE statement under another name."""
        parts = [column.text for column in self.columns] + [clause.text for clause in self.constraints]
        return f"CREATE TABLE {quoted_table} (\n\t" + ", \n\t".join(parts) + f"\n){self.options and ' '}{self.options}"

    def add_column(self, column: ColumnDefinition, *, before: str | None = None, after: str | None = None) -> None:
        """Add a column at the end, or beside another.

        Raises ``CommandError`` if there is one of that name.
        """
        if any(one.name.lower() == column.name.lower() for one in self.columns):
            raise CommandError(
                f"The table {self.table!r} has a column {column.name!r} already",
                hint="alter_column() changes it; to put another in its place, drop it first",
            )
        position = len(self.columns)
        if before is not None:
            position = self.columns.index(self.column(before))
        elif after is not None:
            position = self.columns.index(self.column(after)) + 1
        self.columns.insert(position, column)

    def drop_column(self, name: str) -> None:
        """Take a column away, and with it the constraints that cannot be without it.

        Raises ``CommandError`` if a CHECK on several columns would be lost.
        """
        column = self.column(name)
        self.columns.remove(column)
        self.constraints = [
            kept for clause in self.constraints if (kept := self._after_drop(clause, column)) is not None
        ]

    def _after_drop(self, clause: Clause, column: ColumnDefinition) -> Clause | None:
        if clause.kind == "CHECK":
            return self._check_after_drop(clause, column)
        listed = [name for name in clause.columns if name.lower() != column.name.lower()]
        if len(listed) == len(clause.columns):
            return clause
        if clause.kind == "PRIMARY" and listed:
            return _with_columns(clause, column.name)
        return None

    def _check_after_drop(self, clause: Clause, column: ColumnDefinition) -> Clause | None:
        if not mentions(clause.text, column.name):
            return clause
        others = [one.name for one in self.columns if mentions(clause.text, one.name)]
        if others:
            raise CommandError(
                f"The column {column.name!r} of table {self.table!r} cannot be dropped: {clause.text} also concerns "
                f"{', '.join(others)}",
                hint="drop that constraint in the same batch",
            )
        return None

    def rename_column(self, old: str, new: str, quoted: str) -> None:
        """Rename a column here and wherever the definition mentions it."""
        column = self.column(old)
        column.name, column.written = new, quoted
        for one in self.columns:
            one.clauses = [_clause_renamed(clause, old, quoted) for clause in one.clauses]
        self.constraints = [_clause_renamed(clause, old, quoted) for clause in self.constraints]

    def add_to_primary_key(self, quoted: str) -> None:
        """Let the primary key hold one more column, or be it alone."""
        for number, clause in enumerate(self.constraints):
            if clause.kind == "PRIMARY":
                _, closing = parenthesized(tokens := tokenize(clause.text))
                text = join(tokens[:closing]) + f", {quoted}" + join(tokens[closing:])
                self.constraints[number] = Clause("PRIMARY", clause.name, text)
                return
        self.constraints.insert(0, Clause("PRIMARY", None, f"PRIMARY KEY ({quoted})"))

    def drop_primary_key(self) -> None:
        """Take the primary key away, wherever it is written."""
        self.constraints = [clause for clause in self.constraints if clause.kind != "PRIMARY"]
        for column in self.columns:
            column.without("PRIMARY")

    def reorder(self, names: Sequence[str]) -> None:
        """Put the columns into the order of the given names, which are all of them."""
        self.columns = [self.column(name) for name in names]


def parse_table(sql: str, table: str) -> TableDefinition:
    """Take a CREATE TABLE statement apart.

    Raises ``CommandError`` for one that is no plain table.
    """
    tokens = tokenize(sql)
    words = [token.keyword for token in significant(tokens)[:4]]
    if "VIRTUAL" in words or "TABLE" not in words:
        raise CommandError(f"{table!r} is no ordinary table, so it cannot be rebuilt: {sql[:60]}")
    opening, closing = parenthesized(tokens)
    columns, constraints = [], []
    for part in split_at_commas(tokens[opening + 1 : closing]):
        first = significant(part)[0]
        if first.keyword in _TABLE_CONSTRAINTS:
            constraints.extend(_clauses(part, _TABLE_CONSTRAINTS))
        else:
            columns.append(_column(part))
    return TableDefinition(table, columns, constraints, join(tokens[closing + 1 :]))


def parse_column(text: str) -> ColumnDefinition:
    """Take the definition of a column apart."""
    return _column(tokenize(text))


def parse_constraint(text: str) -> Clause:
    """Take a table constraint apart."""
    return _clauses(tokenize(text), _TABLE_CONSTRAINTS)[0]


def _column(part: Sequence[Token]) -> ColumnDefinition:
    start = next(number for number, token in enumerate(part) if token.kind != "space")
    name = part[start]
    rest = part[start + 1 :]
    end = _first_clause(rest)
    return ColumnDefinition(
        name.identifier or name.text, name.text, join(rest[:end]), list(_clauses(rest[end:], _CLAUSES))
    )


def _first_clause(tokens: Sequence[Token]) -> int:
    depth = 0
    for number, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if depth == 0 and token.keyword in _CLAUSES:
            return number
    return len(tokens)


def _clauses(tokens: Sequence[Token], starts: frozenset[str]) -> list[Clause]:
    """Group tokens into clauses: a clause goes from its keyword to the next one outside of parentheses."""
    groups: list[list[Token]] = []
    depth, words = 0, [""]
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
        if not groups or (depth == 0 and token.keyword in starts and _starts_clause(token, words, groups[-1])):
            groups.append([])
        groups[-1].append(token)
        if token.kind != "space":
            words.append(token.keyword)
    return [_clause(group) for group in _deferrable_joined(groups)]


def _deferrable_joined(groups: Sequence[list[Token]]) -> list[list[Token]]:
    """Put ``NOT DEFERRABLE`` back to the REFERENCES that it belongs to."""
    joined: list[list[Token]] = []
    for group in groups:
        if joined and [token.keyword for token in significant(group)[:2]] == ["NOT", "DEFERRABLE"]:
            joined[-1] += group
        elif significant(group):
            joined.append(group)
    return joined


def _starts_clause(token: Token, words: list[str], group: Sequence[Token]) -> bool:
    previous = words[-1]
    kind = _kind_and_name(group)[0]
    if previous in ("SET", "BY") or (previous == "DEFAULT" and kind == "DEFAULT") or kind in ("", "CONSTRAINT"):
        return False  # ON DELETE SET NULL, GENERATED BY DEFAULT, DEFAULT NULL, CONSTRAINT x UNIQUE
    if token.keyword == "AS" and kind == "GENERATED":
        return False
    if token.keyword == "NULL" and previous == "NOT":
        return False
    return not (token.keyword == "REFERENCES" and kind == "FOREIGN")


def _clause(group: Sequence[Token]) -> Clause:
    return Clause(*_kind_and_name(group), join(group))


def _kind_and_name(group: Sequence[Token]) -> tuple[str, str | None]:
    tokens = significant(group)
    if tokens and tokens[0].keyword == "CONSTRAINT":
        name = tokens[1].identifier if len(tokens) > 1 else None
        return (tokens[2].keyword if len(tokens) > 2 else "CONSTRAINT", name)
    return (tokens[0].keyword if tokens else "", None)


def _clause_renamed(clause: Clause, old: str, quoted: str) -> Clause:
    if clause.kind in ("REFERENCES", "DEFAULT", "COLLATE"):
        return clause  # names columns of another table, or none
    head, keyword, tail = clause.text.partition(" REFERENCES ")
    body = head.partition("(")
    return Clause(clause.kind, clause.name, body[0] + body[1] + renamed(body[2], old, quoted) + keyword + tail)


def _with_columns(clause: Clause, gone: str) -> Clause:
    tokens = tokenize(clause.text)
    opening, closing = parenthesized(tokens)
    items = [part for part in split_at_commas(tokens[opening + 1 : closing]) if not significant(part)[0].names(gone)]
    text = f"{join(tokens[: opening + 1])}{', '.join(join(item) for item in items)}{join(tokens[closing:])}"
    return Clause(clause.kind, clause.name, text)
