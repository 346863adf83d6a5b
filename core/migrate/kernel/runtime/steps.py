"""Carrying out the steps of a plan, each in its transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from migrate.kernel.errors import DatabaseError, RevisionFileError
from migrate.kernel.model.plan import Plan, Step
from migrate.kernel.plugin.host import PluginHost
from migrate.kernel.runtime.failures import Aftermath, explained
from migrate.kernel.runtime.info import MigrationInfo
from migrate.kernel.runtime.journal import Journal

log = logging.getLogger("migrate.runtime.migration")


class HeadsMoved(Exception):
    """Another migrator got in between two steps; ``heads`` is where it left the database."""

    def __init__(self, heads: tuple[str, ...]) -> None:
        super().__init__(heads)
        self.heads = heads


def describe(step: Step) -> str:
    """Return ``upgrade a -> b``, as logs and offline scripts name a step."""
    above = ", ".join(revision.revision for revision in step.up_revisions)
    below = ", ".join(step.down_revisions)
    source, destination = (below, above) if step.is_upgrade else (above, below)
    verb = "stamp_revision" if step.is_stamp else step.direction.value
    return f"{verb} {source} -> {destination}"


class Steps:
    """Run steps: before each its transaction, then the script, the version rows, the hooks and the callbacks.

    ``purge`` empties the version table first.  ``shared`` tells that no lock keeps others from changing the heads
    between two transactions of this run.  ``journal`` is None offline.
    """

    def __init__(
        self, context: Any, arguments: dict[str, Any], journal: Journal | None, *, purge: bool, shared: bool
    ) -> None:
        self._context = context
        self._plugins: PluginHost = context.plugins
        self._transactions = context.transactions
        self._arguments = arguments
        self._journal = journal
        self._purge = purge
        self._shared = shared
        self._planned: tuple[Step, ...] = ()
        self._prepared = self._begun_anew = self._guarded = False

    def run(self, plan: Plan) -> tuple[str, ...]:
        """Run all steps and return the heads at the end; plan anew where another migrator got in between."""
        heads = plan.heads_before
        if self._context.as_sql and plan.steps:
            self._context.impl.start_script(self._context.versions.table, is_new=not heads)
        self._planned = plan.steps
        pending = list(reversed(plan.steps))
        while pending:
            try:
                self._step(pending[-1])
            except HeadsMoved as moved:
                heads = moved.heads
                pending = list(reversed(self._context.make_plan(heads).steps))
            else:
                heads = pending.pop().heads_after
        return heads

    def prepare(self) -> None:
        """Make the version table ready for its first row; a table that is written into a script is new."""
        if not self._prepared:
            self._context.ensure_version_table(purge=self._purge)
            self._prepared = True

    def _step(self, step: Step) -> None:
        self._forget_statements()
        try:
            with self._context.begin_transaction(_per_migration=True), self._telling_errors(step):
                self._in_transaction(step)
        except HeadsMoved:
            raise
        except BaseException as error:
            failure = explained(step, error, self._aftermath(error))
            if failure is error:
                raise
            raise failure from error
        self._plugins.call_safely("migrate_after_step", context=self._context, step=step)

    def _in_transaction(self, step: Step) -> None:
        context = self._context
        if context.as_sql:
            self._guard(step)
            self._prepared = self._prepared or bool(step.heads_before)
        else:
            if self._transactions.each_migration:
                context.impl.expect((step,))
                self._transactions.start()
            self._refuse_moved(step)
        self.prepare()
        self._plugins.call("migrate_before_step", context=context, step=step)
        self._announce(step)
        call_around(self._plugins, "migrate_run_step", lambda: self._migrate(step), context=context, step=step)
        self._plugins.call("migrate_version_applied", context=context, step=step, heads=step.heads_after)
        self._tell_callbacks(step)
        self._keep_what_is_committed()

    def _guard(self, step: Step) -> None:
        """Write the check of a script that must not run twice; again in each transaction, where a client goes on."""
        if step.heads_before and not step.is_stamp and (self._transactions.per_migration or not self._guarded):
            self._context.versions.write_guard([step] if self._transactions.per_migration else self._planned)
        self._guarded = True

    def _forget_statements(self) -> None:
        if self._journal is not None:
            self._journal.start_step()

    def _refuse_moved(self, step: Step) -> None:
        if self._shared and (self._begun_anew or self._transactions.each_migration):
            heads = tuple(sorted(self._context.versions.read()))
            if heads != step.heads_before:
                raise HeadsMoved(heads)

    def _announce(self, step: Step) -> None:
        text = describe(step)
        doc = "" if step.is_stamp else getattr(step.revision, "doc", "")
        log.info("Running %s%s", text, f", {doc}" if doc else "")
        if self._context.as_sql:
            self._context.impl.static_output(f"-- Running {text}")

    def _migrate(self, step: Step) -> None:
        self._forget_statements()
        if not step.is_stamp:
            script: Any = step.revision  # a Script, which is a Revision that has a module
            _function(script, step.direction.value)(**self._arguments)
            self._own_again(step)
        self._context.versions.apply(step)

    def _own_again(self, step: Step) -> None:
        """Begin anew where the script has ended the run's transaction, so that its version row is not lost."""
        journal = self._journal
        if journal is None or not self._transactions.renew(ended=journal.ended_by_statement):
            return
        if journal.rolled_back:
            raise RevisionFileError(
                f"Revision {step.revision.revision!r} rolled back the transaction that it runs in",
                hint="a revision may use begin_nested() and roll that back, or raise an error",
            )
        log.warning("Revision %s committed the transaction that it ran in.", step.revision.revision)

    def _keep_what_is_committed(self) -> None:
        """Commit the version row too where the script has committed a part of itself, so that it need not run again."""
        journal, transactions = self._journal, self._transactions
        if journal is None or transactions.each_migration:
            return
        if journal.has_committed:
            self._begun_anew = self._transactions.checkpoint()

    def _tell_callbacks(self, step: Step) -> None:
        context = self._context
        if context.on_version_apply_callbacks:
            info = MigrationInfo.of_step(context.script.revision_map, step)
            for callback in context.on_version_apply_callbacks:
                callback(ctx=context, step=info, heads=set(step.heads_after), run_args=self._arguments)

    # When it fails ----------------------------------------------------------------------------------------------

    @contextmanager
    def _telling_errors(self, step: Step) -> Iterator[None]:
        try:
            yield
        except HeadsMoved:
            raise
        except BaseException as error:
            self._plugins.call_safely("migrate_on_error", context=self._context, step=step, error=error)
            raise

    def _aftermath(self, error: BaseException) -> Aftermath:
        """Roll back what is the run's own, and look at what is left."""
        if self._journal is None:
            return Aftermath(None, offline=True)
        committed = self._journal.committed(last_failed=isinstance(error, DBAPIError))
        external = self._transactions.external
        heads = None
        with suppress(SQLAlchemyError, DatabaseError):  # a connection that is gone can neither roll back nor tell
            self._transactions.rollback()
            self._context.versions.look_again()
            heads = None if external else tuple(sorted(self._context.versions.read()))
        return Aftermath(heads, committed, external)


def call_around(plugins: PluginHost, hook: str, proceed: Callable[[], Any], **arguments: Any) -> None:
    """Call a protocol hook; what fails inside ``proceed`` is raised as it is, and not laid at a plugin's door.

    A plugin may call ``proceed`` again, but not hide that it failed.
    """
    failures: list[BaseException] = []

    def noting() -> Any:
        failures.clear()
        try:
            return proceed()
        except BaseException as error:
            failures.append(error)
            raise

    try:
        plugins.call(hook, proceed=noting, **arguments)
    except BaseException as error:
        if not failures or error is failures[0] or error.__cause__ is not failures[0]:
            raise
    if failures:
        raise failures[0]


def _function(script: Any, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] | None = getattr(script.module, name, None)
    if function is None:
        raise RevisionFileError(
            f"Revision {script.revision!r} has no function {name}()", hint=f"define {name}() in {script.path}"
        )
    return function
