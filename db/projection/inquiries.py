"""Questions answered, looked up, and offered."""

from db.models import FaqOffer, Inquiry, Lookup
from db.projection.work import Projection, Work
from ivr.flow.desk_events import InquiryAnswered
from ivr.flow.events import (
    FaqAnswered,
    FaqsAnnounced,
    KnowledgeSought,
)
from ivr.trending.inquiry import only_language

rows = Projection()


@rows.on(FaqAnswered)
def _heard(work: Work, event: FaqAnswered) -> None:
    work.add(
        Inquiry,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        code=event.faq,
        channel="ivr",
        language=only_language(event.language),
    )


@rows.on(InquiryAnswered)
def _answered(work: Work, event: InquiryAnswered) -> None:
    work.add(
        Inquiry,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        code=event.code,
        channel=event.channel,
        agent_id=event.agent_id or None,
        language=event.language,
        district=event.district,
    )


@rows.on(KnowledgeSought)
def _sought(work: Work, event: KnowledgeSought) -> None:
    work.add(
        Lookup,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        node=event.node,
        by=event.by,
        asked=event.asked,
        found=list(event.found),
        means=event.means.value,
    )


@rows.on(FaqsAnnounced)
def _offered(work: Work, event: FaqsAnnounced) -> None:
    work.add(
        FaqOffer,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        node=event.node,
        arm=event.arm,
        faqs=list(event.faqs),
    )
