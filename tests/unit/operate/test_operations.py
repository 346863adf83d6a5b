"""`Operations`: directives found by name, operations carried out by the nearest implementation."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Integer, String, column, table, text

from migrate import op
from migrate.kernel.plugin.active import active_registry, registry_in_force
from migrate.kernel.plugin.registry import Registry
from migrate.operations import BatchOperations, MigrateOperation, Operations, ops, toimpl
from migrate.plugin import PluginError
from support.offline import Offline, written


@pytest.fixture(autouse=True)
def environment() -> Iterator[Registry]:
    """A registry of its own, as each environment has, so that nothing registered here outlives the test."""
    with registry_in_force(active_registry().for_environment()) as registry:
        yield registry
        for kind in ("operations", "implementations"):
            registry.retract(registry.declared(kind))


class GreetOp(MigrateOperation):
    def __init__(self, name: str) -> None:
        self.name = name

    @classmethod
    def greet(cls, operations: Operations, name: str, *, loudly: bool = False) -> Any:
        return operations.invoke(cls(name.upper() if loudly else name))


def register() -> None:
    Operations.register_operation("greet")(GreetOp)

    @Operations.implementation_for(GreetOp)
    def greet(operations: Operations, operation: GreetOp) -> str:
        operations.execute(f"-- {operation.name}")
        return f"greeted {operation.name}"


def test_a_project_adds_a_directive() -> None:
    """`register_operation` and `implementation_for`, as decorators."""
    register()
    offline = Offline()
    assert offline.op.greet("you", loudly=True) == "greeted YOU"
    assert offline.sql == ["-- YOU"]


def test_op_speaks_to_the_operations_in_force() -> None:
    """Inside `Operations.context()`, and nowhere else."""
    register()
    offline = Offline()
    with Operations.context(offline.context):
        assert op.greet("you") == "greeted you"
        op.drop_table("t")
    assert offline.sql == ["-- you", "DROP TABLE t"]


def test_op_without_operations() -> None:
    """A call at the top of a revision, before there is a run."""
    with pytest.raises(NameError) as caught:
        op.drop_table("t")
    assert str(caught.value) == (
        "Can't invoke function 'drop_table', as the proxy object has not yet been established for the migrate "
        "'Operations' class.  Try placing this code inside a callable."
    )


def test_a_mistyped_directive() -> None:
    """The error knows the name and the module, from which the nearest name is told."""
    with pytest.raises(AttributeError, match="op has no directive 'add_colum'") as caught:
        op.add_colum  # noqa: B018
    assert caught.value.name == "add_colum"
    assert "add_column" in dir(caught.value.obj)
    with pytest.raises(AttributeError, match="Operations has no directive 'add_colum'"):
        Offline().op.add_colum  # noqa: B018
    with pytest.raises(AttributeError, match="BatchOperations has no directive 'create_table'"):
        BatchOperations(Offline().context).create_table  # noqa: B018


def test_what_env_py_adds_ends_with_its_environment() -> None:
    """In another environment the directive does not exist."""

    class EnvOp(GreetOp):
        __module__ = "env_py"  # like that of env.py, a module that cannot be imported

    with registry_in_force(active_registry().for_environment()):
        Operations.register_operation("greet")(EnvOp)
        assert callable(op.greet)
    with pytest.raises(AttributeError, match="op has no directive 'greet'"):
        op.greet  # noqa: B018


def test_a_directive_may_be_registered_anew_during_a_run() -> None:
    """The last one counts, also after the first was used."""
    register()
    offline = Offline()
    with Operations.context(offline.context) as operations:
        operations.greet("a")

        class PoliteOp(GreetOp):
            @classmethod
            def greet(cls, operations: Operations, name: str, *, loudly: bool = False) -> Any:
                return operations.invoke(cls(f"dear {name}"))

        Operations.register_operation("greet")(PoliteOp)
        operations.greet("b")
    assert offline.sql == ["-- a", "-- dear b"]


def test_an_implementation_serves_subclasses() -> None:
    """The nearest base class's implementation carries an operation out."""
    register()

    class LoudOp(GreetOp):
        pass

    assert Offline().op.invoke(LoudOp("x")) == "greeted x"


def test_an_operation_that_nothing_implements() -> None:
    """Operation and dialect are named."""
    with pytest.raises(PluginError) as caught:
        Offline("sqlite").op.invoke(GreetOp("x"))
    assert str(caught.value) == "Nothing implements GreetOp for the dialect 'sqlite'"
    assert caught.value.hint == "register a function with Operations.implementation_for() or in a plugin"


def test_an_implementation_in_the_box_is_replaced_on_purpose_only() -> None:
    """Without `replace=True` it is an error; with it, the one in the box can still be called."""
    with pytest.raises(ValueError, match=r"object <class 'migrate.operations.ops.DropTableOp'>: key already exists"):
        Operations.implementation_for(ops.DropTableOp)(lambda operations, operation: None)

    @Operations.implementation_for(ops.DropTableOp, replace=True)
    def drop_and_tell(operations: Operations, operation: Any) -> None:
        toimpl.drop_table(operations, operation)
        operations.execute(f"-- {operation.table_name} is gone")

    assert written(lambda op: op.drop_table("t")) == ["DROP TABLE t", "-- t is gone"]


def test_replacing_takes_effect_during_a_run() -> None:
    """What was found once is looked up anew after a declaration."""
    offline = Offline()
    offline.op.drop_table("a")
    Operations.implementation_for(ops.DropTableOp, replace=True)(
        lambda operations, operation: operations.execute("-- kept")
    )
    offline.op.drop_table("b")
    assert offline.sql == ["DROP TABLE a", "-- kept"]


def test_two_threads_have_operations_of_their_own() -> None:
    """Each writes into its own script."""
    scripts = {name: Offline() for name in ("one", "two")}
    meet = threading.Barrier(2, timeout=60)

    def run(name: str) -> None:
        with Operations.context(scripts[name].context):
            meet.wait()
            op.drop_table(name)
            meet.wait()

    threads = [threading.Thread(target=run, args=(name,)) for name in scripts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: script.sql for name, script in scripts.items()} == {
        "one": ["DROP TABLE one"],
        "two": ["DROP TABLE two"],
    }


def test_an_inline_literal_is_part_of_the_statement() -> None:
    """Also where other values would be bound."""
    account = table("account", column("name", String), column("id", Integer))
    sql = written(
        lambda op: op.execute(account.update().values(name=op.inline_literal("it's"), id=op.inline_literal(1)))
    )
    assert sql == ["UPDATE account SET name='it''s', id=1"]


def test_a_final_name_is_left_alone_by_naming_conventions() -> None:
    """`op.f()`."""
    name = Offline().op.f("ck_t_x")
    assert (str(name), type(name).__name__) == ("ck_t_x", "conv")


def test_batch_directives_are_others() -> None:
    """A batch has no `create_table`, but `add_column` without a table's name."""
    names = dir(BatchOperations(Offline().context))
    assert "add_column" in names
    assert "create_table" not in names
    assert "invoke" in names


def test_async_functions_need_an_async_driver() -> None:
    """Offline there is no connection."""

    async def never() -> None: ...

    with pytest.raises(NotImplementedError, match="Cannot call run_async in SQL mode"):
        Offline().op.run_async(never)


def test_no_hook_is_called_for_an_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dispatch is a look into a dictionary: with all plugins' hooks out of reach, operations go on."""
    offline = Offline()
    offline.op.execute("select 1")
    from migrate.kernel.plugin.host import PluginHost

    def unreachable(*args: Any, **kw: Any) -> None:
        raise AssertionError("a hook was called")

    monkeypatch.setattr(PluginHost, "call", unreachable)
    monkeypatch.setattr(PluginHost, "_collect", unreachable)
    offline.op.execute(text("select 2"))
    offline.op.drop_table("t")
    assert offline.sql == ["select 1", "select 2", "DROP TABLE t"]
