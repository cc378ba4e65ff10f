"""The language in which a person is told of lower prices.

Revision: 0012, after 0011.
"""

from alembic import op
import sqlalchemy as sa


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('saved_products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('language', sa.String(length=8), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('saved_products', schema=None) as batch_op:
        batch_op.drop_column('language')
