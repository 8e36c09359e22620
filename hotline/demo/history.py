"""The hours before the demo: calls on record, so that there is something the city is asking."""

from collections.abc import Iterator
from typing import Final

from db.ledger import LedgerEntry
from db.store import Store
from ivr.flow.events import (
    CallAnswered,
    CallEnded,
    CallStarted,
    Disposition,
    Event,
    FaqAnswered,
    Means,
)
from ivr.flow.profile import Profile

# (question, hours ago): parking was asked most yesterday night, heat most now. With a half-life
# of six hours heat leads.
_INQUIRIES: Final = (
    *[("parking", 20.0 + n / 10) for n in range(9)],
    *[("heat", 1.0 + n / 10) for n in range(6)],
    *[("noise", 2.0 + n / 10) for n in range(3)],
)
_CALL_S: Final = 25.0


def record_history(store: Store, profile: Profile, *, now: float) -> tuple[str, ...]:
    """Write past calls through the ledger; return the questions, the most asked first."""
    store.append(list(_entries(profile, now)))
    return ("heat", "noise", "parking")


def _entries(profile: Profile, now: float) -> Iterator[LedgerEntry]:
    seq = 0
    for number, (faq, hours_ago) in enumerate(
        sorted(_INQUIRIES, key=lambda inquiry: -inquiry[1]), start=1
    ):
        began = now - hours_ago * 3600
        for event in _call(profile, f"call-history-{number:03d}", faq):
            seq += 1
            yield LedgerEntry(
                boot_id="boot-history", seq=seq, at=began + _offset(event), event=event
            )


def _offset(event: Event) -> float:
    return _CALL_S if isinstance(event, CallEnded) else 0.0


def _call(profile: Profile, call_id: str, faq: str) -> tuple[Event, ...]:
    line = profile.default_line
    return (
        CallStarted(
            call_id=call_id,
            caller="",
            dialled=line.number,
            flow=line.flow,
            flow_version=profile.version,
        ),
        CallAnswered(call_id=call_id),
        FaqAnswered(
            call_id=call_id,
            faq=faq,
            language="en",
            complete=True,
            heard_s=4.0,
            means=Means.KEY,
        ),
        CallEnded(call_id=call_id, disposition=Disposition.ANSWERED_BY_FAQ, by="caller"),
    )
