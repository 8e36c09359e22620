"""Random days on which agents bring others into their calls at every turn."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from acd.consults.messages import (
    ConsultCompleted,
    ConsultConferenced,
    ConsultRequested,
    ConsultRetrieved,
    TransferRequested,
)
from acd.inputs import (
    AgentLoggedIn,
    CallEnqueued,
    CallerLeft,
    JoinFailed,
    LegEnded,
    LegJoined,
    OfferAnswered,
)
from tests.acd.day_plans import PROFILES, TARGETS
from tests.acd.test_engine_properties import CallCentre
from tests.random_days import random_days

ENDS = st.sampled_from([ConsultCompleted, ConsultConferenced, ConsultRetrieved, None])


class ConsultingCentre(CallCentre):
    """Everyone is at work; a talk begins, an agent steps aside, and something comes of it."""

    @initialize(present=st.just(set(PROFILES)))
    def morning(self, present: set[str]) -> None:
        for who in sorted(present):
            self.do(AgentLoggedIn(agent_id=who))
        self.someone_talks("c1")
        self.someone_talks("c2")

    def someone_talks(self, call_id: str) -> None:
        self.do(CallEnqueued(call_id=call_id, queue="general", language="en"))
        for offer_id in [o for o, made in self.ledger.offers.items() if made.call_id == call_id]:
            self.answers(offer_id)

    def answers(self, offer_id: str) -> None:
        self.do(OfferAnswered(offer_id=offer_id))
        self.do(LegJoined(offer_id=offer_id))

    @rule(call_id=st.sampled_from(["c1", "c2", "c3", "c4"]))
    def another_talk(self, call_id: str) -> None:
        self.someone_talks(call_id)

    @precondition(lambda self: self.ledger.parties)
    @rule(data=st.data(), whom=TARGETS, answered=st.sampled_from([True, True, True, False]))
    def consult(self, data: st.DataObject, whom: object, answered: bool) -> None:
        party = data.draw(st.sampled_from(list(self.ledger.parties.values())))
        before = {*self.ledger.offers, *self.ledger.guests}
        asked = ConsultRequested(call_id=party.call_id, by_agent=party.agent_id, target=whom)
        self.do(asked)
        fresh = {*self.ledger.offers, *self.ledger.guests} - before
        if answered:
            for offer_id in sorted(fresh):
                self.answers(offer_id)

    @precondition(lambda self: self.ledger.consults)
    @rule(data=st.data(), how=ENDS, fault=st.sampled_from([LegEnded, JoinFailed, CallerLeft]))
    def ends(self, data: st.DataObject, how: type[ConsultCompleted] | None, fault: type) -> None:
        consult = data.draw(st.sampled_from(list(self.ledger.consults.values())))
        if how is not None:
            self.do(how(call_id=consult.call_id, by_agent=consult.agent_id))
        elif fault is CallerLeft:
            self.do(CallerLeft(call_id=consult.call_id))
        else:
            legs = [
                leg
                for legs in (self.ledger.parties, self.ledger.guests_joined)
                for leg, there in legs.items()
                if there.call_id == consult.call_id
            ]
            self.do(fault(offer_id=data.draw(st.sampled_from(legs))))

    @precondition(lambda self: self.ledger.parties)
    @rule(data=st.data(), whom=TARGETS)
    def transfer(self, data: st.DataObject, whom: object) -> None:
        party = data.draw(st.sampled_from(list(self.ledger.parties.values())))
        asked = TransferRequested(call_id=party.call_id, by_agent=party.agent_id, target=whom)
        self.do(asked)


TestConsultingCentre = ConsultingCentre.TestCase
TestConsultingCentre.settings = random_days(60, steps=50)
