"""Of what a person is asked to type the day they wore it.

Revision: 0014, after 0013.
"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('day_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('outfit_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['closet_items.id'], name=op.f('fk_day_questions_item_id_closet_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['outfit_id'], ['saved_outfits.id'], name=op.f('fk_day_questions_outfit_id_saved_outfits'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_day_questions_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_day_questions')),
    sa.UniqueConstraint('user_id', name=op.f('uq_day_questions_user_id'))
    )


def downgrade() -> None:
    op.drop_table('day_questions')
