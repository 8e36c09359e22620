"""A day at the call centre: what is done is on tape, and invariants hold after every step."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from acd.call import LegState
from acd.consults.consult import GuestState
from acd.engine import Engine
from acd.events import AgentState, AgentStatus, OfferMade
from acd.inputs import AgentLoggedOut, CallerLeft, JoinFailed, LegEnded
from acd.plan.model import Role, RoutingPlan
from acd.queue.need import capability, language_level, need, of_others, shortfall
from acd.routing.replay import Replica
from acd.routing.selection import SKIP_S
from tests.acd.centre import Centre, Crash, Step
from tests.acd.day_plans import EVERYONE, PLANS, PROFILES, lines_with
from tests.acd.harness import START
from tests.acd.ledger import Ledger

ON_A_CALL = {AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLD}


def number_of(entry_id: str) -> int:
    """Entries are numbered as they come."""
    return int(entry_id.rpartition("-")[2])


class Day(RuleBasedStateMachine):
    """The engine, its record beside it, and what must hold; what may happen is for those below."""

    first_plan = PLANS[0]

    def __init__(self) -> None:
        super().__init__()
        self.centre = Centre(self.first_plan)
        self.now = START
        self.tape: list[tuple[Step, float]] = []
        self.outputs: list[object] = []
        self.ledger = Ledger(profiles=EVERYONE)
        self.replica = Replica()
        self.outputs += self.engine.take_outputs()
        for output in self.outputs:
            self.replica.read(output)

    @property
    def engine(self) -> Engine:
        return self.centre.engine

    def do(self, step: Step) -> None:
        self.tape.append((step, self.now))
        if isinstance(step, LegEnded | JoinFailed):
            self.ledger.join_failed(step.offer_id, now=self.now)
        if isinstance(step, Crash):
            self.ledger.crashed()
            self.replica = Replica()
        said = self.centre.drive(step, self.now)
        self.outputs += said
        for output in said:
            self.ledger.read(output, now=self.now)
            self.replica.read(output)
            if isinstance(output, OfferMade):
                assert self.replica.decide_again(output) == output.receipt
        if isinstance(step, CallerLeft):
            self.ledger.call_over(step.call_id)
        if step is not None:
            self.nobody_is_passed_over(said)

    def nobody_is_passed_over(self, said: list[object]) -> None:
        """Of all who wait and whom the agent could serve, the first in the order was offered."""
        queues = self.centre.plan.queues
        for made in said:
            if not isinstance(made, OfferMade) or made.offer_id not in self.ledger.offers:
                continue
            queued = self.ledger.entries[made.entry_id]
            assert queued.waiting_since is not None
            worth = queued.priority * queues[queued.queue].priority_s
            theirs = (queued.waiting_since - worth, number_of(made.entry_id))
            for view in self.engine.waiting():
                worth = view.priority * queues[view.queue].priority_s
                mine = (view.waiting_since - worth, number_of(view.entry_id))
                refused = self.ledger.refused_at.get((view.entry_id, made.agent_id), -SKIP_S)
                assert (
                    theirs < mine
                    or self.now < refused + SKIP_S
                    or shortfall(capability(EVERYONE[made.agent_id]), view.need)
                ), f"{view.entry_id} was passed over for {made.entry_id}"

    def removed_bob(self) -> bool:
        plans = [step for step, _ in self.tape if isinstance(step, RoutingPlan)]
        return bool(plans) and plans[-1] is PLANS[1]

    def leaving(self, line: str) -> bool:
        plans = [step for step, _ in self.tape if isinstance(step, RoutingPlan)]
        return line not in (plans[-1] if plans else self.first_plan).everyone()

    # --- time passes -------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.0, 0.5, 2.0, 5.0, 12.0, 31.0]))
    def time_passes(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self.engine.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.do(None)
            following = self.engine.next_deadline()
            assert following is None or following > self.now
        self.now = end

    @rule(seconds=st.sampled_from([1.0, 20.0]))
    def timer_comes_late(self, seconds: float) -> None:
        self.now += seconds
        self.do(None)
        following = self.engine.next_deadline()
        assert following is None or following > self.now

    # --- what must hold ----------------------------------------------------------------------

    @invariant()
    def agents_agree_with_the_record(self) -> None:
        busy = {offer.agent_id: offer.call_id for offer in self.ledger.offers.values()}
        calls = self.engine.calls()
        for call in calls:
            for party in call.parties:
                assert party.agent_id not in busy, "an agent on two calls"
                busy[party.agent_id] = call.call_id
        for view in self.engine.agents():
            assert view.state == self.ledger.states.get(view.agent_id, AgentState.IDLE)
            assert (view.state in ON_A_CALL) == (view.agent_id in busy)
            if view.state in ON_A_CALL:
                assert view.call_id == busy[view.agent_id]
            if view.status is AgentStatus.LOGGED_OUT:
                assert view.state is not AgentState.NOT_RESPONDING
        assert {call.call_id for call in calls} == self.ledger.live_calls

    @invariant()
    def every_call_has_a_reason_to_be_here(self) -> None:
        for call in self.engine.calls():
            roles = [entry.role for entry in call.entries]
            roles += [party.role for party in call.parties]
            guests = [g.offer_id for g in call.guests if g.state is GuestState.JOINED]
            assert "primary" in roles or guests
            assert ("consulted" in roles) <= (call.consult is not None)
            assert sorted(guests) == sorted(
                g.offer_id for g in self.ledger.guests_joined.values() if g.call_id == call.call_id
            )
            if call.consult is not None:
                (asker,) = [p for p in call.parties if p.leg is LegState.ASIDE]
                assert asker.agent_id == call.consult.agent_id
            else:
                assert LegState.ASIDE not in [p.leg for p in call.parties]
                assert guests == [g.offer_id for g in call.guests]
            joined = [p.offer_id for p in call.parties if p.leg is not LegState.JOINING]
            known = [p.offer_id for p in self.ledger.parties.values() if p.call_id == call.call_id]
            assert sorted(joined) == sorted(known)
            assert {e.entry_id for e in call.entries} == {
                e.entry_id for e in self.ledger.entries.values() if e.call_id == call.call_id
            }
            languages = self.ledger.interpreters(call.call_id)
            assert len(languages) == len(set(languages)), "two interpreters for one language"

    @invariant()
    def nobody_waits_while_an_eligible_agent_is_idle(self) -> None:
        idle = [
            view.agent_id
            for view in self.engine.agents()
            if view.status is AgentStatus.AVAILABLE and view.state is AgentState.IDLE
        ]
        for entry in self.engine.waiting():
            asked = self.ledger.asked[entry.entry_id]
            wanted = need(
                asked.kinds,
                asked.skills,
                {},
                entry.language,
                groups=asked.groups,
                sites=asked.sites,
            )
            for name in idle:
                refused = max(
                    self.ledger.refused_at.get((entry.entry_id, each), -SKIP_S)
                    for each in lines_with(name)
                )
                assert self.now < refused + SKIP_S or shortfall(
                    capability(EVERYONE[name]), wanted
                ), f"{name} is idle while {entry.entry_id} waits"

    @invariant()
    def a_required_language_is_the_callers_own(self) -> None:
        for call in self.engine.calls():
            for entry in call.entries:
                fitting = entry.language in (None, call.language) or entry.additional
                assert fitting or entry.state == "joining"

    @invariant()
    def nobody_waits_for_speakers_who_are_away_while_somebody_is_there(self) -> None:
        at_work = [
            view
            for view in self.engine.agents()
            if view.status is AgentStatus.AVAILABLE and view.state is not AgentState.NOT_RESPONDING
        ]
        for entry in self.engine.waiting():
            if entry.role is not Role.PRIMARY or entry.language is None:
                continue
            able = [capability(EVERYONE[view.agent_id]) for view in at_work]
            if any(language_level(each, entry.language) for each in able):
                continue
            others = of_others(entry.need, entry.language)
            assert all(shortfall(each, others) for each in able), (
                f"{entry.entry_id} waits for a speaker who is away"
            )

    def teardown(self) -> None:
        self.same_tape_same_outputs()
        self.everything_comes_to_rest()

    def same_tape_same_outputs(self) -> None:
        centre = Centre(self.first_plan)
        again: list[object] = list(centre.engine.take_outputs())
        for step, now in self.tape:
            again += centre.drive(step, now)
        assert again == self.outputs

    def everything_comes_to_rest(self) -> None:
        for call in self.engine.calls():
            self.do(CallerLeft(call_id=call.call_id))
        for view in self.engine.agents():
            assert view.state not in ON_A_CALL, "an agent held by a caller who left"
        for name in PROFILES:
            if name != "bob" or not self.removed_bob():
                self.do(AgentLoggedOut(agent_id=name))
        self.time_passes(31 * 86_400.0)
        assert self.engine.next_deadline() is None
        assert self.engine.calls() == self.engine.waiting() == ()
        for things in (self.ledger.entries, self.ledger.offers, self.ledger.parties):
            assert things == {}
        assert {view.state for view in self.engine.agents()} == {AgentState.IDLE}
