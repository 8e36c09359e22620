"""What a projection is handed, and how it says which events it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, insert, select, update

from db.models import Contact, SerialCounter

E = TypeVar("E")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One event's surroundings. `id` and `at` are those of its ledger row.

    `known_calls` spares asking again within one transaction whether a contact exists.
    """

    db: Connection
    id: int
    at: datetime
    known_calls: set[str]

    def next_serial(self, name: str, *, prefix: str = "") -> str:
        """Return the next number of the year (UTC), such as 2026-000123."""
        key = (SerialCounter.name == name, SerialCounter.year == self.at.year)
        last = self.db.scalar(select(SerialCounter.last).where(*key))
        if last is None:
            last = 0
            self.db.execute(insert(SerialCounter).values(name=name, year=self.at.year, last=1))
        else:
            self.db.execute(update(SerialCounter).where(*key).values(last=last + 1))
        return f"{prefix}{self.at.year}-{last + 1:06d}"

    def ensure_contact(self, call_id: str) -> None:
        """Make a bare contact when an event speaks of a call whose start is not on record."""
        if call_id in self.known_calls:
            return
        if self.db.scalar(select(Contact.call_id).where(Contact.call_id == call_id)) is None:
            self.insert_contact(call_id)
        self.known_calls.add(call_id)

    def insert_contact(self, call_id: str, **values: Any) -> None:
        """Open a contact under the next serial number."""
        self.db.execute(
            insert(Contact).values(
                call_id=call_id, serial=self.next_serial("contact"), started_at=self.at, **values
            )
        )


class Projection:
    """A family of tables and the functions that keep it: one for each kind of event."""

    def __init__(self) -> None:
        """Start without handlers."""
        self.handlers: dict[type, Callable[[Work, Any], None]] = {}

    def on(self, kind: type[E]) -> Callable[[Callable[[Work, E], None]], Callable[[Work, E], None]]:
        """Register a function for events of class `kind`."""

        def register(function: Callable[[Work, E], None]) -> Callable[[Work, E], None]:
            if kind in self.handlers:
                raise ValueError(f"{kind.__name__} is handled twice")
            self.handlers[kind] = function
            return function

        return register
