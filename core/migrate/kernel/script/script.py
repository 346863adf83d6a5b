"""`Script`: a revision that has a file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from types import ModuleType

from migrate.kernel.model.revision import Revision, as_tuple
from migrate.kernel.script.identifiers import Identifiers, identifiers_of_module
from migrate.kernel.script.loading import load_file


class Script(Revision):
    """A revision with its file; the file is executed when ``module`` is first asked for.

    ``said`` is what the file says of itself; ``is_current`` is set by whoever has asked the database.
    """

    is_current: bool = False

    def __init__(
        self, module: ModuleType | None, rev_id: str, path: str | Path, found: Identifiers | None = None
    ) -> None:
        self.path = str(path)
        self.said = said = found or identifiers_of_module(module)
        if module is not None:
            self.__dict__["module"] = module
        super().__init__(rev_id, said.down_revision, said.depends_on, said.branch_labels)

    @cached_property
    def module(self) -> ModuleType:
        """The module; the file is executed now if it was not before."""
        return load_file(Path(self.path))

    @property
    def is_loaded(self) -> bool:
        """Return whether the file was executed."""
        return "module" in self.__dict__

    @property
    def doc(self) -> str:
        """The first paragraph of the docstring, which is the message of the revision."""
        return self.longdoc.partition("\n\n")[0]

    @property
    def longdoc(self) -> str:
        """The whole docstring."""
        return self.said.doc.strip()

    @property
    def log_entry(self) -> str:
        """Several lines that tell all of the revision."""
        lines = [f"Rev: {self.revision}{self._marks(head=' (head)')}"]
        lines.append(f"{'Merges' if self.is_merge_point else 'Parent'}: {self._down_text()}")
        optional = (
            ("Also depends on", as_tuple(self.dependencies)),
            ("Branches into", sorted(self.nextrev) if self.is_branch_point else ()),
            ("Branch names", sorted(self.branch_labels)),
        )
        lines += [f"{title}: {_comma(ids)}" for title, ids in optional if ids]
        lines += [f"Path: {self.path}", "", *(f"    {line}" for line in self.longdoc.splitlines())]
        return "\n".join(lines) + "\n"

    def cmd_format(
        self,
        verbose: bool,
        include_branches: bool = False,
        include_doc: bool = False,
        include_parents: bool = False,
        tree_indicators: bool = True,
    ) -> str:
        """Return the revision as commands print it: on one line, or all of it with ``verbose``."""
        if verbose:
            return self.log_entry
        text = self.revision
        if include_parents:
            dependencies = f" ({_comma(as_tuple(self.dependencies))})" if self.dependencies else ""
            text = f"{self._down_text()}{dependencies} -> {text}"
        if include_branches and self.branch_labels:
            text += f" ({_comma(sorted(self.branch_labels))})"
        text += self._marks(head=self._head_mark(), points=tree_indicators)
        return f"{text}, {self.doc}" if include_doc else text

    def __str__(self) -> str:
        return f"{self._down_text()} -> {self.revision}{self._marks(head=' (head)')}, {self.doc}"

    def _head_mark(self) -> str:
        return " (head)" if not self.dependents else " (effective head)"

    def _marks(self, *, head: str, points: bool = True) -> str:
        marks = head if self.is_head else ""
        if self.is_current:
            marks += " (current)"
        if points:
            marks += " (branchpoint)" if self.is_branch_point else ""
            marks += " (mergepoint)" if self.is_merge_point else ""
        return marks

    def _down_text(self) -> str:
        return _comma(self.down_revisions) if self.down_revisions else "<base>"


def _comma(ids: Iterable[str]) -> str:
    return ", ".join(ids)
