"""What departments have reported of requests. Imported, not derived from the ledger."""

from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class RequestRow(Base):
    """A request and its status. `due_on` is None where nobody has said when it will be done.

    `outcome` is what the department writes of it, by language tag: personal data.
    """

    __tablename__ = "request_status"

    number: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    updated_on: Mapped[date]
    due_on: Mapped[date | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
