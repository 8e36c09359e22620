"""Callbacks and live callers before one engine: random days, and the promises that hold on all."""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from acd.callbacks.book import CallbackBook
from acd.callbacks.callback import CallbackRules, CallbackState
from acd.callbacks.messages import (
    AgentLost,
    AgentReserved,
    CallbackBooked,
    CallbackCancelled,
    CallbackEnded,
    CallbackRebooked,
    CallbackRequested,
    CallbackReturned,
    DialPerson,
    GivePlace,
    NotReached,
    PersonAnswered,
    PersonHungUp,
    PersonJoined,
    PersonNotReached,
    PlaceReclaimed,
    QueueCallback,
    StopDialling,
    UnqueueCallback,
)
from acd.commands import CancelOffer, JoinAgent, OfferCall, ReleaseLeg, ReturnCall
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    CallEnqueued,
    CallerLeft,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferUnanswered,
    SwitchLeg,
    SwitchLegState,
    SwitchStateReported,
)
from tests.acd.harness import START, Bench, agent

AGENTS = ("ana", "ben")
NUMBERS = tuple(f"+1212555010{n}" for n in range(4))
RULES = CallbackRules(attempts=2, spacing_s=120.0, ring_timeout_s=30.0, life_s=3_600.0)
DIAL_LIMIT_S = 60.0


class Days(RuleBasedStateMachine):
    """Passes the words of the engine and of the book to one another, as a driver would."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(*(agent(name) for name in AGENTS), wrap_up_s=5.0, max_wait_s=200.0)
        self.engine = self.bench.engine
        self.now = START
        self.ids: Counter[str] = Counter()
        self.book = CallbackBook(RULES, new_id=self._new_id)
        self.people: dict[str, str] = {}
        self.ringing: dict[str, OfferCall] = {}
        self.joining: dict[str, JoinAgent] = {}
        self.talking: dict[str, str] = {}
        self.dialled: dict[str, list[float]] = {}
        self.to_be_dialled: dict[str, DialPerson] = {}
        self.booked: dict[str, CallbackBooked] = {}
        self.ended: Counter[str] = Counter()
        self.waiting_before: dict[str, float] = {}
        self.refused: set[tuple[str, str]] = set()
        for name in AGENTS:
            self._engine(AgentLoggedIn(agent_id=name))

    def _new_id(self, prefix: str) -> str:
        self.ids[prefix] += 1
        return f"{prefix}-{self.ids[prefix]}"

    # --- the driver ---------------------------------------------------------------------------

    def _engine(self, told) -> None:
        self.waiting_before = {view.call_id: view.waiting_since for view in self.engine.waiting()}
        self.engine.handle(told, now=self.now)
        self._carry_engine()

    def _carry_engine(self) -> None:
        for said in self.engine.take_outputs():
            match said:
                case OfferCall():
                    self._nobody_overtaken(said)
                    self.ringing[said.offer_id] = said
                case CancelOffer():
                    offer = self.ringing.pop(said.offer_id, None)
                    if offer is not None and said.reason == "lease_over":
                        self.refused.add((offer.call_id, offer.agent_id))
                case JoinAgent():
                    self.ringing.pop(said.offer_id, None)
                    self.joining[said.offer_id] = said
                    if said.call_id.startswith("callback"):
                        self._book(AgentReserved(callback_id=said.call_id))
                    else:
                        self._join(said.offer_id)
                case ReleaseLeg():
                    gone = self.joining.pop(said.offer_id, None)
                    self.talking.pop(said.offer_id, None)
                    if gone is not None and gone.call_id.startswith("callback"):
                        self._book(AgentLost(callback_id=gone.call_id))
                case ReturnCall():
                    if said.call_id.startswith("callback"):
                        self._book(CallbackReturned(callback_id=said.call_id))
                    self.people.pop(said.call_id, None)
                case _:
                    pass

    def _join(self, offer_id: str) -> None:
        joined = self.joining.pop(offer_id)
        self.talking[offer_id] = joined.call_id
        self._engine(LegJoined(offer_id=offer_id))

    def _nobody_overtaken(self, offer: OfferCall) -> None:
        since = next(
            entry.waiting_since
            for entry in self.engine.call(offer.call_id).entries
            if entry.entry_id == offer.entry_id
        )
        still = {view.call_id for view in self.engine.waiting()}
        passed = [
            call_id
            for call_id, other in self.waiting_before.items()
            if call_id in still and other < since and (call_id, offer.agent_id) not in self.refused
        ]
        assert not passed, f"{offer.call_id} was served before {passed}"

    def _book(self, told) -> None:
        self.book.handle(told, now=self.now)
        self._carry_book()

    def _carry_book(self) -> None:
        for said in self.book.take_outputs():
            match said:
                case CallbackBooked():
                    self.booked[said.callback_id] = said
                case CallbackEnded():
                    self.ended[said.callback_id] += 1
                case CallbackRebooked():
                    self.dialled.pop(said.callback_id, None)
                case QueueCallback():
                    assert said.waiting_since == self.booked[said.callback_id].waiting_since
                    self._engine(
                        CallEnqueued(
                            call_id=said.callback_id,
                            queue=said.queue,
                            waiting_since=said.waiting_since,
                            dial_limit_s=DIAL_LIMIT_S,
                        )
                    )
                case UnqueueCallback():
                    self._engine(CallerLeft(call_id=said.callback_id, reason="callback"))
                case DialPerson():
                    self._dialled(said)
                case StopDialling():
                    self.to_be_dialled.pop(said.callback_id, None)
                case GivePlace():
                    self._engine(
                        CallEnqueued(
                            call_id=said.call_id,
                            queue=said.queue,
                            waiting_since=said.waiting_since,
                        )
                    )
                case _:
                    pass

    def _dialled(self, dial: DialPerson) -> None:
        assert any(held.call_id == dial.callback_id for held in self.joining.values())
        before = self.dialled.setdefault(dial.callback_id, [])
        assert not before or self.now >= before[-1] + RULES.spacing_s
        before.append(self.now)
        assert dial.attempt <= RULES.attempts
        self.to_be_dialled[dial.callback_id] = dial

    # --- what may happen ----------------------------------------------------------------------

    @rule(seconds=st.sampled_from([1.0, 7.0, 31.0, 130.0, 700.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.now + seconds
        while True:
            dues = [self.engine.next_deadline(), self.book.next_deadline()]
            due = min((each for each in dues if each is not None), default=None)
            if due is None or due > end:
                break
            self.now = max(self.now, due)
            self.waiting_before = {}
            self.engine.handle_timer(now=self.now)
            self._carry_engine()
            self.book.handle_timer(now=self.now)
            self._carry_book()
        self.now = end

    @rule(number=st.sampled_from(NUMBERS))
    def a_caller_comes(self, number: str) -> None:
        self.now += 1
        call_id = self._new_id("call")
        self.people[call_id] = number
        self._engine(CallEnqueued(call_id=call_id, queue="general"))

    @precondition(lambda self: self._live_waiting())
    @rule(data=st.data(), wait=st.sampled_from([None, 50.0, 500.0]))
    def a_waiting_caller_would_rather_be_called(self, data, wait: float | None) -> None:
        view = data.draw(st.sampled_from(self._live_waiting()))
        self._engine(CallerLeft(call_id=view.call_id, reason="callback"))
        self._book(
            CallbackRequested(
                call_id=view.call_id,
                number=self.people.pop(view.call_id),
                queue=view.queue,
                waiting_since=view.waiting_since,
                not_before=None if wait is None else self.now + wait,
                not_after=None if wait is None else self.now + wait + 300,
            )
        )

    @rule(number=st.sampled_from(NUMBERS))
    def somebody_asks_without_waiting(self, number: str) -> None:
        self.now += 1
        self._book(CallbackRequested(call_id="menu", number=number, queue="general"))

    @rule(number=st.sampled_from(NUMBERS))
    def somebody_rings_again(self, number: str) -> None:
        self.now += 1
        call_id = self._new_id("call")
        self.people[call_id] = number
        self._book(PlaceReclaimed(call_id=call_id, number=number))

    @precondition(lambda self: self._live_waiting())
    @rule(data=st.data())
    def a_caller_hangs_up(self, data) -> None:
        view = data.draw(st.sampled_from(self._live_waiting()))
        self._engine(CallerLeft(call_id=view.call_id))

    @precondition(lambda self: self.ringing)
    @rule(data=st.data(), answers=st.sampled_from([True, True, True, False]))
    def an_agent_answers_or_not(self, data, answers: bool) -> None:
        offer_id = data.draw(st.sampled_from(sorted(self.ringing)))
        if answers:
            self._engine(OfferAnswered(offer_id=offer_id))
        else:
            offer = self.ringing.pop(offer_id)
            self.refused.add((offer.call_id, offer.agent_id))
            self._engine(OfferUnanswered(offer_id=offer_id))

    @precondition(lambda self: self.to_be_dialled)
    @rule(data=st.data(), what=st.sampled_from(["joined", "gone", *NotReached]))
    def the_telephone_rings(self, data, what: str) -> None:
        callback_id = data.draw(st.sampled_from(sorted(self.to_be_dialled)))
        del self.to_be_dialled[callback_id]
        if isinstance(what, NotReached):
            self._book(PersonNotReached(callback_id=callback_id, reason=what))
            return
        self._book(PersonAnswered(callback_id=callback_id))
        if what == "gone":
            self._book(PersonHungUp(callback_id=callback_id))
            return
        (offer_id,) = (o for o, held in self.joining.items() if held.call_id == callback_id)
        self._book(PersonJoined(callback_id=callback_id))
        self._join(offer_id)

    @precondition(lambda self: self.talking)
    @rule(data=st.data())
    def a_conversation_ends(self, data) -> None:
        offer_id = data.draw(st.sampled_from(sorted(self.talking)))
        self.talking.pop(offer_id)
        self._engine(LegEnded(offer_id=offer_id))

    @precondition(lambda self: self.joining)
    @rule(data=st.data())
    def an_agent_who_is_held_hangs_up(self, data) -> None:
        held = self.joining.pop(data.draw(st.sampled_from(sorted(self.joining))))
        self.refused.add((held.call_id, held.agent_id))
        self._book(AgentLost(callback_id=held.call_id))
        self._engine(LegEnded(offer_id=held.offer_id))

    @precondition(lambda self: self.booked)
    @rule(data=st.data())
    def a_callback_is_cancelled(self, data) -> None:
        self._book(CallbackCancelled(callback_id=data.draw(st.sampled_from(sorted(self.booked)))))

    @rule(
        name=st.sampled_from(AGENTS),
        kind=st.sampled_from([AgentLoggedIn, AgentLoggedOut, AgentPaused, AgentResumed]),
    )
    def an_agent_comes_or_goes(self, name: str, kind) -> None:
        self._engine(kind(agent_id=name))

    @rule()
    def the_switch_is_asked(self) -> None:
        on_line = tuple(
            view.call_id for view in self.engine.calls() if view.call_id.startswith("call-")
        )
        self._engine(SwitchStateReported(as_of=self.now, legs=self._legs(), calls=on_line))

    def _legs(self) -> tuple[SwitchLeg, ...]:
        return tuple(
            SwitchLeg(offer_id=offer_id, state=state)
            for offers, state in (
                (self.ringing, SwitchLegState.RINGING),
                (self.joining, SwitchLegState.ANSWERED),
                (self.talking, SwitchLegState.JOINED),
            )
            for offer_id in offers
        )

    def _live_waiting(self):
        return [view for view in self.engine.waiting() if view.call_id in self.people]

    # --- what always holds --------------------------------------------------------------------

    @invariant()
    def at_most_one_callback_a_person(self) -> None:
        live = [
            booked.number for booked in self.booked.values() if not self.ended[booked.callback_id]
        ]
        assert len(live) == len(set(live))

    @invariant()
    def none_ends_twice(self) -> None:
        assert all(times <= 1 for times in self.ended.values())

    @invariant()
    def what_waits_in_the_book_waits_in_the_queue(self) -> None:
        for callback_id in self.booked:
            before_the_engine = self.engine.call(callback_id) is not None
            match self.book.state_of(callback_id):
                case CallbackState.QUEUED | CallbackState.DIALLING | CallbackState.ANSWERED:
                    assert before_the_engine
                case CallbackState.RESTING:
                    assert not before_the_engine
                case _:
                    pass

    def teardown(self) -> None:
        """Every callback comes to its end, whatever is left to itself."""
        for name in AGENTS:
            self._engine(AgentLoggedOut(agent_id=name))
        self.time_passes(30 * 86_400.0)
        assert self.ended == Counter(self.booked.keys())


TestDays = Days.TestCase
TestDays.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
