"""One call of ``run_migrations()``: plan, lock, steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from migrate.kernel.model.plan import Plan, Step
from migrate.kernel.operate.operations import Operations
from migrate.kernel.runtime.journal import Journal
from migrate.kernel.runtime.keeping import Keeping
from migrate.kernel.runtime.steps import Steps, call_around


def planned(steps: Plan | Iterable[Step], heads: tuple[str, ...]) -> Plan:
    """Return the steps as a plan that starts at the given heads."""
    return steps if isinstance(steps, Plan) else Plan(tuple(steps), tuple(sorted(heads)))


def run_migrations(context: Any, arguments: dict[str, Any]) -> None:
    """Plan, and if something is pending, carry it out; ``arguments`` go to the scripts' functions."""
    purge: bool = context.opts.get("purge", False)
    plan = context.make_plan(() if purge else context.get_current_heads())
    if not plan.steps and not purge:
        return
    with Operations.context(context):
        if context.as_sql:
            _carry_out(context, plan, Steps(context, arguments, None, purge=purge, shared=False))
        else:
            _run_online(context, plan, arguments, purge=purge)


def _run_online(context: Any, plan: Plan, arguments: dict[str, Any], *, purge: bool) -> None:
    keeping: Keeping = context.keeping
    journal = Journal(context.connection, implicit_commits=not type(context.impl).transactional_ddl)
    # env.py should have called begin_transaction(); where it has not, this does.
    with context.begin_transaction(), journal.listening(), _running(keeping, context):
        keeping.take_lock()
        context.impl.expect(plan.steps)
        context.transactions.start()
        if not purge:
            plan = _renewed(context, plan)
        steps = Steps(context, arguments, journal, purge=purge, shared=not keeping.locked)
        if plan.steps:
            keeping.promise(plan, _carry_out(context, plan, steps))
        elif purge:
            with context.begin_transaction(_per_migration=True):
                steps.prepare()
    keeping.settle()


def _carry_out(context: Any, plan: Plan, steps: Steps) -> tuple[str, ...]:
    heads = plan.heads_after
    context.plugins.call("migrate_before_run", context=context, plan=plan)

    def proceed() -> None:
        nonlocal heads
        heads = steps.run(plan)

    call_around(context.plugins, "migrate_run_plan", proceed, context=context, plan=plan)
    return heads


def _renewed(context: Any, plan: Plan) -> Plan:
    """Return the plan for the heads as they are now that nobody else can change them."""
    heads = context.get_current_heads()
    renewed: Plan = plan if tuple(sorted(heads)) == plan.heads_before else context.make_plan(heads)
    return renewed


@contextmanager
def _running(keeping: Keeping, context: Any) -> Iterator[None]:
    keeping.running = True
    try:
        yield
    except BaseException:
        keeping.running = False
        context.transactions.rollback()
        keeping.release()
        raise
    keeping.running = False
