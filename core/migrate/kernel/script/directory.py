"""`ScriptDirectory`: the folder of a project's migrations, and the graph of its revisions."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from migrate.kernel.errors import CommandError, ConfigurationError
from migrate.kernel.model.plan import Plan
from migrate.kernel.model.revision_map import RevisionMap
from migrate.kernel.plugin.active import active_registry
from migrate.kernel.plugin.registry import Registry
from migrate.kernel.script.env_file import run_env_file
from migrate.kernel.script.explaining import Explained
from migrate.kernel.script.head_cache import keep_heads, kept_heads
from migrate.kernel.script.listing import Listing, list_files
from migrate.kernel.script.locating import folder_of, locate
from migrate.kernel.script.reading import read_scripts
from migrate.kernel.script.script import Script

RevisionIds = str | Sequence[str] | None
DEFAULT_FILE_TEMPLATE = "%(rev)s_%(slug)s"
_NO_TARGET = "Destination {{end}} is not a valid {way} target from current head(s)"


class ScriptDirectory:
    """A folder with env.py, a template, and the folders of revisions; reading it executes nothing."""

    def __init__(
        self,
        dir: str | os.PathLike[str],
        file_template: str = DEFAULT_FILE_TEMPLATE,
        truncate_slug_length: int | None = 40,
        version_locations: Sequence[str | os.PathLike[str]] | None = None,
        sourceless: bool = False,
        output_encoding: str = "utf-8",
        timezone: str | None = None,
        hooks: Sequence[Mapping[str, str]] = (),
        recursive_version_locations: bool = False,
        messaging_opts: Mapping[str, Any] | None = None,
    ) -> None:
        self.dir = os.fspath(dir)
        self.file_template = file_template
        self.truncate_slug_length = truncate_slug_length or 40
        self.version_locations = [os.fspath(each) for each in version_locations] if version_locations else None
        self.sourceless = sourceless
        self.output_encoding = output_encoding
        self.timezone = timezone
        self.hooks = [dict(hook) for hook in hooks]
        self.recursive_version_locations = recursive_version_locations
        self.messaging_opts = dict(messaging_opts or {})
        self.config: Any = None
        self.revision_map = RevisionMap(self._load)
        self._declared: Registry | None = None
        if not Path(self.dir).exists():
            raise ConfigurationError(
                f"Path doesn't exist: {os.path.abspath(self.dir)}.  Please use the 'init' command to create a new "
                "scripts folder.",
                hint="correct script_location, or run `migrate init`",
            )

    @classmethod
    def from_config(cls, config: Any) -> ScriptDirectory:
        """Return the folder that a configuration names.

        Raises ``CommandError`` where it names none, or one that does not exist.
        """
        _prepend_to_path(config.get_prepend_sys_paths_list() or [])
        location = locate(config)
        options: dict[str, Any] = {
            "file_template": config.get_alembic_option("file_template") or DEFAULT_FILE_TEMPLATE,
            "truncate_slug_length": config.get_number_option("truncate_slug_length"),
            "version_locations": config.get_version_locations_list(),
            "sourceless": config.get_alembic_boolean_option("sourceless"),
            "output_encoding": config.get_alembic_option("output_encoding") or "utf-8",
            "timezone": config.get_alembic_option("timezone"),
            "hooks": config.get_hooks_list(),
            "recursive_version_locations": config.get_alembic_boolean_option("recursive_version_locations"),
            "messaging_opts": config.messaging_opts,
        }
        with location.explained():
            made = cls(location.folder, **options)
        made.config = config
        return made

    # Folders and files --------------------------------------------------------------------------------------------

    @property
    def versions(self) -> str:
        """The only folder of revisions.

        Raises ``CommandError`` where there are several.
        """
        if len(self.version_folders) > 1:
            raise CommandError("Multiple version_locations present")
        return self.version_folders[0]

    @cached_property
    def version_folders(self) -> list[str]:
        """The folders of revisions, as absolute paths."""
        if self.version_locations:
            return [os.path.abspath(folder_of(each)) for each in self.version_locations]
        return [os.path.abspath(os.path.join(self.dir, "versions"))]

    @property
    def env_py_location(self) -> str:
        """The path of env.py."""
        return os.path.abspath(os.path.join(self.dir, "env.py"))

    def run_env(self) -> None:
        """Execute env.py."""
        path = Path(self.env_py_location)
        if self.sourceless and not path.exists():
            compiled = (*path.parent.glob("env.pyc"), *path.parent.glob("__pycache__/env.*.pyc"))
            path = next(iter(compiled), path)
        if not path.exists():
            raise ConfigurationError(
                f"There is no env.py in {os.path.abspath(self.dir)}", hint="`migrate init` makes one in a new folder"
            )
        # What env.py declares by decorator, such as post-write hooks, is needed when it has ended.
        self._declared = active_registry()
        run_env_file(path, self.config)

    @property
    def registry(self) -> Registry:
        """The tables of the project's plugins, with what env.py has declared if it was run."""
        if self._declared is not None:
            return self._declared
        registry: Registry = active_registry() if self.config is None else self.config.plugins.registry
        return registry

    def _load(self) -> Iterator[Script]:
        return read_scripts(self._listings())

    def _listings(self) -> list[Listing]:
        recursive, sourceless = self.recursive_version_locations, self.sourceless
        return list_files(self.version_folders, recursive=recursive, sourceless=sourceless)

    def _known(self) -> Iterator[Script]:
        scripts: Iterator[Any] = iter(self.revision_map)
        return scripts

    def reload(self) -> None:
        """Read the folders again."""
        self.revision_map = RevisionMap(self._load)

    # Questions ----------------------------------------------------------------------------------------------------

    def _explain(self, **sentences: str) -> Explained:
        """Return a context in which errors of the graph become errors of the command, with advice."""
        return Explained(self, sentences)

    def get_revision(self, id_: str) -> Script:
        """Return the one revision that an id, a beginning of one, or a symbol stands for."""
        with self._explain():
            found: Any = self.revision_map.get_revision(id_)
        return found  # type: ignore[no-any-return]  # all revisions of this map are scripts

    def get_revisions(self, id_: RevisionIds) -> tuple[Script, ...]:
        """Return the revisions that the ids or symbols stand for."""
        with self._explain():
            found: Any = self.revision_map.get_revisions(id_)
        return tuple(found)

    def get_all_current(self, id_: tuple[str, ...]) -> set[Script]:
        """Return the highest applied revision of each branch, for the rows of a version table."""
        with self._explain():
            found: Any = self.revision_map.current_heads(id_)
        return set(found)

    def as_revision_number(self, id_: str | Sequence[str] | None) -> Any:
        """Return the id that a symbol stands for: a tuple of ids for ``heads``, None for the base.

        Anything else is returned as it is; of several, the first.
        """
        if id_ == "heads":
            return tuple(self.revision_map.heads)
        if id_ is not None and not isinstance(id_, str):
            return self.as_revision_number(next(iter(id_), None))
        if id_ is not None and id_.rpartition("@")[2] not in ("head", "base"):
            return id_
        with self._explain():
            found = self.revision_map.get_revision(id_)
        return found.revision if found is not None else None

    def get_heads(self, consider_depends_on: bool = False) -> list[str]:
        """Return the ids of all heads; with dependencies considered, one that another depends on is none."""
        with self._explain():
            return list(self.revision_map.effective_heads if consider_depends_on else self.revision_map.heads)

    def head_scripts(self, consider_depends_on: bool = False) -> tuple[Script, ...]:
        """Return the heads by themselves, faster than ``get_revisions(get_heads())`` where many files are unchanged."""
        listings = self._listings()
        heads = kept_heads(listings)
        if heads is None:
            heads = self.get_revisions(self.get_heads())
            keep_heads(listings, self._known(), heads)
        return tuple(head for head in heads if not (consider_depends_on and head.dependents))

    def get_bases(self) -> list[str]:
        """Return the ids of all bases."""
        return list(self.revision_map.bases)

    def get_base(self) -> str | None:
        """Return the id of the only base.

        Raises ``CommandError`` where there are several.
        """
        bases = self.get_bases()
        if len(bases) > 1:
            raise CommandError("The script directory has multiple bases. Please use get_bases().")
        return bases[0] if bases else None

    def get_current_head(self) -> str | None:
        """Return the id of the only head.

        Raises ``CommandError`` where there are several.
        """
        sentence = (
            "The script directory has multiple heads (due to branching). Please use get_heads(), or merge the branches "
            "using migrate merge."
        )
        with self._explain(multiple_heads=sentence):
            return self.revision_map.get_current_head()

    def walk_revisions(
        self, base: str | tuple[str, ...] = "base", head: str | tuple[str, ...] = "heads"
    ) -> Iterator[Script]:
        """Yield the revisions from ``head`` down to ``base``, both included."""
        with self._explain(start=str(base), end=str(head)):
            found: Any = self.revision_map.iterate_revisions(head, base, inclusive=True, assert_relative_length=False)
            yield from found

    def iterate_revisions(self, upper: RevisionIds, lower: RevisionIds, **kw: Any) -> Iterator[Script]:
        """Yield the revisions between two ends, from the upper to the lower."""
        with self._explain(start=str(lower), end=str(upper)):
            found: Any = self.revision_map.iterate_revisions(upper, lower, **kw)
            yield from found

    # Plans --------------------------------------------------------------------------------------------------------

    def upgrade_plan(self, heads: Sequence[str], target: RevisionIds) -> Plan:
        """Return what brings a database at ``heads`` up to the target."""
        from migrate.kernel.model.planning import upgrade_plan

        return self._plan(upgrade_plan, heads, target, _NO_TARGET.format(way="upgrade"))

    def downgrade_plan(self, heads: Sequence[str], target: RevisionIds) -> Plan:
        """Return what brings a database at ``heads`` down to the target."""
        from migrate.kernel.model.planning import downgrade_plan

        return self._plan(downgrade_plan, heads, target, _NO_TARGET.format(way="downgrade"))

    def stamp_plan(self, heads: Sequence[str], target: RevisionIds) -> Plan:
        """Return what makes a database at ``heads`` say that it is at the target."""
        from migrate.kernel.model.planning import stamp_plan

        return self._plan(stamp_plan, heads, target, "Revision {start} is not an ancestor of revision {end}")

    def _plan(self, plan: Callable[..., Plan], heads: Sequence[str], target: RevisionIds, ancestor: str) -> Plan:
        with self._explain(ancestor=ancestor, end=str(target), start=", ".join(heads)):
            return plan(self.revision_map, tuple(heads), target)

    # New revisions ------------------------------------------------------------------------------------------------

    def new_revision_id(self) -> str:
        """Return the id for a new revision: a plugin's, or a random one.

        Should it be taken when the revision is written, as two times may be the same second, a number is added to it.
        """
        from migrate.kernel.script.naming import GeneratedId, new_id

        made: str | None = None
        if self.config is not None:
            made = self.config.plugins.call("migrate_make_revision_id", config=self.config)
        return GeneratedId(made or new_id())

    def generate_revision(
        self,
        revid: str,
        message: str | None,
        head: RevisionIds = None,
        splice: bool | None = False,
        branch_labels: RevisionIds = None,
        version_path: str | os.PathLike[str] | None = None,
        file_template: str | None = None,
        depends_on: RevisionIds = None,
        **kw: Any,
    ) -> Script | None:
        """Write a new revision file and return its script; ``kw`` goes to the template.

        Raises ``CommandError`` and writes nothing where the id, the parents, the labels or the folder cannot be.
        """
        from migrate.kernel.script.creating import NewRevision, create_revision

        wanted = NewRevision(revid, message, head, bool(splice), branch_labels, version_path, depends_on, file_template)
        made: Script = create_revision(self, wanted, kw)
        return made


def _prepend_to_path(folders: list[str]) -> None:
    """Let Python import from the folders, once however often a project is opened."""
    if sys.path[: len(folders)] != folders:
        sys.path[:0] = folders
