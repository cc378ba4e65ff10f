"""Closets: garments, their pictures, worn days, and photos being added.

Revision: 0006, after 0005.
"""

from alembic import op
import sqlalchemy as sa


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('closet_batches',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_batches_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_batches'))
    )
    with op.batch_alter_table('closet_batches', schema=None) as batch_op:
        batch_op.create_index('ix_closet_batches_user_id_closed_at', ['user_id', 'closed_at'], unique=False)

    op.create_table('closet_consents',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('shares', sa.Boolean(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_consents_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_consents')),
    sa.UniqueConstraint('user_id', name=op.f('uq_closet_consents_user_id'))
    )
    op.create_table('closet_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=True),
    sa.Column('comment', sa.String(length=500), nullable=True),
    sa.Column('category', sa.String(length=24), nullable=False),
    sa.Column('colours', sa.JSON(), nullable=False),
    sa.Column('pattern', sa.String(length=16), nullable=False),
    sa.Column('fit', sa.String(length=16), nullable=True),
    sa.Column('warmth', sa.Integer(), nullable=False),
    sa.Column('seasons', sa.JSON(), nullable=False),
    sa.Column('style', sa.JSON(), nullable=False),
    sa.Column('formality', sa.Integer(), nullable=True),
    sa.Column('price', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('favourite', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('in_wash', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('embedding', sa.LargeBinary(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=True),
    sa.Column('seen', sa.JSON(), nullable=False),
    sa.Column('shows', sa.String(length=16), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('twin_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['closet_batches.id'], name=op.f('fk_closet_items_batch_id_closet_batches'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_closet_items_product_id_products'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['twin_id'], ['closet_items.id'], name=op.f('fk_closet_items_twin_id_closet_items'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_items_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_items'))
    )
    with op.batch_alter_table('closet_items', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closet_items_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_closet_items_deleted_at'), ['deleted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_closet_items_product_id'), ['product_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_closet_items_twin_id'), ['twin_id'], unique=False)
        batch_op.create_index('ix_closet_items_user_id_category', ['user_id', 'category'], unique=False)

    op.create_table('closet_uploads',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.String(length=256), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['closet_batches.id'], name=op.f('fk_closet_uploads_batch_id_closet_batches'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_uploads_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_uploads')),
    sa.UniqueConstraint('chat_id', 'message_id', name=op.f('uq_closet_uploads_chat_id_message_id'))
    )
    with op.batch_alter_table('closet_uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closet_uploads_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_closet_uploads_user_id'), ['user_id'], unique=False)

    op.create_table('closet_pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('webp', sa.LargeBinary(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['closet_items.id'], name=op.f('fk_closet_pictures_item_id_closet_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_pictures_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_pictures')),
    sa.UniqueConstraint('item_id', 'kind', name=op.f('uq_closet_pictures_item_id_kind'))
    )
    with op.batch_alter_table('closet_pictures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_closet_pictures_user_id'), ['user_id'], unique=False)

    op.create_table('closet_questions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('field', sa.String(length=16), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['closet_items.id'], name=op.f('fk_closet_questions_item_id_closet_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_closet_questions_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closet_questions')),
    sa.UniqueConstraint('user_id', name=op.f('uq_closet_questions_user_id'))
    )
    op.create_table('worn_days',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('worn_on', sa.Date(), nullable=False),
    sa.Column('outfit_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['item_id'], ['closet_items.id'], name=op.f('fk_worn_days_item_id_closet_items'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_worn_days_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_worn_days')),
    sa.UniqueConstraint('item_id', 'worn_on', name=op.f('uq_worn_days_item_id_worn_on'))
    )
    with op.batch_alter_table('worn_days', schema=None) as batch_op:
        batch_op.create_index('ix_worn_days_user_id_worn_on', ['user_id', 'worn_on'], unique=False)

    with op.batch_alter_table('photo_answers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('file_id', sa.String(length=256), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('photo_answers', schema=None) as batch_op:
        batch_op.drop_column('file_id')
    for table in ('worn_days', 'closet_questions', 'closet_pictures', 'closet_uploads', 'closet_items', 'closet_consents', 'closet_batches'):
        op.drop_table(table)
