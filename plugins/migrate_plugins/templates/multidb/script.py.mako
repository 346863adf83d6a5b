<%!
import re
%>"""${message}

Revision ID: ${up_revision}
Revises:${" " if down_revision else ""}${down_revision | comma,n}
Create Date: ${create_date}

"""

from typing import Sequence, Union

import sqlalchemy as sa
from migrate import op
${imports + "\n" if imports else ""}\

# revision identifiers, used by migrate.
revision: str = "${up_revision}"
down_revision: Union[str, Sequence[str], None] = ${quoted(down_revision)}
branch_labels: Union[str, Sequence[str], None] = ${quoted(branch_labels)}
depends_on: Union[str, Sequence[str], None] = ${quoted(depends_on)}


def upgrade(engine_name: str) -> None:
    """Upgrade schema."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Downgrade schema."""
    globals()[f"downgrade_{engine_name}"]()
<%
    databases = [name for name in re.split(r",\s*", config.get_main_option("databases") or "") if name]
%>
% for name in databases:

def upgrade_${name}() -> None:
    """Upgrade ${name} schema."""
    ${context.get(f"{name}_upgrades", "pass")}


def downgrade_${name}() -> None:
    """Downgrade ${name} schema."""
    ${context.get(f"{name}_downgrades", "pass")}
${"" if loop.last else "\n"}\
% endfor
