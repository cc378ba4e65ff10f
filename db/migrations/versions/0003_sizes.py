"""Bodies, open size dialogs, and worn sizes.

Revision: 0003, after 0002.
"""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('body_profiles',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('gender', sa.String(length=8), nullable=True),
    sa.Column('height_cm', sa.Double(), nullable=True),
    sa.Column('weight_kg', sa.Double(), nullable=True),
    sa.Column('age', sa.Double(), nullable=True),
    sa.Column('measured_cm', sa.JSON(), nullable=False),
    sa.Column('units', sa.String(length=8), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_body_profiles_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_body_profiles')),
    sa.UniqueConstraint('user_id', name=op.f('uq_body_profiles_user_id'))
    )
    op.create_table('size_dialogs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.JSON(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_size_dialogs_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_size_dialogs')),
    sa.UniqueConstraint('user_id', name=op.f('uq_size_dialogs_user_id'))
    )
    op.create_table('worn_sizes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=True),
    sa.Column('category', sa.String(length=24), nullable=False),
    sa.Column('brand', sa.String(length=120), nullable=True),
    sa.Column('fit', sa.String(length=16), nullable=True),
    sa.Column('wearer', sa.String(length=8), nullable=True),
    sa.Column('scale', sa.JSON(), nullable=False),
    sa.Column('label', sa.String(length=20), nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('bought_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ask_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_worn_sizes_product_id_products'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_worn_sizes_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worn_sizes'))
    )
    with op.batch_alter_table('worn_sizes', schema=None) as batch_op:
        batch_op.create_index('ix_worn_sizes_ask_at', ['ask_at'], unique=False)
        batch_op.create_index('ix_worn_sizes_user_id', ['user_id'], unique=False)


def downgrade() -> None:
    op.drop_table('worn_sizes')
    op.drop_table('size_dialogs')
    op.drop_table('body_profiles')
