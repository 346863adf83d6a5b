"""Operations as values: the base of every ``op.*`` directive, and the containers that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import PathLike
from typing import TypeVar

RevisionIds = str | Sequence[str]
_Container = TypeVar("_Container", bound="OpContainer")


class MigrateOperation:
    """Describe one change as data: it can be carried out, reversed, compared and rendered."""

    _info: dict[object, object] | None = None

    @property
    def info(self) -> dict[object, object]:
        """A dictionary for the user's own notes on this operation."""
        if self._info is None:
            self._info = {}
        return self._info

    def reverse(self) -> MigrateOperation:
        """Return the operation that undoes this one.

        Raises ``NotImplementedError`` where nothing can undo it.
        """
        raise NotImplementedError(f"{type(self).__name__} cannot be reversed")

    def to_diff_tuple(self) -> object:
        """Return the change as the tuple (or list of tuples) that ``compare_metadata()`` gives.

        Raises ``NotImplementedError`` where the operation has no such form.
        """
        raise NotImplementedError(f"{type(self).__name__} has no diff tuple")


class OpContainer(MigrateOperation):
    """Hold a sequence of operations."""

    def __init__(self, ops: Sequence[MigrateOperation] = ()) -> None:
        self.ops: list[MigrateOperation] = list(ops)

    def is_empty(self) -> bool:
        """Return whether there is nothing in the container."""
        return not self.ops

    def as_diffs(self) -> list[object]:
        """Return the diff tuples of all operations, nested containers flattened."""
        return [operation.to_diff_tuple() for operation in self.leaves()]

    def leaves(self) -> Iterator[MigrateOperation]:
        """Yield all operations in order, those of nested containers in the containers' place."""
        # A stack, not recursion: containers may be nested to any depth by a rewriter.
        pending: list[MigrateOperation] = list(reversed(self.ops))
        while pending:
            operation = pending.pop()
            if isinstance(operation, OpContainer):
                pending.extend(reversed(operation.ops))
            else:
                yield operation


class UpgradeOps(OpContainer):
    """Hold the operations of one ``upgrade()`` body; the token names its place in the template."""

    def __init__(self, ops: Sequence[MigrateOperation] = (), upgrade_token: str = "upgrades") -> None:
        super().__init__(ops)
        self.upgrade_token = upgrade_token

    def reverse(self) -> DowngradeOps:
        """Return the downgrade that undoes these operations, last first."""
        return self.reverse_into(DowngradeOps())

    def reverse_into(self, downgrade_ops: DowngradeOps) -> DowngradeOps:
        """Fill the given container with the reverse of these operations, last first, and return it."""
        downgrade_ops.ops[:] = [operation.reverse() for operation in reversed(self.ops)]
        return downgrade_ops


class DowngradeOps(OpContainer):
    """Hold the operations of one ``downgrade()`` body; the token names its place in the template."""

    def __init__(self, ops: Sequence[MigrateOperation] = (), downgrade_token: str = "downgrades") -> None:
        super().__init__(ops)
        self.downgrade_token = downgrade_token

    def reverse(self) -> UpgradeOps:
        """Return the upgrade that undoes these operations, last first."""
        return UpgradeOps([operation.reverse() for operation in reversed(self.ops)])


class MigrationScript(MigrateOperation):
    """Describe one revision file to be written: its identity, its place in the graph and its operations.

    - ``rev_id``, ``message``: its id, and its message; an id that is None is made before the file is written;
    - ``upgrade_ops``, ``downgrade_ops``: its operations, an ``UpgradeOps`` and a ``DowngradeOps``, or lists with one
      for each database;
    - ``imports``: a set of lines for the top of the file;
    - ``head``, ``splice``, ``branch_label``, ``version_path``, ``depends_on``: what the options of ``migrate revision``
      say.
    """

    def __init__(
        self,
        rev_id: str | None,
        upgrade_ops: UpgradeOps | Sequence[UpgradeOps],
        downgrade_ops: DowngradeOps | Sequence[DowngradeOps],
        *,
        message: str | None = None,
        imports: set[str] | None = None,
        head: RevisionIds | None = None,
        splice: bool | None = None,
        branch_label: RevisionIds | None = None,
        version_path: str | PathLike[str] | None = None,
        depends_on: RevisionIds | None = None,
    ) -> None:
        self.rev_id = rev_id
        self.message = message
        self.imports: set[str] = set(imports or ())
        self.head = head
        self.splice = splice
        self.branch_label = branch_label
        self.version_path = version_path
        self.depends_on = depends_on
        self._upgrade_ops = _as_list(upgrade_ops, UpgradeOps)
        self._downgrade_ops = _as_list(downgrade_ops, DowngradeOps)

    @property
    def upgrade_ops(self) -> UpgradeOps | None:
        """The only upgrade container.

        Raises ``ValueError`` where there are several: then read ``upgrade_ops_list``.
        """
        return _only(self._upgrade_ops, UpgradeOps, "upgrade_ops_list")

    @upgrade_ops.setter
    def upgrade_ops(self, value: UpgradeOps | Sequence[UpgradeOps]) -> None:
        self._upgrade_ops = _as_list(value, UpgradeOps)

    @property
    def downgrade_ops(self) -> DowngradeOps | None:
        """The only downgrade container.

        Raises ``ValueError`` where there are several: then read ``downgrade_ops_list``.
        """
        return _only(self._downgrade_ops, DowngradeOps, "downgrade_ops_list")

    @downgrade_ops.setter
    def downgrade_ops(self, value: DowngradeOps | Sequence[DowngradeOps]) -> None:
        self._downgrade_ops = _as_list(value, DowngradeOps)

    @property
    def upgrade_ops_list(self) -> list[UpgradeOps]:
        """All upgrade containers, one for each call of ``run_migrations()``."""
        return self._upgrade_ops

    @property
    def downgrade_ops_list(self) -> list[DowngradeOps]:
        """All downgrade containers, one for each call of ``run_migrations()``."""
        return self._downgrade_ops


def _as_list(value: _Container | Sequence[_Container], kind: type[_Container]) -> list[_Container]:
    return [value] if isinstance(value, kind) else list(value)  # type: ignore[arg-type]  # a container is no Sequence


def _only(containers: list[_Container], kind: type[_Container], all_of_them: str) -> _Container | None:
    if len(containers) > 1:
        raise ValueError(
            f"This MigrationScript instance has a multiple-entry list for {kind.__name__}; "
            f"please use the {all_of_them} attribute."
        )
    return containers[0] if containers else None
