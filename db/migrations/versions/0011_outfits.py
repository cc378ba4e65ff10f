"""Outfits put together for people, what they said of them, and what they asked for.

Revision: 0011, after 0010.
"""

from alembic import op
import sqlalchemy as sa


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outfit_requests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('wish', sa.JSON(), nullable=False),
    sa.Column('asks', sa.String(length=16), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_outfit_requests_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outfit_requests'))
    )
    with op.batch_alter_table('outfit_requests', schema=None) as batch_op:
        batch_op.create_index('ix_outfit_requests_user_id_asks', ['user_id', 'asks'], unique=False)

    op.create_table('saved_outfits',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('closet_items', sa.JSON(), nullable=False),
    sa.Column('products', sa.JSON(), nullable=False),
    sa.Column('photo_garments', sa.JSON(), nullable=False),
    sa.Column('occasion', sa.String(length=16), nullable=True),
    sa.Column('style', sa.String(length=16), nullable=True),
    sa.Column('score', sa.Double(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['request_id'], ['outfit_requests.id'], name=op.f('fk_saved_outfits_request_id_outfit_requests'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_saved_outfits_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_outfits'))
    )
    with op.batch_alter_table('saved_outfits', schema=None) as batch_op:
        batch_op.create_index('ix_saved_outfits_user_id_saved_at', ['user_id', 'saved_at'], unique=False)
        batch_op.create_index('ix_saved_outfits_request_id', ['request_id'], unique=False)

    op.create_table('outfit_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('outfit_id', sa.Integer(), nullable=False),
    sa.Column('liked', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['outfit_id'], ['saved_outfits.id'], name=op.f('fk_outfit_feedback_outfit_id_saved_outfits'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_outfit_feedback_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outfit_feedback')),
    sa.UniqueConstraint('user_id', 'outfit_id', name=op.f('uq_outfit_feedback_user_id_outfit_id'))
    )
    with op.batch_alter_table('outfit_feedback', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outfit_feedback_outfit_id'), ['outfit_id'], unique=False)



def downgrade() -> None:
    op.drop_table('outfit_feedback')
    op.drop_table('saved_outfits')
    op.drop_table('outfit_requests')
