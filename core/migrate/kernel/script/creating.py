"""Make a new revision file: find its parents and its place, fill the template in, write it, run the hooks."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from migrate.kernel.errors import GraphError, Place, UsageError
from migrate.kernel.model.revision import as_scalar, as_tuple
from migrate.kernel.script import naming
from migrate.kernel.script.identifiers import Identifiers
from migrate.kernel.script.post_write import find_hooks, run_hooks
from migrate.kernel.script.reading import read_script
from migrate.kernel.script.rendering import check_revision, render_revision
from migrate.kernel.script.script import Script
from migrate.kernel.script.writing import one_writer, write_new

RevisionIds = str | Sequence[str] | None
_SEVERAL_HEADS = (
    "Multiple heads are present; please specify the head revision on which the new revision should be based, or "
    "perform a merge."
)


@dataclass(frozen=True, slots=True)
class NewRevision:
    """What is asked for."""

    rev_id: str
    message: str | None
    head: RevisionIds
    splice: bool
    branch_labels: RevisionIds
    version_path: str | os.PathLike[str] | None
    depends_on: RevisionIds
    file_template: str | None = None


def create_revision(scripts: Any, wanted: NewRevision, values: Mapping[str, Any]) -> Script:
    """Write the file and return its script; see ``ScriptDirectory.generate_revision``, whose object ``scripts`` is."""
    _check_names(scripts, wanted)
    hooks = find_hooks(scripts.hooks, scripts.registry)
    with one_writer(Path(scripts.version_folders[0])):
        _take_in_what_came_meanwhile(scripts, wanted, values)
        wanted = _with_free_id(scripts, wanted)
        path = _write(scripts, wanted, values)
    run_hooks(path, hooks)
    _tell(scripts, path, wanted)
    script = read_script(str(path))
    with scripts._explain():
        scripts.revision_map.add_revision(script)
    return script


def _write(scripts: Any, wanted: NewRevision, values: Mapping[str, Any]) -> Path:
    _check_free(scripts, wanted)
    parents = _parents(scripts, wanted)
    said = Identifiers(
        wanted.rev_id,
        as_scalar(tuple(parent.revision for parent in parents)),
        as_tuple(wanted.branch_labels),
        _dependencies(scripts, wanted),
    )
    date = naming.now(scripts.timezone)
    path, template = _path(scripts, wanted, parents, date), Path(scripts.dir, "script.py.mako")
    content = render_revision(template, scripts.output_encoding, said, wanted.message, date, values)
    check_revision(content, said, path, template)
    write_new(path, content)
    return path


def _check_names(scripts: Any, wanted: NewRevision) -> None:
    with scripts._explain():
        naming.check_id(wanted.rev_id)
        for label in as_tuple(wanted.branch_labels):
            naming.check_label(label)


def _with_free_id(scripts: Any, wanted: NewRevision) -> NewRevision:
    """Put another id in the place of one that was generated and is taken, as two may be made in the same second."""
    if not isinstance(wanted.rev_id, naming.GeneratedId):
        return wanted
    graph = scripts.revision_map.graph
    rev_id = naming.free_name(wanted.rev_id, lambda name: name in graph.revisions or name in graph.names.labels)
    return replace(wanted, rev_id=rev_id)


def _check_free(scripts: Any, wanted: NewRevision) -> None:
    """Refuse an id or a label that a revision answers to already."""
    graph = scripts.revision_map.graph
    owners = {**graph.names.labels, **{id_: id_ for id_ in graph.revisions}}
    sentences = {
        label: f"Branch name '{label}' in revision {wanted.rev_id}" for label in as_tuple(wanted.branch_labels)
    }
    for name, what in {**sentences, wanted.rev_id: f"Revision id {wanted.rev_id}"}.items():
        if name in owners:
            place = Place(graph.revisions[owners[name]].path)
            raise GraphError(f"{what} already used by revision {owners[name]}", hint="choose another", place=place)


def _take_in_what_came_meanwhile(scripts: Any, wanted: NewRevision, values: Mapping[str, Any]) -> None:
    """See the revisions that another process has written since the folder was read.

    Raises ``GraphError`` where the new revision holds operations, which may be the other's too.
    """
    before = set(scripts.revision_map.heads)
    known = scripts.revision_map
    scripts.reload()
    with scripts._explain():
        after = set(scripts.revision_map.heads)
    if after == before:
        scripts.revision_map = known
    elif wanted.head in (None, "head", "heads") and _holds_operations(values):
        came = sorted(after - before)
        raise GraphError(
            f"Another revision was made meanwhile: {', '.join(came)}; nothing was written",
            hint="upgrade the database to it, and run the command again",
        )


def _holds_operations(values: Mapping[str, Any]) -> bool:
    """Return whether there is anything but ``pass`` to write into the functions, of whatever database."""
    bodies = (str(value or "").strip() for name, value in values.items() if name.endswith(("upgrades", "downgrades")))
    return any(body not in ("", "pass") for body in bodies)


def _parents(scripts: Any, wanted: NewRevision) -> tuple[Any, ...]:
    head = "head" if wanted.head is None else wanted.head
    with scripts._explain(multiple_heads=_SEVERAL_HEADS):
        if isinstance(head, str) and head == "head":
            only = scripts.revision_map.get_current_head()
            parents: tuple[Any, ...] = (scripts.revision_map.get_revision(only),) if only else ()
        else:
            parents = tuple(scripts.revision_map.get_revisions(head))
    if len({parent.revision for parent in parents}) != len(parents):
        raise GraphError("Duplicate head revisions specified")
    for parent in parents:
        if not wanted.splice and not parent.is_head:
            raise GraphError(
                f"Revision {parent.revision} is not a head revision; please specify --splice to create a new branch "
                "from this revision"
            )
    return parents


def _path(scripts: Any, wanted: NewRevision, parents: Sequence[Any], date: datetime) -> Path:
    folder = _folder(scripts, wanted, parents)
    name = None
    if scripts.config is not None:
        hook = scripts.config.plugins.call
        name = hook("migrate_make_file_name", config=scripts.config, rev_id=wanted.rev_id, message=wanted.message)
    slug = naming.slug_of(wanted.message, scripts.truncate_slug_length)
    template = str(name).replace("%", "%%") if name else wanted.file_template or scripts.file_template
    path = folder / naming.file_name(template, wanted.rev_id, slug, date)
    if "%(rev)" in template or name:
        return path
    # A template of dates alone gives two revisions of one second the same name.
    return path.with_stem(naming.free_name(path.stem, lambda stem: path.with_stem(stem).exists()))


def _folder(scripts: Any, wanted: NewRevision, parents: Sequence[Any]) -> Path:
    folders = scripts.version_folders
    if wanted.version_path is not None:
        given = os.path.abspath(os.fspath(wanted.version_path))
        for folder in folders:
            if os.path.normpath(given) == os.path.normpath(folder):
                return Path(folder)
        raise UsageError(
            f"Path {os.path.normpath(wanted.version_path)} is not represented in current version locations",
            hint=f"the locations are {', '.join(folders)}",
        )
    if len(folders) == 1:
        return Path(folders[0])
    if not parents:
        raise UsageError("Multiple version locations present, please specify --version-path")
    return Path(_location_of(parents[-1].path, folders))


def _location_of(path: str, folders: Sequence[str]) -> str:
    """Return the version location that holds a file, at whatever depth."""
    inside = [folder for folder in folders if os.path.abspath(path).startswith(os.path.abspath(folder) + os.sep)]
    return max(inside, key=len, default=os.path.dirname(path))


def _dependencies(scripts: Any, wanted: NewRevision) -> Any:
    """Return what the revision depends on: labels as they are, ids in full."""
    found = []
    for name in as_tuple(wanted.depends_on):
        with scripts._explain():
            revision = scripts.revision_map.get_revision(name)
        found.append(name if name in revision.branch_labels else revision.revision)
    return as_scalar(tuple(found))


def _tell(scripts: Any, path: Path, wanted: NewRevision) -> None:
    if scripts.config is not None:
        scripts.config.plugins.call_safely(
            "migrate_revision_written", config=scripts.config, path=str(path), rev_id=wanted.rev_id
        )
