"""What departments have reported of requests. Imported, not derived from the ledger."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class RequestRow(Base):
    """A request and its status. `due_on` is None where nobody has said when it will be done."""

    __tablename__ = "request_status"

    number: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    updated_on: Mapped[date]
    due_on: Mapped[date | None]
