"""Prices over time, duplicates, seasons, snaps, and how the catalogue is kept fresh.

Revision: 0005, after 0004.
"""

from alembic import op
import sqlalchemy as sa


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('api_quotas',
    sa.Column('api', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('api', 'day', name=op.f('pk_api_quotas'))
    )
    op.create_table('catalogue_runs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('shop', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('errors', sa.JSON(), nullable=False),
    sa.Column('message', sa.Text(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalogue_runs'))
    )
    with op.batch_alter_table('catalogue_runs', schema=None) as batch_op:
        batch_op.create_index('ix_catalogue_runs_source_shop', ['source', 'shop', 'started_at'], unique=False)

    op.create_table('crawl_pages',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shop', sa.String(length=80), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('round', sa.Integer(), nullable=False),
    sa.Column('depth', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(length=40), nullable=True),
    sa.Column('etag', sa.String(length=200), nullable=True),
    sa.Column('last_modified', sa.String(length=64), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crawl_pages'))
    )
    with op.batch_alter_table('crawl_pages', schema=None) as batch_op:
        batch_op.create_index('ix_crawl_pages_shop_state', ['shop', 'state', 'id'], unique=False)
        batch_op.create_index('uq_crawl_pages_shop_url', ['shop', 'url'], unique=True)

    op.create_table('leases',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.String(length=120), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('snaps',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('shop_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('gender', sa.String(length=8), nullable=True),
    sa.Column('styles', sa.JSON(), nullable=False),
    sa.Column('hashtags', sa.JSON(), nullable=False),
    sa.Column('picture', sa.String(length=200), nullable=True),
    sa.Column('picture_sha256', sa.String(length=64), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('hidden_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['shop_id'], ['shops.id'], name=op.f('fk_snaps_shop_id_shops'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snaps')),
    sa.UniqueConstraint('shop_id', 'url', name=op.f('uq_snaps_shop_id_url'))
    )
    op.create_table('price_points',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('price', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_price_points_product_id_products'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_points'))
    )
    with op.batch_alter_table('price_points', schema=None) as batch_op:
        batch_op.create_index('ix_price_points_product_id_seen_at', ['product_id', 'seen_at'], unique=False)

    op.create_table('snap_items',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('snap_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_snap_items_product_id_products'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['snap_id'], ['snaps.id'], name=op.f('fk_snap_items_snap_id_snaps'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snap_items')),
    sa.UniqueConstraint('snap_id', 'url', name=op.f('uq_snap_items_snap_id_url'))
    )
    with op.batch_alter_table('snap_items', schema=None) as batch_op:
        batch_op.create_index('ix_snap_items_product_id', ['product_id'], unique=False)

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('source', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('list_price', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('seasons', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('materials', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('hashtags', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('sold_out_sizes', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('size_chart', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('shop_words', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('variant_group', sa.String(length=120), nullable=True))
        batch_op.add_column(sa.Column('group_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('name_key', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('picture_url', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('picture_etag', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('picture_dhash', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('embedding_model', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_products_embedding_model', ['embedding_model'], unique=False)
        batch_op.create_index('ix_products_group_id', ['group_id'], unique=False)
        batch_op.create_index('ix_products_name_key', ['name_key'], unique=False)
        batch_op.create_index('ix_products_picture_dhash', ['picture_dhash'], unique=False)
        batch_op.create_index('ix_products_picture_sha256', ['picture_sha256'], unique=False)
        batch_op.create_index('ix_products_shop_id_last_seen_at', ['shop_id', 'last_seen_at'], unique=False)

    # What is there already was last seen when it last changed, at the price that it has.
    op.execute(
        'UPDATE products SET last_seen_at = updated_at, '
        'source = (SELECT source FROM shops WHERE shops.id = products.shop_id)'
    )
    op.execute(
        'INSERT INTO price_points (product_id, price, currency, seen_at) '
        'SELECT id, price, currency, updated_at FROM products'
    )



def downgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_index('ix_products_shop_id_last_seen_at')
        batch_op.drop_index('ix_products_picture_sha256')
        batch_op.drop_index('ix_products_picture_dhash')
        batch_op.drop_index('ix_products_name_key')
        batch_op.drop_index('ix_products_group_id')
        batch_op.drop_index('ix_products_embedding_model')
        batch_op.drop_column('last_seen_at')
        batch_op.drop_column('embedding_model')
        batch_op.drop_column('picture_dhash')
        batch_op.drop_column('picture_etag')
        batch_op.drop_column('picture_url')
        batch_op.drop_column('name_key')
        batch_op.drop_column('group_id')
        batch_op.drop_column('variant_group')
        batch_op.drop_column('shop_words')
        batch_op.drop_column('size_chart')
        batch_op.drop_column('sold_out_sizes')
        batch_op.drop_column('hashtags')
        batch_op.drop_column('materials')
        batch_op.drop_column('seasons')
        batch_op.drop_column('list_price')
        batch_op.drop_column('source')

    with op.batch_alter_table('snap_items', schema=None) as batch_op:
        batch_op.drop_index('ix_snap_items_product_id')

    op.drop_table('snap_items')
    with op.batch_alter_table('price_points', schema=None) as batch_op:
        batch_op.drop_index('ix_price_points_product_id_seen_at')

    op.drop_table('price_points')
    op.drop_table('snaps')
    op.drop_table('leases')
    with op.batch_alter_table('crawl_pages', schema=None) as batch_op:
        batch_op.drop_index('uq_crawl_pages_shop_url')
        batch_op.drop_index('ix_crawl_pages_shop_state')

    op.drop_table('crawl_pages')
    with op.batch_alter_table('catalogue_runs', schema=None) as batch_op:
        batch_op.drop_index('ix_catalogue_runs_source_shop')

    op.drop_table('catalogue_runs')
    op.drop_table('api_quotas')
