"""A tour of the hooks: each notes that it was called, and does the least that makes sense."""

import os
import time
from pathlib import Path

from migrate.plugin import DialectSpec, TemplateSpec, hookimpl


def note(hook, detail=""):
    path = os.environ.get("TOUR_NOTES")
    if path:
        with Path(path).open("a", encoding="utf-8") as notes:
            notes.write(f"{hook} {detail}".rstrip() + "\n")


# Registration -------------------------------------------------------------------------------------------------------


@hookimpl
def migrate_register_dialects():
    return (DialectSpec("tourdb", "migrate.ddl.impl:DefaultImpl"),)


@hookimpl
def migrate_register_templates():
    return (TemplateSpec("tour", "an empty house", "migrate_tour", "tour_template"),)


@hookimpl
def migrate_register_hookspecs():
    return ()


# Providers ----------------------------------------------------------------------------------------------------------


@hookimpl
def migrate_connect(config, url, name):
    note("connect", url.split(":")[0])


@hookimpl
def migrate_version_table(context, name, schema):
    note("version_table", name)


@hookimpl
def migrate_make_revision_id(config):
    note("make_revision_id")
    return os.environ.get("TOUR_REVISION")


@hookimpl
def migrate_make_file_name(config, rev_id, message):
    note("make_file_name", rev_id)
    return f"{rev_id}_on_tour"


@hookimpl
def migrate_lock(context, name):
    note("lock", name)


# Protocols ----------------------------------------------------------------------------------------------------------


@hookimpl(wrapper=True)
def migrate_run_plan(context, plan):
    note("run_plan begins", len(plan))
    result = yield
    note("run_plan ends")
    return result


@hookimpl(wrapper=True)
def migrate_run_step(context, step):
    start = time.perf_counter()
    result = yield
    note("run_step", step.revision.revision if time.perf_counter() >= start else "")
    return result


@hookimpl(wrapper=True)
def migrate_produce_script(context, metadata):
    script = yield
    note("produce_script", f"{len(script.upgrade_ops.ops)} operations")
    return script


# Lifecycle ----------------------------------------------------------------------------------------------------------


@hookimpl
def migrate_configure(config):
    note("configure")


@hookimpl
def migrate_connection_opened(context, connection):
    note("connection_opened", connection.dialect.name)


@hookimpl
def migrate_before_run(context, plan):
    note("before_run", len(plan))


@hookimpl
def migrate_before_step(context, step):
    note("before_step", f"{step.direction.value} {step.revision.revision}")


@hookimpl
def migrate_version_applied(context, step, heads):
    note("version_applied", " ".join(heads) or "base")


@hookimpl
def migrate_on_error(context, step, error):
    note("on_error", type(error).__name__)


@hookimpl
def migrate_after_run(context, plan):
    note("after_run", len(plan))


@hookimpl
def migrate_process_revision(context, revision, directives):
    note("process_revision", len(directives))


@hookimpl
def migrate_revision_written(config, path, rev_id):
    note("revision_written", rev_id)
