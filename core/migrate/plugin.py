"""The plugin author's only door: markers, specs, and the types that hooks receive."""

from migrate.kernel.errors import (
    CommandError,
    ConfigurationError,
    DatabaseError,
    GraphError,
    LockNotObtained,
    MigrateError,
    Place,
    PluginError,
    UsageError,
)
from migrate.kernel.model.operation import (
    DowngradeOps,
    MigrateOperation,
    MigrationScript,
    OpContainer,
    UpgradeOps,
)
from migrate.kernel.model.outcome import Outcome
from migrate.kernel.model.plan import Direction, Plan, Step
from migrate.kernel.plugin.active import active_registry, declare
from migrate.kernel.plugin.discovery import API_VERSION
from migrate.kernel.plugin.markers import hookimpl, hookspec
from migrate.kernel.plugin.specs import (
    ANY_DIALECT,
    CommandSpec,
    ComparatorSpec,
    DialectSpec,
    ImplementationSpec,
    OperationSpec,
    OptionSpec,
    Parameter,
    Priority,
    RendererSpec,
    RewriterSpec,
    TemplateSpec,
    WriteHookSpec,
    surely_unchanged,
)

__all__ = [
    "ANY_DIALECT",
    "API_VERSION",
    "CommandError",
    "CommandSpec",
    "ComparatorSpec",
    "ConfigurationError",
    "DatabaseError",
    "DialectSpec",
    "Direction",
    "DowngradeOps",
    "GraphError",
    "ImplementationSpec",
    "LockNotObtained",
    "MigrateError",
    "MigrateOperation",
    "MigrationScript",
    "OpContainer",
    "OperationSpec",
    "OptionSpec",
    "Outcome",
    "Parameter",
    "Place",
    "Plan",
    "PluginError",
    "Priority",
    "RendererSpec",
    "RewriterSpec",
    "Step",
    "TemplateSpec",
    "UpgradeOps",
    "UsageError",
    "WriteHookSpec",
    "active_registry",
    "declare",
    "hookimpl",
    "hookspec",
    "surely_unchanged",
]
