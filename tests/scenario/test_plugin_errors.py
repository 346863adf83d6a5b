"""What is said about a plugin that cannot be used: who, from where, which hook, why, and how to go on without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.environments import run_migrate

HOOKIMPL = "from migrate.plugin import CommandSpec, hookimpl\n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a revision."""
    for command in ("init --url sqlite:///app.db", "revision -m first --rev-id a1"):
        assert migrate(tmp_path, *command.split())[0] == 0
    return tmp_path


def install(folder: Path, name: str, source: str) -> None:
    """Put a distribution with one plugin where Python finds it."""
    site = folder / "site"
    info = site / f"migrate_{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: migrate-{name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[migrate]\n{name} = migrate_{name}\n")
    (site / f"migrate_{name}.py").write_text(source)


def migrate(folder: Path, *arguments: str) -> tuple[int, str, str]:
    import sys

    run = run_migrate(sys.executable, *arguments, cwd=folder, PYTHONPATH=str(folder / "site"))
    return run.returncode, run.stdout, run.stderr


def test_a_plugin_that_cannot_be_imported(project: Path) -> None:
    """Every command stops and says so; switched off, it is no trouble."""
    install(project, "broken", "import nosuchmodule\n")
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: The plugin 'broken' (migrate-broken 1.0, migrate_broken) cannot be imported: ModuleNotFoundError: "
        "No module named 'nosuchmodule'.\n"
        "Hint: repair or update it, or switch it off with -p no:broken.\n",
    )
    assert migrate(project, "-p", "no:broken", "heads") == (0, "a1 (head)\n", "")


def test_help_and_the_list_of_plugins_work_beside_a_broken_one(project: Path) -> None:
    """They are what one looks at then."""
    install(project, "broken", "import nosuchmodule\n")
    assert migrate(project, "--help")[0] == 0
    code, out, _ = migrate(project, "plugins")
    assert code == 0
    assert "broken migrate-broken 1.0 cannot be used" in [" ".join(line.split()) for line in out.splitlines()]
    assert out.endswith("Hint: repair or update it, or switch it off with -p no:broken\n")


def test_a_hook_that_fails(project: Path) -> None:
    """The hook and the cause are named."""
    install(project, "rash", f"{HOOKIMPL}@hookimpl\ndef migrate_configure(config):\n    1 / 0\n")
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: The plugin 'rash' (migrate-rash 1.0, migrate_rash) failed in migrate_configure: ZeroDivisionError: "
        "division by zero.\n"
        "Hint: repair or update it, or switch it off with -p no:rash.\n",
    )


def test_commands_that_fail_to_be_registered(project: Path) -> None:
    """The commands in the box are still known, so that ``plugins`` can tell."""
    install(project, "mute", f"{HOOKIMPL}@hookimpl\ndef migrate_register_commands():\n    raise OSError('no way')\n")
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: The plugin 'mute' (migrate-mute 1.0, migrate_mute) failed in migrate_register_commands: OSError: "
        "no way.\n"
        "Hint: repair or update it, or switch it off with -p no:mute.\n",
    )
    assert "Problem: The plugin 'mute'" in migrate(project, "plugins")[1]


def test_two_plugins_with_one_command(project: Path) -> None:
    """Both are named."""
    source = (
        f"{HOOKIMPL}@hookimpl\ndef migrate_register_commands():\n    return (CommandSpec('heads', 'x:y', 'Mine.'),)\n"
    )
    install(project, "rival", source)
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: The plugins 'commands' and 'rival' both register the command 'heads'.\n"
        "Hint: switch one off with -p no:rival, or let it say replace=True.\n",
    )


def test_a_command_that_cannot_be_imported(project: Path) -> None:
    """Its plugin is named when it is run, and nothing else suffers."""
    source = (
        f"{HOOKIMPL}@hookimpl\ndef migrate_register_commands():\n    return (CommandSpec('x', 'nosuch:f', 'X.'),)\n"
    )
    install(project, "hollow", source)
    assert migrate(project, "x") == (
        7,
        "",
        "Error: The command 'x' of the plugin 'hollow' cannot be imported: ModuleNotFoundError: "
        "No module named 'nosuch'.\n"
        "Hint: repair or update the plugin, or switch it off with -p no:hollow.\n",
    )
    assert migrate(project, "heads")[0] == 0


def test_an_unknown_name_in_the_configuration(project: Path) -> None:
    """File and line are told, and the nearest name."""
    ini = project / "migrate.ini"
    ini.write_text(ini.read_text().replace("[migrate]\n", "[migrate]\nplugins = *, ~indexs\n"))
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: Unknown plugin 'indexs'.\n"
        "  at migrate.ini:3\n"
        "    plugins = *, ~indexs\n"
        "Hint: did you mean 'indexes'? (see `migrate plugins`).\n",
    )


def test_an_unknown_hook(project: Path) -> None:
    """A misspelt hook would never be called; the nearest is asked for."""
    install(project, "typo", f"{HOOKIMPL}@hookimpl\ndef migrate_after_stp(step):\n    pass\n")
    assert migrate(project, "heads") == (
        7,
        "",
        "Error: The plugin 'typo' (migrate-typo 1.0, migrate_typo) implements the unknown hook 'migrate_after_stp'.\n"
        "Hint: did you mean 'migrate_after_step'?\n",
    )
