"""What may happen on a call that is offered or answered, up to a whole consultation."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from acd.consults.messages import (
    ConsultCompleted,
    ConsultConferenced,
    ConsultRequested,
    ConsultRetrieved,
    Target,
    TransferRequested,
)
from acd.inputs import (
    HandoverRequested,
    InterpreterRequested,
    JoinFailed,
    LanguageOverridden,
    LegEnded,
    LegHeld,
    LegJoined,
    LegResumed,
    OfferAnswered,
    OfferDeclined,
    OfferRang,
    OfferUnanswered,
    OfferUnreachable,
    PartyReleaseRequested,
)
from tests.acd.day_plans import AGENTS, CALLS, LANGUAGES, TARGETS
from tests.acd.days import Day

OFFER_REPORTS = st.sampled_from(
    [OfferRang, OfferAnswered, OfferAnswered, OfferDeclined, OfferUnanswered, OfferUnreachable]
)
LEG_REPORTS = st.sampled_from([LegJoined, LegJoined, LegJoined, JoinFailed, LegEnded])


class DayOfCalls(Day):
    """Offers and legs, handovers, interpreters, and others brought in."""

    @precondition(lambda self: self.ledger.offers)
    @rule(report=OFFER_REPORTS, data=st.data())
    def report_offer(self, report: type[OfferRang], data: st.DataObject) -> None:
        self.do(report(offer_id=data.draw(st.sampled_from(list(self.ledger.offers)))))

    @precondition(lambda self: self.ledger.offers)
    @rule(data=st.data(), rings=st.booleans())
    def talk(self, data: st.DataObject, rings: bool) -> None:
        offer_id = data.draw(st.sampled_from(list(self.ledger.offers)))
        if rings:
            self.do(OfferRang(offer_id=offer_id))
        self.do(OfferAnswered(offer_id=offer_id))
        self.do(LegJoined(offer_id=offer_id))

    @precondition(lambda self: self.ledger.offers)
    @rule()
    def all_talk(self) -> None:
        for offer_id in list(self.ledger.offers):
            self.do(OfferAnswered(offer_id=offer_id))
            self.do(LegJoined(offer_id=offer_id))

    @precondition(lambda self: self.ledger.accepted)
    @rule(report=LEG_REPORTS, data=st.data())
    def report_join(self, report: type[LegJoined], data: st.DataObject) -> None:
        self.do(report(offer_id=data.draw(st.sampled_from(list(self.ledger.accepted)))))

    @precondition(lambda self: self.ledger.parties)
    @rule(report=st.sampled_from([LegHeld, LegResumed, LegEnded, JoinFailed]), data=st.data())
    def report_leg(self, report: type[LegHeld], data: st.DataObject) -> None:
        self.do(report(offer_id=data.draw(st.sampled_from(list(self.ledger.parties)))))

    @precondition(lambda self: self.ledger.offers_seen)
    @rule(report=OFFER_REPORTS | LEG_REPORTS, data=st.data())
    def report_something_stale(self, report: type[OfferRang], data: st.DataObject) -> None:
        known = [*self.ledger.offers_seen[-6:], "offer-unknown"]
        self.do(report(offer_id=data.draw(st.sampled_from(known))))

    @rule(call_id=CALLS, who=AGENTS, queue=st.sampled_from(["general", "housing"]))
    def hand_over(self, call_id: str, who: str, queue: str) -> None:
        self.do(HandoverRequested(call_id=call_id, queue=queue, by_agent=who))

    @precondition(lambda self: self.ledger.parties)
    @rule(queue=st.sampled_from(["general", "housing"]), data=st.data())
    def hand_over_from_the_call(self, queue: str, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(list(self.ledger.parties.values())))
        self.do(HandoverRequested(call_id=party.call_id, queue=queue, by_agent=party.agent_id))

    @precondition(lambda self: self.ledger.parties)
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        party = data.draw(st.sampled_from(list(self.ledger.parties.values())))
        self.do(PartyReleaseRequested(call_id=party.call_id, agent_id=party.agent_id))

    @rule(call_id=CALLS, language=LANGUAGES, who=st.none() | AGENTS, second=st.booleans())
    def ask_interpreter(self, call_id: str, language: str, who: str | None, second: bool) -> None:
        self.do(
            InterpreterRequested(
                call_id=call_id, language=language, by_agent=who, additional=second
            )
        )

    @precondition(lambda self: self.ledger.parties)
    @rule(data=st.data())
    def line_breaks(self, data: st.DataObject) -> None:
        offer_id = data.draw(st.sampled_from(list(self.ledger.parties)))
        self.do(LegEnded(offer_id=offer_id, broken=True))

    # --- an agent brings in others ------------------------------------------------------------

    @precondition(lambda self: self.ledger.parties)
    @rule(
        whom=TARGETS,
        data=st.data(),
        wish=st.sampled_from([ConsultRequested, ConsultRequested, TransferRequested]),
    )
    def bring_in_another(
        self, whom: Target, data: st.DataObject, wish: type[ConsultRequested]
    ) -> None:
        party = data.draw(st.sampled_from(list(self.ledger.parties.values())))
        self.do(wish(call_id=party.call_id, by_agent=party.agent_id, target=whom))

    @precondition(lambda self: self.ledger.consults)
    @rule(
        wish=st.sampled_from([ConsultCompleted, ConsultConferenced, ConsultRetrieved]),
        data=st.data(),
    )
    def end_consult(self, wish: type[ConsultCompleted], data: st.DataObject) -> None:
        consult = data.draw(st.sampled_from(list(self.ledger.consults.values())))
        self.do(wish(call_id=consult.call_id, by_agent=consult.agent_id))

    @rule(
        call_id=CALLS,
        who=AGENTS,
        wish=st.sampled_from([ConsultCompleted, ConsultConferenced, ConsultRetrieved]),
    )
    def end_some_consult(self, call_id: str, who: str, wish: type[ConsultCompleted]) -> None:
        self.do(wish(call_id=call_id, by_agent=who))

    @precondition(lambda self: self.ledger.guests)
    @rule(report=OFFER_REPORTS | LEG_REPORTS, data=st.data())
    def report_guest(self, report: type[OfferRang], data: st.DataObject) -> None:
        self.do(report(offer_id=data.draw(st.sampled_from(list(self.ledger.guests)))))

    @precondition(lambda self: self.ledger.guests)
    @rule(data=st.data())
    def guest_talks(self, data: st.DataObject) -> None:
        guest = data.draw(st.sampled_from(list(self.ledger.guests)))
        self.do(OfferAnswered(offer_id=guest))
        self.do(LegJoined(offer_id=guest))

    @rule(call_id=CALLS, language=LANGUAGES, who=AGENTS)
    def override_language(self, call_id: str, language: str, who: str) -> None:
        self.do(LanguageOverridden(call_id=call_id, language=language, by_agent=who))
