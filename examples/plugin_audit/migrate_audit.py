"""Audit views: one that counts the rows of each table marked ``info={"audited": True}``; and a journal of runs."""

from pathlib import Path

from migrate.plugin import (
    CommandSpec,
    ComparatorSpec,
    ImplementationSpec,
    MigrateOperation,
    OperationSpec,
    OptionSpec,
    Outcome,
    RendererSpec,
    RewriterSpec,
    WriteHookSpec,
    hookimpl,
)

# The operation: a value that knows its opposite ---------------------------------------------------------------------


class AuditViewOp(MigrateOperation):
    def __init__(self, table_name, create=True):
        self.table_name, self.create = table_name, create

    def reverse(self):
        return AuditViewOp(self.table_name, not self.create)

    def to_diff_tuple(self):
        return (self.directive, self.table_name)

    @property
    def directive(self):
        return "create_audit_view" if self.create else "drop_audit_view"


def carry_out(operations, op):
    quote = operations.get_context().dialect.identifier_preparer.quote
    view = quote(f"audit_{op.table_name}")
    body = f" AS SELECT COUNT(*) AS row_count FROM {quote(op.table_name)}" if op.create else ""
    operations.execute(f"{'CREATE' if op.create else 'DROP'} VIEW {view}{body}")


@hookimpl
def migrate_register_operations():
    return (
        OperationSpec(
            "create_audit_view", AuditViewOp, lambda operations, table: operations.invoke(AuditViewOp(table))
        ),
        OperationSpec(
            "drop_audit_view", AuditViewOp, lambda operations, table: operations.invoke(AuditViewOp(table, False))
        ),
    )


@hookimpl
def migrate_register_implementations():
    return (ImplementationSpec(AuditViewOp, carry_out),)


# Autogenerate: compare, rewrite, render -----------------------------------------------------------------------------


def compare(autogen_context, upgrade_ops, schemas):
    tables = autogen_context.table_key_to_table.values()
    wanted = {table.name for table in tables if table.info.get("audited")}
    views = autogen_context.inspector.get_view_names()
    present = {name.removeprefix("audit_") for name in views if name.startswith("audit_")}
    upgrade_ops.ops.extend(AuditViewOp(name) for name in sorted(wanted - present))
    upgrade_ops.ops[:0] = [AuditViewOp(name, create=False) for name in sorted(present - wanted)]


def announce(context, revision, op):
    op.info["announced"] = True
    context.config.attributes.setdefault("audited", []).append(op.table_name)
    return op


def render(autogen_context, op):
    return f"op.{op.directive}({op.table_name!r})"


@hookimpl
def migrate_register_comparators():
    return (ComparatorSpec("schema", compare, element="audit_views"),)


@hookimpl
def migrate_register_rewriters():
    return (RewriterSpec(AuditViewOp, announce),)


@hookimpl
def migrate_register_renderers():
    return (RendererSpec(AuditViewOp, render),)


# Around the run: a write hook, an option, a lifecycle hook and a command --------------------------------------------


def add_header(path, options):
    file = Path(path)
    file.write_text(f"# {options.get('text', 'to be audited')}\n{file.read_text()}")


def show_journal(config):
    journal = Path(config.plugin_options("audit")["journal"])
    lines = tuple(journal.read_text().splitlines()) if journal.exists() else ()
    return Outcome(value=lines, lines=lines or ("nothing was run yet",), data=list(lines))


@hookimpl
def migrate_register_write_hooks():
    return (WriteHookSpec("audit_header", add_header),)


@hookimpl
def migrate_register_options():
    return (OptionSpec("journal", str, default="audit.log", env_var="AUDIT_JOURNAL", help="where runs are noted"),)


@hookimpl
def migrate_register_commands():
    return (CommandSpec("audit", "migrate_audit:show_journal", "Show which revisions were run, and which way."),)


@hookimpl
def migrate_after_step(context, step):
    with Path(context.config.plugin_options("audit")["journal"]).open("a") as journal:
        journal.write(f"{step.direction.value} {step.revision.revision}\n")
