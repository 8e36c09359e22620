"""Offers to agents, each with its receipt."""

from sqlalchemy import bindparam, update

from acd.events import OfferEnded, OfferMade, OfferRinging
from db.codec import encode_event
from db.models import Offer
from db.projection.work import Projection, Work, table_of

rows = Projection()

_offer = table_of(Offer)
_CHANGE_OPEN = update(_offer).where(
    _offer.c.offer_id == bindparam("of_offer"), _offer.c.ended_at.is_(None)
)


@rows.on(OfferMade)
def _made(work: Work, event: OfferMade) -> None:
    _, payload = encode_event(event)
    work.add(
        Offer,
        id=work.id,
        offer_id=event.offer_id,
        call_id=event.call_id,
        entry_id=event.entry_id,
        agent_id=event.agent_id,
        role=event.role.value,
        made_at=work.at,
        lease_until=event.lease_until,
        receipt=payload["receipt"],
    )


@rows.on(OfferRinging)
def _ringing(work: Work, event: OfferRinging) -> None:
    work.db.execute(_CHANGE_OPEN, {"of_offer": event.offer_id, "rang_at": work.at})


@rows.on(OfferEnded)
def _ended(work: Work, event: OfferEnded) -> None:
    work.db.execute(
        _CHANGE_OPEN,
        {
            "of_offer": event.offer_id,
            "ended_at": work.at,
            "outcome": event.outcome.value,
            "reason": event.reason,
        },
    )
