"""How the page numbers of a document are to be found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; empty means as the service is set."""
    op.add_column(
        "documents", sa.Column("page_numbers", sa.String(length=10), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Take it out."""
    op.drop_column("documents", "page_numbers")
