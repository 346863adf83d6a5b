"""All hooks, with their contract.  `docs/reference/hooks.md` is generated from this file.

Each docstring says when the hook is called, its arguments, its result, its call style and its stability:

* *collect*: every plugin's values are taken, in the order of the plugins, once, on first use;
* *first*: plugins are asked in turn, and the first result that is not None is taken;
* *around*: a plugin may wrap the call (``@hookimpl(wrapper=True)``) or answer in its place;
* *veto*: every plugin is called; raising an error stops the run;
* *safe*: every plugin is called; an error is reported and does not change the outcome.

This layer knows no SQLAlchemy, so the types of connections and tables are given in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from migrate.kernel.model.operation import MigrationScript
from migrate.kernel.model.plan import Plan, Step
from migrate.kernel.plugin.markers import hookspec
from migrate.kernel.plugin.specs import (
    CommandSpec,
    ComparatorSpec,
    DialectSpec,
    ImplementationSpec,
    OperationSpec,
    OptionSpec,
    RendererSpec,
    RewriterSpec,
    TemplateSpec,
    WriteHookSpec,
)

# Registration: return frozen values; called once, on first use -----------------------------------------------------


@hookspec
def migrate_register_operations() -> Iterable[OperationSpec]:  # type: ignore[empty-body]
    """Give directives for ``op``: their names, their operation classes and their builders.

    Called when the first directive is looked up.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_operations():
            from migrate_views import ops

            return (OperationSpec("create_view", ops.CreateViewOp, ops.CreateViewOp.create_view),)
    """


@hookspec
def migrate_register_implementations() -> Iterable[ImplementationSpec]:  # type: ignore[empty-body]
    """Give the functions that carry operations out, for any dialect or for one.

    Called when the first operation is invoked.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_implementations():
            from migrate_views import ddl, ops

            return (ImplementationSpec(ops.CreateViewOp, ddl.create_view),)
    """


@hookspec
def migrate_register_dialects() -> Iterable[DialectSpec]:  # type: ignore[empty-body]
    """Give implementations of databases, as subclasses of ``migrate.ddl.impl.DefaultImpl``.

    Called when the first migration context is made.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_dialects():
            return (DialectSpec("firebird", "migrate_firebird.impl:FirebirdImpl"),)
    """


@hookspec
def migrate_register_comparators() -> Iterable[ComparatorSpec]:  # type: ignore[empty-body]
    """Give functions that compare the database with the models.

    Called when the first comparison starts.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_comparators():
            from migrate_views.compare import compare_views

            return (ComparatorSpec("schema", compare_views, element="views"),)
    """


@hookspec
def migrate_register_renderers() -> Iterable[RendererSpec]:  # type: ignore[empty-body]
    """Give functions that write operations, schema items or types as Python.

    Called when the first operation is rendered.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_renderers():
            from migrate_views import ops, render

            return (RendererSpec(ops.CreateViewOp, render.create_view),)
    """


@hookspec
def migrate_register_rewriters() -> Iterable[RewriterSpec]:  # type: ignore[empty-body]
    """Give functions that may replace generated operations; they run before env.py's own directives.

    Called when the first revision is generated.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_rewriters():
            return (RewriterSpec(CreateIndexOp, make_concurrent),)
    """


@hookspec
def migrate_register_write_hooks() -> Iterable[WriteHookSpec]:  # type: ignore[empty-body]
    """Give post-write hooks, by the name that ``[post_write_hooks]`` calls them.

    Called when a revision file has been written and hooks are configured.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_write_hooks():
            return (WriteHookSpec("black", "migrate_formatters.tools:black"),)
    """


@hookspec
def migrate_register_templates() -> Iterable[TemplateSpec]:  # type: ignore[empty-body]
    """Give templates for ``migrate init``.

    Called by ``init`` and ``list_templates``.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_templates():
            return (TemplateSpec("company", "our house style", "company_migrate", "templates/company"),)
    """


@hookspec
def migrate_register_commands() -> Iterable[CommandSpec]:  # type: ignore[empty-body]
    """Give commands for the command line and for ``migrate.command``.

    Called when the command line starts, so the hook imports nothing: ``run`` is text.  Style: collect.
    Stability: stable.

    Example::

        @hookimpl
        def migrate_register_commands():
            return (CommandSpec("audit", "migrate_audit.command:run", "Print the audit trail."),)
    """


@hookspec
def migrate_register_options() -> Iterable[OptionSpec]:  # type: ignore[empty-body]
    """Give the options that ``[plugin:NAME]`` may set, with their types and defaults.

    Called when an option is first read.  Style: collect.  Stability: stable.

    Example::

        @hookimpl
        def migrate_register_options():
            return (OptionSpec("managed", bool, default=False, env_var="VIEWS_MANAGED"),)
    """


@hookspec
def migrate_register_hookspecs() -> Iterable[object]:  # type: ignore[empty-body]
    """Give modules or objects with further hook specs, for the plugin's own plugins.

    Called once, when the plugins are loaded.  Style: collect.  Stability: provisional.

    Example::

        @hookimpl
        def migrate_register_hookspecs():
            from migrate_audit import hookspecs

            return (hookspecs,)
    """


# Providers: the first answer counts --------------------------------------------------------------------------------


@hookspec(firstresult=True)
def migrate_connect(config: Any, url: str, name: str | None) -> Any:
    """Make the SQLAlchemy ``Engine`` that env.py's ``context.connect()`` uses.

    Called with the project's ``Config``, the URL in force (with its password) and the name of the database in a
    multi-database environment.  Result: an ``Engine``, or None.  Style: first.  Stability: provisional.

    Example::

        @hookimpl
        def migrate_connect(config, url, name):
            return create_engine(url, connect_args={"password": fetch_token()})
    """


@hookspec(firstresult=True)
def migrate_version_table(context: Any, name: str, schema: str | None) -> Any:
    """Make the SQLAlchemy ``Table`` that records the heads.

    Called once for each ``MigrationContext``.  The table needs a text column ``version_num``.  Result: a ``Table``, or
    None.  Style: first.  Stability: provisional.

    Example::

        @hookimpl
        def migrate_version_table(context, name, schema):
            return Table(name, MetaData(), Column("version_num", String(64), primary_key=True), schema=schema)
    """


@hookspec(firstresult=True)
def migrate_make_revision_id(config: Any) -> str | None:
    """Make the id of a new revision.

    Called for each new revision without ``--rev-id``.  Result: a valid revision id, or None.  Style: first.
    Stability: stable.

    Example::

        @hookimpl
        def migrate_make_revision_id(config):
            return time.strftime("%Y%m%d%H%M%S")
    """


@hookspec(firstresult=True)
def migrate_make_file_name(config: Any, rev_id: str, message: str | None) -> str | None:
    """Make the file name of a new revision, without its folder and without ``.py``.

    Called for each new revision, before ``file_template`` is consulted.  Result: a name, or None.  Style: first.
    Stability: stable.

    Example::

        @hookimpl
        def migrate_make_file_name(config, rev_id, message):
            return f"{rev_id}_{message}"
    """


@hookspec(firstresult=True)
def migrate_lock(context: Any, name: str) -> AbstractContextManager[Any] | None:
    """Make the lock that keeps a second migrator out.

    Called when there is something to apply, before the heads are read.  Result: a context manager that holds the lock
    while it is open and raises ``LockNotObtained`` if it cannot be had, or None.  Style: first.
    Stability: provisional.

    Example::

        @hookimpl
        def migrate_lock(context, name):
            return redis.lock(name, timeout=60)
    """


# Protocols: the kernel's own implementation is the last; plugins wrap it --------------------------------------------


@hookspec(firstresult=True)
def migrate_run_plan(context: Any, plan: Plan, proceed: Callable[[], Any]) -> Any:
    """Run a whole plan; ``proceed()`` does it.

    Called once for each run that has steps.  Style: around.  Stability: provisional.

    Example::

        @hookimpl(wrapper=True)
        def migrate_run_plan(context, plan, proceed):
            with tracer.span("migrate"):
                return (yield)
    """


@hookspec(firstresult=True)
def migrate_run_step(context: Any, step: Step, proceed: Callable[[], Any]) -> Any:
    """Run one step: the script's function and the version row; ``proceed()`` does it.

    Called for each step, inside its transaction.  Style: around.  Stability: provisional.

    Example::

        @hookimpl(wrapper=True)
        def migrate_run_step(context, step, proceed):
            start = time.perf_counter()
            try:
                return (yield)
            finally:
                timings[step.revision.revision] = time.perf_counter() - start
    """


@hookspec(firstresult=True)
def migrate_produce_script(
    context: Any, metadata: Any, proceed: Callable[[], MigrationScript]
) -> MigrationScript | None:
    """Compare the database with the models and give the resulting operations; ``proceed()`` does it.

    Called for each comparison, with the ``MigrationContext`` and the ``MetaData``; ``--verify`` compares again after
    the new ``upgrade()`` and after the new ``downgrade()``.  Style: around.
    Stability: provisional.

    Example::

        @hookimpl(wrapper=True)
        def migrate_produce_script(context, metadata, proceed):
            script = yield
            script.message = script.message or "automatic"
            return script
    """


# Lifecycle ---------------------------------------------------------------------------------------------------------


@hookspec
def migrate_configure(config: Any) -> None:
    """Look at, or add to, the configuration before a command runs.

    Called once for each command, with the project's ``Config``.  Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_configure(config):
            config.attributes.setdefault("started", time.time())
    """


@hookspec
def migrate_connection_opened(context: Any, connection: Any) -> None:
    """Prepare a connection before the first statement of a run.

    Called when a ``MigrationContext`` has been configured with a live connection.  Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_connection_opened(context, connection):
            connection.exec_driver_sql("SET ROLE owner")
    """


@hookspec
def migrate_before_run(context: Any, plan: Plan) -> None:
    """Look at a plan before its first step.

    Called when a plan has steps; an error stops the run before anything is touched.  Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_before_run(context, plan):
            if len(plan) > 50:
                raise CommandError("more than 50 revisions at once")
    """


@hookspec
def migrate_before_step(context: Any, step: Step) -> None:
    """Look at a step before it runs.

    Called inside the step's transaction; an error rolls it back.  Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_before_step(context, step):
            log.info("next: %s", step.revision.revision)
    """


@hookspec
def migrate_version_applied(context: Any, step: Step, heads: tuple[str, ...]) -> None:
    """Take note that the version table now holds the step's heads.

    Called inside the step's transaction, after its version row was written: what is written to the database here is
    committed or rolled back together with the step.  Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_version_applied(context, step, heads):
            context.execute(journal.insert().values(revision=step.revision.revision))
    """


@hookspec
def migrate_after_step(context: Any, step: Step) -> None:
    """Take note that a step has run; with one transaction for the whole run it is not committed yet.

    Style: safe.  Stability: stable.

    Example::

        @hookimpl
        def migrate_after_step(context, step):
            metrics.increment("migrations")
    """


@hookspec
def migrate_on_error(context: Any, step: Step | None, error: BaseException) -> None:
    """Take note that a run failed; the transaction is about to be rolled back.

    Called with the step that failed, or None.  Style: safe.  Stability: stable.

    Example::

        @hookimpl
        def migrate_on_error(context, step, error):
            pager.alert(str(error))
    """


@hookspec
def migrate_after_run(context: Any, plan: Plan) -> None:
    """Take note that a whole plan has run.

    Style: safe.  Stability: stable.

    Example::

        @hookimpl
        def migrate_after_run(context, plan):
            chat.post(f"{len(plan)} migrations applied")
    """


@hookspec
def migrate_process_revision(context: Any, revision: tuple[str, ...], directives: list[MigrationScript]) -> None:
    """Change the revisions about to be written, like env.py's ``process_revision_directives``, before it.

    Called once for each ``revision`` command, with the database's heads and the list, which may be changed in place.
    Style: veto.  Stability: stable.

    Example::

        @hookimpl
        def migrate_process_revision(context, revision, directives):
            if directives and directives[0].upgrade_ops.is_empty():
                directives.clear()
    """


@hookspec
def migrate_revision_written(config: Any, path: str, rev_id: str) -> None:
    """Take note that a revision file is in its place, after its post-write hooks.

    Style: safe.  Stability: stable.

    Example::

        @hookimpl
        def migrate_revision_written(config, path, rev_id):
            subprocess.run(["git", "add", path])
    """
