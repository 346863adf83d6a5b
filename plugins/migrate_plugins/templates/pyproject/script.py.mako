"""${message}

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


def upgrade() -> None:
    """Upgrade schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Downgrade schema."""
    ${downgrades if downgrades else "pass"}
