"""What becomes of texts that do not fit on a document's slides."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; documents from before are told of."""
    op.add_column(
        "documents", sa.Column("on_overflow", sa.String(length=10), nullable=False, server_default="warn")
    )


def downgrade() -> None:
    """Take it out."""
    op.drop_column("documents", "on_overflow")
