"""Alembic's entry: migrates over the connection that `db.migrate` hands it."""

from typing import Literal

from alembic import context

from db.models import Base, UtcDateTime


def render_item(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own types as the plain ones they store, so that migrations stand alone."""
    return (
        "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False
    )


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
