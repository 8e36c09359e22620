"""Inquiries of other channels: taken in once, counted like any other."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.models import Inquiry
from db.rebuild import rebuild
from db.store import Store
from hotline.imports.inquiries import read_inquiries, store_inquiries
from ivr.flow.loading.problems import SourceErrors
from ivr.knowledge.base import knowledge_of
from ivr.knowledge.model import Item, Version

ZONE = ZoneInfo("America/New_York")
BASE = knowledge_of(
    [
        Item(code="heat", title={}, versions=(Version(number=1, answer={}),)),
        Item(code="YB", title={}),
    ]
)
ROWS = """\
at,code,channel,language,district
2026-01-05T08:30,HEAT,web,es,Bronx
2026-01-05T09:30+00:00,heat,app,,
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "inquiries.csv"
    path.write_text(text, "utf-8")
    return path


def test_a_file_is_counted_once_however_often_it_is_taken(store: Store, tmp_path: Path) -> None:
    entries = read_inquiries(write(tmp_path, ROWS), BASE, zone=ZONE)
    assert [store_inquiries(store, entries), store_inquiries(store, entries)] == [2, 0]
    rebuild(store)
    with store.session() as session:
        rows = session.scalars(select(Inquiry).order_by(Inquiry.id)).all()
    assert [(row.code, row.channel, row.language, row.district) for row in rows] == [
        ("heat", "web", "es", "Bronx"),
        ("heat", "app", "", ""),
    ]
    assert rows[0].at == datetime(2026, 1, 5, 13, 30, tzinfo=UTC)
    assert rows[0].call_id is None


def test_rows_that_cannot_be_counted_are_told(tmp_path: Path) -> None:
    text = "at,code,channel\nyesterday,heat,web\n2026-01-05,heet,web\n2026-01-05,YB,ivr\n"
    with pytest.raises(SourceErrors) as caught:
        read_inquiries(write(tmp_path, text), BASE, zone=ZONE)
    assert [str(each).split("inquiries.csv:")[1] for each in caught.value.problems] == [
        "2:1: at: 'yesterday' is no time (write it like 2026-12-24T18:30)",
        "3:2: code: there is no item 'heet' (did you mean 'heat'?)",
        "4:2: code: YB is a heading (name an item below it)",
        "4:3: channel: the inquiries of 'ivr' are on record from the calls themselves "
        "(name the other channel: web, app, sms)",
    ]
