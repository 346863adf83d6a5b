"""Show the main job on a real application: from SQLAlchemy models to a migrated SQLite database, and back.

Every step is a command that you could type yourself; the folder in which they run is removed at the end.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

HERE = Path(__file__).parent
URL = "sqlite:///shop.db"

VIEW = '''
sales_by_country = ReplaceableObject(
    "sales_by_country",
    """
    SELECT billing_country AS country, COUNT(*) AS invoices
    FROM invoice GROUP BY billing_country
    """,
)
'''
VIEW_WITH_REVENUE = VIEW.replace("COUNT(*) AS invoices", "COUNT(*) AS invoices, SUM(total) AS revenue")
CREATE = ("op.create_view(sales_by_country)", "op.drop_view(sales_by_country)")
REPLACE = (
    'op.replace_view(sales_by_country, replaces="ca11ab1e0003.sales_by_country")',
    'op.replace_view(sales_by_country, replace_with="ca11ab1e0003.sales_by_country")',
)


class Shop:
    """The application in a folder of its own, and its command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(HERE / "shop", folder / "shop", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(HERE / "load.py", folder)

    def run(self, *command: str) -> str:
        """Type a command and show it with its output; stop the demo if it fails."""
        print(f"\n  $ {' '.join(_quoted(word) for word in command)}", flush=True)
        program = [sys.executable, "-m", "migrate"] if command[0] == "migrate" else [sys.executable]
        done = subprocess.run(
            [*program, *command[1:]],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        print(textwrap.indent(done.stdout.replace(f"{self.folder}/", "").rstrip(), "    "), flush=True)
        if done.returncode:
            sys.exit(f"\nThe command failed with exit code {done.returncode}.")
        return done.stdout

    def migrate(self, *arguments: str) -> str:
        """Type ``migrate ...``."""
        return self.run("migrate", *arguments)

    def revision(self, rev_id: str) -> Path:
        """Return the file of a revision."""
        return next((self.folder / "migrations" / "versions").glob(f"{rev_id}*.py"))

    def fill_in(self, rev_id: str, view: str, bodies: tuple[str, str]) -> None:
        """Write a view and the two function bodies into an empty revision, as a developer would in an editor."""
        path = self.revision(rev_id)
        text = path.read_text(encoding="utf-8")
        head, upgrade, rest = text.partition("\n\ndef upgrade()")
        for body in bodies:
            before, _, after = rest.partition("    pass\n")
            upgrade += f"{before}    {body}\n"
            rest = after
        imports = "\nfrom migrate_views import ReplaceableObject\n"
        path.write_text(f"{head.rstrip()}{imports}{view}\n\n{upgrade.lstrip()}{rest}", encoding="utf-8")
        print(textwrap.indent(f"... and in the editor: {bodies[0]}", "    "))


def main() -> None:
    """Run all steps."""
    with tempfile.TemporaryDirectory(prefix="chinook-") as folder:
        shop = Shop(Path(folder))
        _start(shop)
        _change(shop)
        _views(shop)
        _there_and_back(shop)
    print("\nDone: every command above was the real one, and nothing was edited but the models and the two views.")


def _start(shop: Shop) -> None:
    _say("1. Start: the models in shop/models.py are all there is.")
    shop.migrate("init", "--models", "shop.models:Base", "--url", URL)
    shop.migrate("revision", "--autogenerate", "-m", "first", "--rev-id", "ca11ab1e0001")
    shop.migrate("upgrade", "head")
    shop.run("python", "load.py", URL)


def _change(shop: Shop) -> None:
    _say("2. A month later: a column and an index more, artists must have a name, playlists keep an order.")
    # The table of the order is a new one; without the flag, the command asks whether it is the old one renamed.
    new = ("-m", "loyalty and ordered playlists", "--rename-table", "playlist_track=")
    shutil.copy(HERE / "changed" / "models.py", shop.folder / "shop" / "models.py")
    shop.migrate("revision", "--autogenerate", *new, "--rev-id", "ca11ab1e0002")
    print(textwrap.indent(_body_of_upgrade(shop.revision("ca11ab1e0002")), "    | "))
    shop.migrate("upgrade", "head")


def _views(shop: Shop) -> None:
    _say("3. A view, and later a better one; the downgrade brings the old one back.")
    shop.migrate("revision", "-m", "sales view", "--rev-id", "ca11ab1e0003")
    shop.fill_in("ca11ab1e0003", VIEW, CREATE)
    shop.migrate("revision", "-m", "sales view with revenue", "--rev-id", "ca11ab1e0004")
    shop.fill_in("ca11ab1e0004", VIEW_WITH_REVENUE, REPLACE)
    shop.migrate("upgrade", "head")
    shop.migrate("history")
    shop.migrate("current")


def _there_and_back(shop: Shop) -> None:
    _say("4. All the way down, and up again; then nothing differs from the models.")
    shop.migrate("downgrade", "base")
    shop.migrate("upgrade", "head")
    shop.migrate("check")


def _say(text: str) -> None:
    print(f"\n{text}", flush=True)


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _body_of_upgrade(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return "def upgrade" + text.partition("def upgrade")[2].partition("\n\n\ndef ")[0]


if __name__ == "__main__":
    main()
