"""All rows of a store as plain values, for comparing."""

from typing import Any

from sqlalchemy import select

from db.models import DERIVED, Base
from db.store import Store


def derived_rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    with store.session() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in DERIVED
        }


def rows(store: Store, model: type[Base], **where: Any) -> list[Any]:
    """The rows of one table in the order they were opened, with their attributes."""
    with store.session() as session:
        query = select(model).filter_by(**where)
        if hasattr(model, "id"):
            query = query.order_by(model.id)
        found = list(session.scalars(query))
        session.expunge_all()
        return found
