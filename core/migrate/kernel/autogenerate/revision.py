"""`RevisionContext`: what the ``revision`` command is about to write, from the request to the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from migrate.kernel.autogenerate.compare import produce_script
from migrate.kernel.autogenerate.context import AutogenContext
from migrate.kernel.autogenerate.layout import formatted
from migrate.kernel.autogenerate.render import Layout, as_reference, render_body
from migrate.kernel.autogenerate.rewriter import ProcessDirectives, Rewriter
from migrate.kernel.errors import ConfigurationError, MigrateError
from migrate.kernel.model.operation import DowngradeOps, MigrationScript, UpgradeOps
from migrate.kernel.plugin.host import PluginHost, default_host
from migrate.kernel.script.identifiers import Identifiers
from migrate.kernel.script.post_write import RequiredHookFailed
from migrate.kernel.script.rendering import render_revision
from migrate.kernel.text import listed

LAYOUTS: Mapping[str, Layout] = {"formatted": formatted, "reference": as_reference}


def layout_of(config: Any) -> Layout:
    """Return how the project wants generated code laid out, by its option ``code_layout``.

    A project that was set up for Alembic keeps Alembic's layout, so that only the tool changes.  Raises
    ``ConfigurationError`` for an unknown name.
    """
    default = "reference" if config.config_ini_section == "alembic" else "formatted"
    name = config.get_alembic_option("code_layout") or default
    if name not in LAYOUTS:
        place = config.place_of(config.config_ini_section, "code_layout")
        raise ConfigurationError(
            f"There is no code_layout {name!r}", hint=f"use {listed(LAYOUTS, last='or')}", place=place
        )
    return LAYOUTS[name]


class RevisionContext:
    """Hold the revisions to be written while env.py runs, which may happen for several databases.

    ``command_args`` are the arguments of the command: ``message``, ``head``, ``splice``, ``branch_label``,
    ``version_path``, ``rev_id`` and ``depends_on``.  ``generated_revisions`` may be changed by plugins and env.py.

    Comparators that read further arguments of the command answer it here: ``remarks`` are lines for whoever reads the
    differences, ``unanswered`` holds what was asked for and fits none of the databases so far, with the error for it.
    """

    def __init__(
        self,
        config: Any,
        script_directory: Any,
        command_args: Mapping[str, Any],
        process_revision_directives: ProcessDirectives | None = None,
    ) -> None:
        self.config = config
        self.script_directory = script_directory
        self.command_args = dict(command_args)
        self.process_revision_directives = process_revision_directives
        self.template_args: dict[str, Any] = {"config": config}
        self._requested_id: str = self.command_args.get("rev_id") or script_directory.new_revision_id()
        self.generated_revisions: list[MigrationScript] = [self._requested()]
        self._contexts: dict[str, AutogenContext] = {}
        self._rewriter: Rewriter | None = None
        self.on_compared: Callable[[MigrationScript], None] | None = None
        self.remarks: list[str] = []
        self.unanswered: dict[str, MigrateError | None] = {}
        self._answers: dict[str, bool] = {}

    # What env.py leads to, once for each database -----------------------------------------------------------------

    def run_autogenerate(self, rev: Sequence[str], migration_context: Any) -> None:
        """Compare a database at the heads ``rev`` with the models, and take in the difference."""
        autogen_context = AutogenContext(migration_context)
        script = produce_script(autogen_context)
        if self.on_compared is not None:
            self.on_compared(script)
        self._take(autogen_context, script)
        self._process(rev, autogen_context)

    def run_no_autogenerate(self, rev: Sequence[str], migration_context: Any) -> None:
        """Let plugins and env.py fill the revision; nothing is compared."""
        autogen_context = AutogenContext(migration_context, autogenerate=False)
        self._take(autogen_context, MigrationScript(None, UpgradeOps(), DowngradeOps()))
        self._process(rev, autogen_context)

    def _take(self, autogen_context: AutogenContext, produced: MigrationScript) -> None:
        opts = autogen_context.opts
        script = self._script_for(autogen_context)
        for upgrade_ops in produced.upgrade_ops_list:
            upgrade_ops.upgrade_token = opts.get("upgrade_token", upgrade_ops.upgrade_token)
            script.upgrade_ops_list.append(upgrade_ops)
        for downgrade_ops in produced.downgrade_ops_list:
            downgrade_ops.downgrade_token = opts.get("downgrade_token", downgrade_ops.downgrade_token)
            script.downgrade_ops_list.append(downgrade_ops)
        script.imports |= produced.imports | autogen_context.imports

    def _script_for(self, autogen_context: AutogenContext) -> MigrationScript:
        """Return the script that a run's operations go to: at first the one that was asked for, filled with nothing."""
        first_run = not self._contexts
        tokens = (autogen_context.opts.get(f"{kind}_token", f"{kind}s") for kind in ("upgrade", "downgrade"))
        self._contexts.update(dict.fromkeys(tokens, autogen_context))
        if not self.generated_revisions:  # env.py has taken away a revision that an earlier database left empty
            self.generated_revisions.append(self._requested())
            first_run = True
        script = self.generated_revisions[-1]
        if first_run:
            script.upgrade_ops, script.downgrade_ops = [], []
        return script

    def _process(self, rev: Sequence[str], autogen_context: AutogenContext) -> None:
        """Let plugins' rewriters, plugins, env.py and the caller change the revisions, in this order."""
        context, heads, directives = autogen_context.migration_context, tuple(rev), self.generated_revisions
        if self._rewriter is None:
            self._rewriter = Rewriter.of(autogen_context.registry)
        self._rewriter(context, heads, directives)
        self._plugins.call("migrate_process_revision", context=context, revision=heads, directives=directives)
        for process in (autogen_context.opts.get("process_revision_directives"), self.process_revision_directives):
            if process is not None:
                process(context, heads, directives)
        for script in directives:
            script.rev_id = script.rev_id or self.script_directory.new_revision_id()

    def ask(self, question: str) -> bool:
        """Put a question to whoever sits at the terminal, the same one only once; nobody there means no."""
        if question not in self._answers:
            self._answers[question] = self.config.ask is not None and self.config.ask(question)
        return self._answers[question]

    def check_answers(self) -> None:
        """Raise the error for what was asked for and fits no database."""
        for error in self.unanswered.values():
            if error is not None:
                raise error

    # What becomes of it -------------------------------------------------------------------------------------------

    def generate_scripts(self) -> Iterator[Any]:
        """Write the revisions, and yield the `Script` of each; where one cannot be written, none of them stays."""
        written: list[Any] = []
        try:
            for script in self.generated_revisions:
                written.append(self._write(script))
        except RequiredHookFailed:  # this one is there, and leans on those before it
            raise
        except BaseException:
            for made in written:
                Path(made.path).unlink(missing_ok=True)
            raise
        yield from written

    def rendered(self, script: MigrationScript) -> bytes:
        """Return the file of a revision as far as it runs: its parents and its date are not known yet."""
        template = Path(self.script_directory.dir, "script.py.mako")
        wanted = Identifiers(script.rev_id)
        values = {**self.template_args, **self._bodies(script)}
        encoding = self.script_directory.output_encoding
        return render_revision(template, encoding, wanted, script.message, datetime.now(), values)

    def _write(self, script: MigrationScript) -> Any:
        return self.script_directory.generate_revision(
            script.rev_id,
            script.message,
            refresh=True,
            head=script.head,
            splice=script.splice,
            branch_labels=script.branch_label,
            version_path=script.version_path,
            depends_on=script.depends_on,
            **{**self.template_args, **self._bodies(script)},
        )

    def _bodies(self, script: MigrationScript) -> dict[str, Any]:
        """Return the template's arguments: each container's operations under its token, and the imports."""
        if not self._contexts:  # env.py was not run, so there is nothing to write
            return {}
        bodies: dict[str, Any] = {}
        for upgrade_ops in script.upgrade_ops_list:
            bodies[upgrade_ops.upgrade_token] = self._body(script, upgrade_ops, upgrade_ops.upgrade_token)
        for downgrade_ops in script.downgrade_ops_list:
            bodies[downgrade_ops.downgrade_token] = self._body(script, downgrade_ops, downgrade_ops.downgrade_token)
        return {**bodies, "imports": "\n".join(sorted(script.imports))}

    def _body(self, script: MigrationScript, ops: UpgradeOps | DowngradeOps, token: str) -> str:
        latest = next(reversed(self._contexts.values()))
        autogen_context = self._contexts.get(token, latest)
        autogen_context.imports = script.imports
        return render_body(autogen_context, ops, layout_of(self.config))

    def _requested(self) -> MigrationScript:
        """Return the revision that the command asks for, still without operations."""
        given = self.command_args
        names = ("message", "head", "splice", "branch_label", "version_path", "depends_on")
        return MigrationScript(
            self._requested_id, UpgradeOps(), DowngradeOps(), **{name: given.get(name) for name in names}
        )

    @property
    def _plugins(self) -> PluginHost:
        host = getattr(self.config, "plugins", None)
        return host if isinstance(host, PluginHost) else default_host()
