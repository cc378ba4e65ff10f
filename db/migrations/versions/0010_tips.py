"""Homes, subscriptions to daily tips, the dialogs about them, and every tip that was due.

Revision: 0010, after 0009.
"""

from alembic import op
import sqlalchemy as sa


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('home_places',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('city', sa.String(length=40), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_home_places_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_home_places')),
    sa.UniqueConstraint('user_id', name=op.f('uq_home_places_user_id'))
    )
    op.create_table('tip_dialogs',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('state', sa.JSON(), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_tip_dialogs_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tip_dialogs')),
    sa.UniqueConstraint('user_id', name=op.f('uq_tip_dialogs_user_id'))
    )
    op.create_table('tip_subscriptions',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_title', sa.String(length=128), nullable=True),
    sa.Column('minute_of_day', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('city', sa.String(length=40), nullable=False),
    sa.Column('occasion', sa.String(length=24), nullable=False),
    sa.Column('own_only', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('next_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_tip_subscriptions_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tip_subscriptions')),
    sa.UniqueConstraint('chat_id', name=op.f('uq_tip_subscriptions_chat_id'))
    )
    with op.batch_alter_table('tip_subscriptions', schema=None) as batch_op:
        batch_op.create_index('ix_tip_subscriptions_next_due_at', ['next_due_at'], unique=False)
        batch_op.create_index('ix_tip_subscriptions_user_id', ['user_id'], unique=False)

    op.create_table('tip_deliveries',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subscription_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.BigInteger(), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('claimed_by', sa.String(length=32), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('after_message_id', sa.BigInteger(), nullable=True),
    sa.Column('message_id', sa.BigInteger(), nullable=True),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['subscription_id'], ['tip_subscriptions.id'], name=op.f('fk_tip_deliveries_subscription_id_tip_subscriptions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_tip_deliveries_user_id_users'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tip_deliveries')),
    sa.UniqueConstraint('subscription_id', 'due_at', name=op.f('uq_tip_deliveries_subscription_id_due_at'))
    )
    with op.batch_alter_table('tip_deliveries', schema=None) as batch_op:
        batch_op.create_index('ix_tip_deliveries_state_claimed_until', ['state', 'claimed_until'], unique=False)
        batch_op.create_index('ix_tip_deliveries_message_id', ['message_id'], unique=False)
        batch_op.create_index('ix_tip_deliveries_user_id', ['user_id'], unique=False)



def downgrade() -> None:
    op.drop_table('tip_deliveries')
    op.drop_table('tip_subscriptions')
    op.drop_table('tip_dialogs')
    op.drop_table('home_places')
