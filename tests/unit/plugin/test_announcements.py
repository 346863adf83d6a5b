"""What distributions announce is found as `importlib.metadata` finds it, only faster."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from migrate.kernel.plugin.announcements import Announcement, announced


def install(folder: Path, name: str, entry_points: str, version: str = "1.0") -> None:
    information = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n\nName: no\n")
    (information / "entry_points.txt").write_text(entry_points)


@pytest.mark.parametrize("group", ["console_scripts", "migrate", "pytest11", "hypothesis", "no such group"])
def test_it_agrees_with_the_standard_library(group: str) -> None:
    """For whatever is installed here."""
    points = importlib.metadata.entry_points(group=group)
    expected = {(point.name, point.value, point.dist.name, point.dist.version) for point in points if point.dist}
    assert set(announced(group)) == expected


def test_a_distribution_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, values and comments, in the right section only."""
    install(
        tmp_path, "own-plugin", "[other]\nx = y\n\n# first\n[own.group]\nb = pkg.b:hooks\n# a\na=pkg\n[more]\nz = z\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert announced("own.group") == [
        Announcement("a", "pkg", "own-plugin", "1.0"),
        Announcement("b", "pkg.b:hooks", "own-plugin", "1.0"),
    ]


def test_the_first_on_the_path_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that is installed twice announces itself once."""
    for folder, version in (("one", "1.0"), ("two", "2.0")):
        install(tmp_path / folder, "own.plugin", "[own.group]\na = pkg\n", version)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "one"), str(tmp_path / "gone"), str(tmp_path / "two"), *sys.path])
    assert announced("own.group") == [Announcement("a", "pkg", "own.plugin", "1.0")]


def test_archives_are_looked_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in a zip file on the path is found by the standard library."""
    install(tmp_path / "in", "own-plugin", "[own.group]\na = pkg\n")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        for path in (tmp_path / "in").rglob("*"):
            archive.write(path, path.relative_to(tmp_path / "in"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "archive.zip"), *sys.path])
    assert announced("own.group") == [Announcement("a", "pkg", "own-plugin", "1.0")]


def test_finding_plugins_needs_no_parser_of_mail() -> None:
    """The standard library's way would take as long as all the rest of the start."""
    code = (
        "import sys; from migrate.kernel.plugin.host import installed_plugins; installed_plugins(); "
        "print('importlib.metadata' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
