"""Followed shops, looks whose style is kept, and moods of shops.

Revision: 0008, after 0007.
"""

from alembic import op
import sqlalchemy as sa


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('followed_shops',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('shop_id', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_followed_shops_shop_id_shops'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_followed_shops_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_followed_shops')),
    sa.UniqueConstraint('user_id', 'shop_id', name=op.f('uq_followed_shops_user_id_shop_id'))
    )
    with op.batch_alter_table('followed_shops', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_followed_shops_shop_id'), ['shop_id'], unique=False)

    op.create_table('kept_looks',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('style', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_kept_looks_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_looks')),
    sa.UniqueConstraint('user_id', 'seen_at', name=op.f('uq_kept_looks_user_id_seen_at'))
    )
    op.create_table('shop_moods',
    sa.Column('shop_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('products', sa.Integer(), nullable=False),
    sa.Column('snaps', sa.Integer(), nullable=False),
    sa.Column('sums', sa.JSON(), nullable=False),
    sa.Column('squares', sa.JSON(), nullable=False),
    sa.Column('seen_until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_shop_moods_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('shop_id', name=op.f('pk_shop_moods'))
    )


def downgrade() -> None:
    op.drop_table('shop_moods')
    op.drop_table('kept_looks')
    with op.batch_alter_table('followed_shops', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_followed_shops_shop_id'))

    op.drop_table('followed_shops')
