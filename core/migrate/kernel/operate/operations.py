"""`Operations`: the object behind ``op``, which turns a directive into an operation and carries it out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Dialect
from sqlalchemy.sql.elements import conv
from sqlalchemy.types import TypeEngine

from migrate.kernel.errors import PluginError
from migrate.kernel.model.operation import MigrateOperation
from migrate.kernel.operate.calls import explained
from migrate.kernel.operate.current import forget_directive, operations_in_force
from migrate.kernel.operate.literals import literal_parameter
from migrate.kernel.operate.lookup import operation_names
from migrate.kernel.plugin.active import active_registry, declare
from migrate.kernel.plugin.declarations import PROJECT, DeclarationLog
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.plugin.specs import ANY_DIALECT, ImplementationSpec, OperationSpec

_Result = TypeVar("_Result")
_OperationClass = TypeVar("_OperationClass", bound=type)
_Function = TypeVar("_Function", bound=Callable[..., Any])


class Migration(Protocol):
    """What operations need of a ``MigrationContext``."""

    dialect: Dialect
    connection: Any
    impl: Any


class AbstractOperations:
    """The base of `Operations` and `BatchOperations`; directives are looked up in the registry by name."""

    _batch = False

    def __init__(self, migration_context: Any, impl: Any = None) -> None:
        self.migration_context = migration_context
        self.impl = migration_context.impl if impl is None else impl
        self._registry: Registry = active_registry()
        self._dialect_name: str = migration_context.dialect.name
        self._implementations: dict[type, Callable[..., Any]] = {}
        self._generation = -1

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        spec = self._directives().get(name)
        if spec is None:
            raise AttributeError(f"{type(self).__name__} has no directive {name!r}", name=name, obj=self)
        builder = spec.builder

        def call(*args: Any, **kw: Any) -> Any:
            try:
                return builder(self, *args, **kw)
            except TypeError as error:
                raise explained(error, name, builder, (self, *args), kw) from error.__cause__

        self.__dict__[name] = call  # so that the next call finds it without coming here
        return call

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._directives()})

    def _directives(self) -> Mapping[str, OperationSpec]:
        return self._registry.batch_operations if self._batch else self._registry.operations

    def invoke(self, operation: MigrateOperation) -> Any:
        """Carry an operation out and return what its implementation returns.

        Raises ``PluginError`` where no plugin implements the operation.
        """
        if self._generation != DeclarationLog.generation:
            self._generation = DeclarationLog.generation
            self._implementations.clear()
        implementation = self._implementations.get(type(operation))
        if implementation is None:
            implementation = self._implementation(type(operation))
        return implementation(self, operation)

    def _implementation(self, op_class: type) -> Callable[..., Any]:
        found = self._registry.implementation(op_class, self._dialect_name)
        if found is None:
            raise PluginError(
                f"Nothing implements {op_class.__name__} for the dialect {self._dialect_name!r}",
                hint="register a function with Operations.implementation_for() or in a plugin",
            )
        wrap = getattr(self.impl, "wrap", None)
        wrapped: Callable[..., Any] = found if wrap is None else wrap(op_class, found)
        self._implementations[op_class] = wrapped
        return wrapped

    @classmethod
    def register_operation(
        cls, name: str, sourcename: str | None = None
    ) -> Callable[[_OperationClass], _OperationClass]:
        """Register an operation class under a directive's name, as a class decorator.

        The class method of that name, or of ``sourcename``, builds the operation.
        """

        def register(op_class: _OperationClass) -> _OperationClass:
            builder = getattr(op_class, sourcename or name)
            declare("operations", OperationSpec(name, op_class, builder, batch=cls._batch), op_class.__module__)
            forget_directive(name)
            return op_class

        return register

    @classmethod
    def implementation_for(cls, op_cls: type, replace: bool = False) -> Callable[[_Function], _Function]:
        """Register how an operation class is carried out, as a function decorator.

        Raises ``ValueError`` if the class has an implementation already and ``replace`` is not given.
        """

        def register(function: _Function) -> _Function:
            module = function.__module__
            if not replace and _is_taken(op_cls, module, function):
                raise ValueError(
                    f"Can not set dispatch function for object {_shown(op_cls)}: key already exists. "
                    "To replace existing function, use replace=True."
                )
            declare("implementations", ImplementationSpec(op_cls, function, replace=True), module)
            return function

        return register

    def get_context(self) -> Any:
        """Return the `MigrationContext` of this run."""
        return self.migration_context

    def get_bind(self) -> Connection:
        """Return the connection of this run; in offline mode one that writes what it is given and has no results."""
        connection: Connection = self.migration_context.impl.bind
        return connection

    def f(self, name: str) -> conv:
        """Mark a name as final, so that no naming convention is applied to it again."""
        return conv(name)

    def inline_literal(self, value: str | int, type_: TypeEngine[Any] | None = None) -> Any:
        """Return an expression that is written into the statement as a literal, also in offline mode."""
        return literal_parameter(value, type_)

    def run_async(self, async_function: Callable[..., Awaitable[_Result]], *args: Any, **kw_args: Any) -> _Result:
        """Call an async function with an ``AsyncConnection`` on this run's connection, and wait for it."""
        from migrate.kernel.operate.asynchronous import run_on_connection

        connection = None if getattr(self.impl, "as_sql", False) else self.get_bind()
        return run_on_connection(connection, async_function, args, kw_args)


class Operations(AbstractOperations):
    """The object behind ``op``: each directive makes an operation and invokes it."""

    @classmethod
    @contextmanager
    def context(cls, migration_context: Any) -> Iterator[Operations]:
        """Let ``op.*`` speak to a new `Operations` on this context inside the ``with`` block."""
        with operations_in_force(cls(migration_context)) as operations:
            yield operations


class BatchOperations(AbstractOperations):
    """The object that ``batch_alter_table()`` yields: directives without the table's name."""

    _batch = True


def _shown(op_class: type) -> str:
    """Return the class's repr, at the path where users find an operation rather than at its plugin's own."""
    if op_class.__name__ in operation_names():
        return f"<class 'migrate.operations.ops.{op_class.__name__}'>"
    return repr(op_class)


def _is_taken(op_class: type, module: str, function: Callable[..., Any]) -> bool:
    same = (module, function.__qualname__)
    return any(
        entry.spec.op_class is op_class
        and entry.spec.dialect == ANY_DIALECT
        and not (entry.plugin == PROJECT and (entry.spec.function.__module__, entry.spec.function.__qualname__) == same)
        for entry in active_registry().entries("implementations")
    )
