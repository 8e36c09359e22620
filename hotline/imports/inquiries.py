"""Inquiries of other channels, from a table: at, code, channel, language, district.

Each is an event like an agent's. The identity of an event is the file's content and its line, so
that a file taken twice counts once.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

from db.ledger import LedgerEntry
from db.store import Store
from hotline.imports.rows import Row, read_rows
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.loading.problems import Problem, SourceErrors, did_you_mean
from ivr.knowledge.base import KnowledgeBase

COLUMNS = ("at", "code", "channel", "language", "district")
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_OURS = ("ivr", "agent")
_BATCH = 1000


def read_inquiries(path: Path, base: KnowledgeBase, *, zone: tzinfo) -> list[LedgerEntry]:
    """Return the inquiries of a file. A time without a zone is by the city's clock.

    Raises:
        SourceErrors: with every row and column that cannot be taken.
    """
    rows = read_rows(path, known=COLUMNS, needed=COLUMNS[:3])
    content = hashlib.sha256(path.read_bytes()).hexdigest()[:24]
    problems: list[Problem] = []
    entries = []
    for row in rows:
        found = list(_problems(row, base))
        at = _time(row, zone)
        if isinstance(at, Problem):
            found.append(at)
        elif not found:
            item = base.find(row.values["code"])
            entries.append(
                LedgerEntry(
                    boot_id=f"inquiries-{content}",
                    seq=row.line,
                    at=at,
                    event=InquiryAnswered(
                        code=item.code if item is not None else row.values["code"],
                        channel=row.values["channel"],
                        language=row.values.get("language", ""),
                        district=row.values.get("district", ""),
                    ),
                )
            )
        problems += found
    if problems:
        raise SourceErrors(problems)
    return entries


def store_inquiries(store: Store, entries: Sequence[LedgerEntry]) -> int:
    """Record the inquiries; return how many were not on record before.

    Raises:
        StoreError: the database fails; what was recorded before stays, and may be sent again.
    """
    batches = range(0, len(entries), _BATCH)
    return sum(store.append(entries[begin : begin + _BATCH]) for begin in batches)


def _problems(row: Row, base: KnowledgeBase) -> list[Problem]:
    problems = []
    code, channel = row.values.get("code", ""), row.values.get("channel", "")
    item = base.find(code)
    if item is None:
        hint = did_you_mean(code, base.items)
        problems.append(row.problem("code", f"there is no item {code!r}", hint))
    elif item.is_heading:
        problems.append(row.problem("code", f"{item.code} is a heading", "name an item below it"))
    if channel in _OURS:
        message = f"the inquiries of {channel!r} are on record from the calls themselves"
        problems.append(row.problem("channel", message, "name the other channel: web, app, sms"))
    elif not _CHANNEL.fullmatch(channel):
        hint = "a short name in small letters: web, app, sms"
        problems.append(row.problem("channel", f"{channel!r} is no channel", hint))
    language = row.values.get("language", "")
    if language and not _TAG.fullmatch(language):
        problems.append(row.problem("language", f"{language!r} is no language tag", "es, zh-TW"))
    return problems


def _time(row: Row, zone: tzinfo) -> float | Problem:
    text = row.values.get("at", "")
    try:
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo is not None else at.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError):
        return row.problem("at", f"{text!r} is no time", "write it like 2026-12-24T18:30")
