"""What a projection is handed, and how it says which events it is for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, update

from db.models import Base, Contact, SerialCounter

E = TypeVar("E")


def table_of(model: type[Base]) -> Table:
    """Return the table of a model, for statements that are built once.

    Building a statement costs several times what executing it does, and the projection executes
    some for every event. So statements are made at import, with bound parameters for what differs.
    """
    return cast(Table, model.__table__)


_contact, _serial = table_of(Contact), table_of(SerialCounter)
_CONTACT_THERE = select(_contact.c.call_id).where(_contact.c.call_id == bindparam("of_call"))
_NEXT_SERIAL = (
    update(_serial)
    .where(_serial.c.name == bindparam("of_name"), _serial.c.year == bindparam("of_year"))
    .values(last=_serial.c.last + 1)
    .returning(_serial.c.last)
)


@cache
def _insertion(model: type[Base]) -> Insert:
    return insert(table_of(model))


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
        year = self.at.year
        number: int | None = self.db.scalar(_NEXT_SERIAL, {"of_name": name, "of_year": year})
        if number is None:
            number = 1
            self.add(SerialCounter, name=name, year=year, last=number)
        return f"{prefix}{year}-{number:06d}"

    def add(self, model: type[Base], **values: Any) -> None:
        """Insert a row; columns that are left out have their defaults."""
        self.db.execute(_insertion(model), values)

    def ensure_contact(self, call_id: str) -> None:
        """Make a bare contact when an event speaks of a call whose start is not on record."""
        if call_id in self.known_calls:
            return
        if not self.has_contact(call_id):
            self.insert_contact(call_id)
        self.known_calls.add(call_id)

    def has_contact(self, call_id: str) -> bool:
        """Whether the call is on record."""
        return self.db.scalar(_CONTACT_THERE, {"of_call": call_id}) is not None

    def insert_contact(self, call_id: str, **values: Any) -> None:
        """Open a contact under the next serial number."""
        serial = self.next_serial("contact")
        self.add(Contact, call_id=call_id, serial=serial, started_at=self.at, **values)


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
