"""Which weights the embedding of a garment in a closet is of.

Revision: 0013, after 0012.
"""

from alembic import op
import sqlalchemy as sa


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('closet_items', schema=None) as batch_op:
        batch_op.add_column(sa.Column('embedded_by', sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f('ix_closet_items_embedded_by'), ['embedded_by'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('closet_items', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_closet_items_embedded_by'))
        batch_op.drop_column('embedded_by')
