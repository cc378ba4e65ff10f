"""Open searches, and photos that wait for their answer.

Revision: 0002, after 0001.
"""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('searches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('answer_id', sa.Integer(), nullable=False),
    sa.Column('garment', sa.Integer(), nullable=False),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('order', sa.String(length=8), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['photo_answers.id'], name=op.f('fk_searches_answer_id_photo_answers'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_searches_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_searches'))
    )
    with op.batch_alter_table('searches', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_searches_answer_id'), ['answer_id'], unique=False)
        batch_op.create_index('ix_searches_user_id_chat_id', ['user_id', 'chat_id'], unique=False)

    op.create_table('pending_photos',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('progress_id', sa.BigInteger(), nullable=True),
    sa.Column('file_id', sa.String(length=256), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_pending_photos_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_photos')),
    sa.UniqueConstraint('chat_id', 'message_id', name=op.f('uq_pending_photos_chat_id_message_id'))
    )
    with op.batch_alter_table('pending_photos', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_photos_user_id'), ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('pending_photos')
    op.drop_table('searches')
