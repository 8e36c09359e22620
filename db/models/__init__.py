"""The tables. `ledger` is the truth; all the others are derived from it by `db.projection`."""

from db.models.agents import AgentIdentity, AgentPeriod, AgentSession
from db.models.base import Base
from db.models.callbacks import Callback
from db.models.calls import Contact, Offer, Segment
from db.models.case import Intake, Note, Task
from db.models.dial_test import DialTest
from db.models.flow import Answer, Choice, FaqPlay, LanguageIdentification, Recording
from db.models.hearing import Hearing
from db.models.inquiry import FaqOffer, Inquiry, Lookup
from db.models.interpretation import Interpretation
from db.models.ledger import LedgerRow, SerialCounter
from db.models.notice import NoticeRow
from db.models.publication import CityFiles, Publication
from db.models.requests import RequestRow

NOT_DERIVED = frozenset({"ledger", "request_status", "city_files"})
DERIVED = tuple(table for table in Base.metadata.sorted_tables if table.name not in NOT_DERIVED)

__all__ = [
    "DERIVED",
    "AgentIdentity",
    "AgentPeriod",
    "AgentSession",
    "Answer",
    "Base",
    "Callback",
    "Choice",
    "CityFiles",
    "Contact",
    "DialTest",
    "FaqOffer",
    "FaqPlay",
    "Hearing",
    "Inquiry",
    "Intake",
    "Interpretation",
    "LanguageIdentification",
    "LedgerRow",
    "Lookup",
    "Note",
    "NoticeRow",
    "Offer",
    "Publication",
    "Recording",
    "RequestRow",
    "Segment",
    "SerialCounter",
    "Task",
]
