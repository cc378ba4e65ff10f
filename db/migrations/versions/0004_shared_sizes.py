"""Whether a person agreed that the next training learns from their sizes.

Revision: 0004, after 0003.
"""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('body_profiles', schema=None) as batch_op:
        batch_op.add_column(sa.Column('shares_sizes', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('body_profiles', schema=None) as batch_op:
        batch_op.drop_column('shares_sizes')
