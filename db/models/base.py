"""What every table has in common."""

from datetime import datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.types import CleanText, Real, UtcTime, Whole

EvidenceId = Annotated[int, mapped_column(BigInteger, primary_key=True, autoincrement=False)]
"""A derived row's key: the id of the ledger row that opened it."""

Prose = Annotated[str, mapped_column(CleanText())]
"""Text of any length; a plain `str` is cut at 255 characters, so that it can be indexed."""

Count = Annotated[int, mapped_column(Whole())]
"""A number that events bring; a plain `int` is one of ours, of 32 bits."""

CallId = Annotated[str, mapped_column(ForeignKey("contact.call_id", ondelete="CASCADE"))]


class Base(DeclarativeBase):
    """Names constraints by a rule, so that migrations can name them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        str: CleanText(255),
        int: Whole(bits=32),
        float: Real,
        datetime: UtcTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }
