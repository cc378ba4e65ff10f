"""What the engine saw of a product, and when its picture was last asked for.

Revision: 0009, after 0008.
"""

from alembic import op
import sqlalchemy as sa


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('seen', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('picture_checked_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_column('picture_checked_at')
        batch_op.drop_column('seen')
