# made by `migrate stubs` from the registered operations
"""The classes of all operations."""

from migrate.kernel.model.operation import DowngradeOps as DowngradeOps
from migrate.kernel.model.operation import MigrateOperation as MigrateOperation
from migrate.kernel.model.operation import MigrationScript as MigrationScript
from migrate.kernel.model.operation import OpContainer as OpContainer
from migrate.kernel.model.operation import UpgradeOps as UpgradeOps
from migrate_plugins.columns.alter import AlterColumnOp as AlterColumnOp
from migrate_plugins.columns.ops import AddColumnOp as AddColumnOp
from migrate_plugins.columns.ops import DropColumnOp as DropColumnOp
from migrate_plugins.comments.ops import CreateTableCommentOp as CreateTableCommentOp
from migrate_plugins.comments.ops import DropTableCommentOp as DropTableCommentOp
from migrate_plugins.constraints.base import AddConstraintOp as AddConstraintOp
from migrate_plugins.constraints.base import DropConstraintOp as DropConstraintOp
from migrate_plugins.constraints.checks import CreateCheckConstraintOp as CreateCheckConstraintOp
from migrate_plugins.constraints.exclusions import CreateExcludeConstraintOp as CreateExcludeConstraintOp
from migrate_plugins.constraints.foreign_keys import CreateForeignKeyOp as CreateForeignKeyOp
from migrate_plugins.constraints.keys import CreatePrimaryKeyOp as CreatePrimaryKeyOp
from migrate_plugins.constraints.keys import CreateUniqueConstraintOp as CreateUniqueConstraintOp
from migrate_plugins.data.control import IrreversibleOp as IrreversibleOp
from migrate_plugins.data.control import RequireOp as RequireOp
from migrate_plugins.data.control import TimeoutsOp as TimeoutsOp
from migrate_plugins.data.ops import BulkInsertOp as BulkInsertOp
from migrate_plugins.data.ops import ExecuteSQLOp as ExecuteSQLOp
from migrate_plugins.indexes.ops import CreateIndexOp as CreateIndexOp
from migrate_plugins.indexes.ops import DropIndexOp as DropIndexOp
from migrate_plugins.tables.ops import AlterTableOp as AlterTableOp
from migrate_plugins.tables.ops import CreateTableOp as CreateTableOp
from migrate_plugins.tables.ops import DropTableOp as DropTableOp
from migrate_plugins.tables.ops import ModifyTableOps as ModifyTableOps
from migrate_plugins.tables.ops import RenameTableOp as RenameTableOp
from migrate_plugins.types.ops import AddEnumValueOp as AddEnumValueOp
from migrate_plugins.types.ops import CreateEnumOp as CreateEnumOp
from migrate_plugins.types.ops import DropEnumOp as DropEnumOp
from migrate_plugins.types.ops import DropEnumValueOp as DropEnumValueOp
from migrate_plugins.types.ops import EnumOp as EnumOp
from migrate_plugins.types.ops import RenameEnumValueOp as RenameEnumValueOp
