"""The operations on views and procedures: create, drop, and replace by an older or newer text."""

from __future__ import annotations

from typing import Any, ClassVar

from migrate.plugin import CommandError, MigrateOperation, OperationSpec
from migrate_views.model import Replaceable


class ReversibleOp(MigrateOperation):
    """An operation on a whole object, whose opposite works on the same object.

    ``kind`` names the object in diff tuples: ``view`` or ``sp``.
    """

    kind: ClassVar[str]
    opposite: ClassVar[type[ReversibleOp]]
    verb: ClassVar[str]

    def __init__(self, target: Replaceable) -> None:
        self.target = target

    @classmethod
    def invoke_for_target(cls, operations: Any, target: Replaceable) -> Any:
        """Carry the operation out on the given object."""
        return operations.invoke(cls(target))

    @classmethod
    def replace(
        cls, operations: Any, target: Replaceable, replaces: str | None = None, replace_with: str | None = None
    ) -> None:
        """Drop one version of an object and create another.

        ``replaces="<revision>.<variable>"`` names the version that ``target`` takes the place of (in an upgrade);
        ``replace_with`` the version that takes the place of ``target`` (in a downgrade).  Raises ``TypeError`` if
        neither is given, and ``CommandError`` if the revision holds no such variable.
        """
        if replaces:
            old, new = object_in_revision(operations, replaces), target
        elif replace_with:
            old, new = target, object_in_revision(operations, replace_with)
        else:
            raise TypeError("replaces or replace_with is required")
        operations.invoke(cls(old).reverse())
        operations.invoke(cls(new))

    def reverse(self) -> ReversibleOp:
        """Return the opposite operation on the same object."""
        return self.opposite(self.target)

    def to_diff_tuple(self) -> tuple[str, str, str]:
        """Return for example ``("create_view", name, sqltext)``."""
        return (f"{self.verb}_{self.kind}", self.target.name, self.target.sqltext)


class CreateViewOp(ReversibleOp):
    """Create a view."""

    kind, verb = "view", "create"


class DropViewOp(ReversibleOp):
    """Drop a view."""

    kind, verb, opposite = "view", "drop", CreateViewOp


class CreateSPOp(ReversibleOp):
    """Create a stored procedure or function."""

    kind, verb = "sp", "create"


class DropSPOp(ReversibleOp):
    """Drop a stored procedure or function."""

    kind, verb, opposite = "sp", "drop", CreateSPOp


CreateViewOp.opposite = DropViewOp
CreateSPOp.opposite = DropSPOp


def object_in_revision(operations: Any, identifier: str) -> Replaceable:
    """Return the object that ``"<revision>.<variable>"`` names.

    Raises ``CommandError`` if the text has another form or the revision holds no such variable.
    """
    revision, dot, variable = identifier.rpartition(".")
    if not dot:
        raise CommandError(
            f"{identifier!r} names no object in a revision", hint="write '<revision>.<variable>', as in 'ab12.my_view'"
        )
    script = operations.get_context().script.get_revision(revision)
    found: Replaceable | None = getattr(script.module, variable, None)
    if found is None:
        raise CommandError(f"The revision {revision} ({script.path}) has no variable {variable!r}")
    return found


OPERATIONS = (
    OperationSpec("create_view", CreateViewOp, CreateViewOp.invoke_for_target),
    OperationSpec("replace_view", CreateViewOp, CreateViewOp.replace),
    OperationSpec("drop_view", DropViewOp, DropViewOp.invoke_for_target),
    OperationSpec("create_sp", CreateSPOp, CreateSPOp.invoke_for_target),
    OperationSpec("replace_sp", CreateSPOp, CreateSPOp.replace),
    OperationSpec("drop_sp", DropSPOp, DropSPOp.invoke_for_target),
)
