"""Verify a generated revision before it is written: its upgrade() must leave no difference, its downgrade() all."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate.kernel.command.building import quiet
from migrate.kernel.command.databases import name_of
from migrate.kernel.command.diffs import diff_of
from migrate.kernel.model.operation import MigrateOperation, OpContainer
from migrate.kernel.model.plan import Direction
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.text import counted

if TYPE_CHECKING:
    from migrate.kernel.autogenerate.revision import RevisionContext

_SHOWN = 10
Describe = Callable[[Any], str]
"""Gives a diff tuple as a line: differences that read the same are the same."""
TableKey = tuple[str | None, str]
# Where operations have the tables that they are about: the schema, and the name.
_NAMES_OF_TABLES = (("schema", "table_name"), ("schema", "new_table_name"), ("source_schema", "source_table"))


class Verification:
    """Find out whether generated code runs and does what it should; ``notes`` and ``warnings`` tell.

    ``describe`` gives a diff tuple as a line: differences that read the same are the same.
    """

    def __init__(self, describe: Describe) -> None:
        self._describe = describe
        self.notes: list[str] = []
        self.warnings: list[str] = []
        self._where = ""
        self._before: set[str] = set()
        self._touched: set[TableKey] | None = set()

    def compared(self, script: Any) -> None:
        """Keep what a comparison has found, before the project's directives change it."""
        self._before = self._lines(script.upgrade_ops_list)
        self._touched = _tables(one for container in script.upgrade_ops_list for one in container.leaves())

    def verify(self, revisions: RevisionContext, context: Any, containers: Iterable[OpContainer]) -> None:
        """Run the revisions up and down on the database that was compared, in a transaction that is rolled back.

        ``containers`` hold what is to be done there.  Raises ``RevisionFileError`` where the code does not run.
        """
        from migrate.kernel.runtime.trial import NoTrial, require_trial

        operations = [one for container in containers for one in container.leaves()]
        if not operations:
            return
        name = name_of(context)
        self._where = f"{name}: " if name else ""
        try:
            with quiet("migrate.autogenerate"), _rendered(revisions) as scripts:
                sources = [
                    Path(script.path).read_text(revisions.script_directory.output_encoding) for script in scripts
                ]
                require_trial(context, sources, _changed_tables(operations))
                self._try(context, scripts, operations, both="irreversible(" not in "".join(sources))
        except NoTrial as reason:
            self._note(f"Not verified: {reason}.")
        except SyntaxError:
            return  # whoever writes the file says it better

    def _try(self, context: Any, scripts: list[Any], operations: list[MigrateOperation], *, both: bool) -> None:
        from migrate.kernel.autogenerate.databases import compared_with
        from migrate.kernel.runtime.trial import RowsInTheWay, TriedStep, run_function, trial

        written, touched = self._told(operations), _tables(operations)
        only = None if touched is None or self._touched is None else touched | self._touched
        ups = [TriedStep(script, Direction.UPGRADE) for script in scripts]
        downs = [TriedStep(script, Direction.DOWNGRADE) for script in reversed(scripts)] if both else []

        def differences() -> set[str]:
            return self._lines(compared_with(context, only=only).upgrade_ops_list)

        before = self._before
        if any(_is_rename(line) for line in before):  # nobody answers questions about them later
            before = differences()
        warned = len(self.warnings)
        with trial(context, [*ups, *downs]):
            try:
                for step in ups:
                    run_function(context, step)
                left = differences() - (before - written)
                self._warn_of("After upgrade(), these differences are left, which the code does not express", left)
                for step in downs:
                    run_function(context, step)
                after = differences() if both else before
                self._warn_of("downgrade() does not bring back what was there; it leaves", after ^ before)
            except RowsInTheWay as reason:
                self.warnings.append(
                    f"{self._where}The rows of this database are in the way of {reason}; edit the revision"
                )
        if len(self.warnings) == warned:
            what = "upgrade() and downgrade() were" if both else "upgrade() was"
            self._note(f"Verified: {what} run and rolled back; no difference is left.")

    def _lines(self, containers: Iterable[OpContainer]) -> set[str]:
        return self._told(one for container in containers for one in container.leaves())

    def _told(self, operations: Iterable[MigrateOperation]) -> set[str]:
        return {self._describe(diff) for diff in map(diff_of, operations) if diff != []}

    def _warn_of(self, what: str, lines: set[str]) -> None:
        if lines:
            more = [f"and {counted(len(lines) - _SHOWN, 'more')}"] if len(lines) > _SHOWN else []
            self.warnings.append("\n  ".join([f"{self._where}{what}:", *sorted(lines)[:_SHOWN], *more]))

    def _note(self, what: str) -> None:
        note = f"{self._where}{what}"
        if note not in self.notes:
            self.notes.append(note)


def _is_rename(line: str) -> bool:
    return " renamed to " in line


def _changed_tables(operations: Iterable[MigrateOperation]) -> set[TableKey]:
    """Return the tables that are there and are changed; a new table and one that goes take no time."""
    known = active_registry().operations
    quick = [known[name].op_class for name in ("create_table", "drop_table") if name in known]
    return {key for one in operations if type(one) not in quick for key in _tables_of(one)}


def _tables(operations: Iterable[MigrateOperation]) -> set[TableKey] | None:
    """Return the tables that operations touch; None if one may touch any, as SQL text may."""
    found: set[TableKey] = set()
    for one in operations:
        tables = list(_tables_of(one))
        if not tables and not hasattr(one, "enum_name"):
            return None
        found.update(tables)
    return found


def _tables_of(operation: Any) -> Iterator[TableKey]:
    for schema, table in _NAMES_OF_TABLES:
        name = getattr(operation, table, None)
        if name:
            yield getattr(operation, schema, None), str(name)


@contextmanager
def _rendered(revisions: RevisionContext) -> Iterator[list[Any]]:
    """Write the revisions into a folder that nobody looks into, and give their scripts."""
    from migrate.kernel.script.script import Script

    with tempfile.TemporaryDirectory(prefix="migrate_") as folder:
        scripts = []
        for number, script in enumerate(revisions.generated_revisions):
            path = Path(folder, f"generated_{number}.py")
            path.write_bytes(revisions.rendered(script))
            scripts.append(_script(Script, path, script))
        try:
            yield scripts
        finally:
            for name, module in list(sys.modules.items()):
                if str(getattr(module, "__file__", None) or "").startswith(folder):
                    del sys.modules[name]


def _script(kind: Any, path: Path, script: Any) -> Any:
    from migrate.kernel.script.identifiers import Identifiers

    return kind(None, str(script.rev_id), path, Identifiers(str(script.rev_id), doc=script.message or ""))
