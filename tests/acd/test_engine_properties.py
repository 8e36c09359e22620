"""Random days at the call centre: whatever happens in whatever order, the invariants hold."""

from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from acd.call import LegState
from acd.consults.consult import GuestState
from acd.consults.messages import (
    ConsultCompleted,
    ConsultConferenced,
    ConsultRequested,
    ConsultRetrieved,
    Target,
    TargetKind,
    TransferRequested,
)
from acd.engine import Engine
from acd.events import AgentState, AgentStatus, OfferMade
from acd.inputs import (
    AgentLoggedIn,
    AgentLoggedOut,
    AgentPaused,
    AgentResumed,
    CallEnqueued,
    CallerLeft,
    HandoverRequested,
    Input,
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
    SwitchLeg,
    SwitchLegState,
    SwitchStateReported,
    VendorUseKnown,
)
from acd.plan.model import Overflow, PolicyName, RecipeStep, RoutingPlan, TransferBack
from acd.plan.vendors import DialStep, Vendor, month_of
from acd.queue.need import capability, need, shortfall
from acd.routing.replay import Replica
from acd.routing.selection import SKIP_S
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, START, agent, plan
from tests.acd.ledger import Ledger

PROFILES = {
    profile.agent_id: profile
    for profile in (
        agent("ann", GENERAL, group="day", site="north", en=5),
        agent("bob", GENERAL, group="day", site="south", en=5),
        agent("sol", GENERAL, EXPERT, skills={"housing": 3}, en=4, es=5),
        agent("eve", EXPERT, skills={"housing": 5}, en=5),
        agent("ina", INTERPRETER, so=5, es=4),
        agent("all", GENERAL, EXPERT, INTERPRETER, skills={"housing": 4}, en=3, so=3),
    )
}
VENDORS = (
    Vendor(name="first", rank=1, number="1", languages={"so": "", "es": ""}, lines_count=2),
    Vendor(
        name="second",
        rank=2,
        number="2",
        languages={"so": "5"},
        steps=(DialStep(language=True),),
        seconds_per_month=240,
        connect_within_s=9.0,
        retry_s=15.0,
    ),
)
WITHOUT_BOB = [profile for name, profile in PROFILES.items() if name != "bob"]


def recipes(base: RoutingPlan, policy: PolicyName) -> RoutingPlan:
    """The plan with everything that routing can be told."""
    general = replace(
        base.queues["general"],
        policy=policy,
        sites=("north",),
        recipe=(RecipeStep(after_s=5.0, sites=()),),
        weights={"day": 2.0},
        max_waiting=2,
        not_responding_s=20.0,
        priority_s=10.0,
    )
    housing = replace(
        base.queues["housing"],
        policy=policy,
        skills={"housing": 5},
        recipe=(
            RecipeStep(after_s=10.0, skills={"housing": 3}),
            RecipeStep(after_s=20.0, skills={}, kinds=(GENERAL, EXPERT), drop_call_skills=True),
        ),
        overflow=Overflow(after_s=30.0, queue="general"),
    )
    general = replace(general, overflow=Overflow(after_s=40.0, exit="message"))
    return replace(base, queues={**base.queues, "general": general, "housing": housing})


PLANS: list[RoutingPlan] = [
    plan(*PROFILES.values(), max_wait_s=60.0, misses_before_not_responding=2),
    plan(*WITHOUT_BOB, max_wait_s=90.0, wrap_up_s=0.0),
    plan(*PROFILES.values(), max_wait_s=60.0, vendors=VENDORS, head_start_s=4.0),
    plan(*PROFILES.values(), max_wait_s=60.0, vendors=VENDORS[::-1]),
    replace(plan(*PROFILES.values(), max_wait_s=60.0), transfer_back=TransferBack.AGENT),
    *(recipes(plan(*PROFILES.values(), max_wait_s=60.0), policy) for policy in PolicyName),
]
EVERYONE = {name: profile for each in PLANS for name, profile in each.everyone().items()}
AGENTS = st.sampled_from([name for name in PROFILES if name != "bob"])
CALLS = st.sampled_from(["c1", "c2", "c3", "c4", "d0", "d1"])
LANGUAGES = st.sampled_from(["en", "es", "so"])
TARGETS = st.one_of(
    st.sampled_from(["general", "housing"]).map(
        lambda name: Target(kind=TargetKind.QUEUE, name=name)
    ),
    AGENTS.map(lambda name: Target(kind=TargetKind.AGENT, name=name)),
    st.just(Target(kind=TargetKind.DESTINATION, name="parks", number="555", keys="w1")),
)
OFFER_REPORTS = st.sampled_from(
    [OfferRang, OfferAnswered, OfferAnswered, OfferDeclined, OfferUnanswered, OfferUnreachable]
)
LEG_REPORTS = st.sampled_from([LegJoined, LegJoined, LegJoined, JoinFailed, LegEnded])
ON_A_CALL = {AgentState.RESERVED, AgentState.RINGING, AgentState.TALKING, AgentState.HOLD}


def lines_with(name: str) -> tuple[str, ...]:
    """All lines of the vendor whose line this is; the agent alone for a person."""
    vendor = EVERYONE[name].vendor
    return vendor.lines if vendor is not None else (name,)


def number_of(entry_id: str) -> int:
    """Entries are numbered as they come."""
    return int(entry_id.rpartition("-")[2])


class Crash:
    """The process is gone, and another begins with the same plan."""


Step = Input | RoutingPlan | Crash | None


class Centre:
    """An engine, and those that take its place after a crash. Ids are never used again."""

    def __init__(self, plan: RoutingPlan) -> None:
        self._ids = count()
        self.plan = plan
        self.engine = self._begin()

    def _begin(self) -> Engine:
        return Engine(self.plan, new_id=lambda prefix: f"{prefix}-{next(self._ids)}")

    def drive(self, step: Step, now: float) -> list[object]:
        match step:
            case None:
                self.engine.handle_timer(now=now)
            case Crash():
                self.engine = self._begin()
            case RoutingPlan():
                self.plan = step
                self.engine.reload(step, now=now)
            case _:
                self.engine.handle(step, now=now)
        return list(self.engine.take_outputs())


class CallCentre(RuleBasedStateMachine):
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

    # --- what may happen ---------------------------------------------------------------------

    @initialize(present=st.sets(st.sampled_from(list(PROFILES)), min_size=1))
    def morning(self, present: set[str]) -> None:
        for who in sorted(present):
            self.do(AgentLoggedIn(agent_id=who))

    @rule(who=AGENTS, device=st.sampled_from([None, "other"]))
    def log_in(self, who: str, device: str | None) -> None:
        self.do(AgentLoggedIn(agent_id=who, device=device))

    @rule(
        who=AGENTS, kind=st.sampled_from([AgentLoggedOut, AgentPaused, AgentResumed, AgentResumed])
    )
    def change_status(self, who: str, kind: type[AgentLoggedOut]) -> None:
        self.do(kind(agent_id=who))

    @precondition(lambda self: any(a.agent_id == "bob" for a in self.engine.agents()))
    @rule(kind=st.sampled_from([AgentLoggedIn, AgentLoggedOut, AgentResumed]))
    def bob(self, kind: type[AgentLoggedOut]) -> None:
        if not self.removed_bob():
            self.do(kind(agent_id="bob"))

    def removed_bob(self) -> bool:
        plans = [step for step, _ in self.tape if isinstance(step, RoutingPlan)]
        return bool(plans) and plans[-1] is PLANS[1]

    @rule(data=st.data(), ago_s=st.sampled_from([0.0, 0.0, 3.0]), callers=st.booleans())
    def watchdog(self, data: st.DataObject, ago_s: float, callers: bool) -> None:
        known = [*self.ledger.offers, *self.ledger.accepted, *self.ledger.guests, "offer-stray"]
        legs = data.draw(
            st.lists(
                st.builds(
                    SwitchLeg,
                    offer_id=st.sampled_from(known),
                    state=st.sampled_from(SwitchLegState),
                ),
                max_size=4,
                unique_by=lambda leg: leg.offer_id,
            )
        )
        calls = sorted(self.ledger.live_calls)
        there = data.draw(st.sets(st.sampled_from(calls))) if calls else set()
        report = SwitchStateReported(
            as_of=self.now - ago_s, legs=tuple(legs), calls=tuple(there) if callers else None
        )
        self.do(report)
        if callers:
            began = {call.call_id: call for call in self.engine.calls()}
            for call_id in set(calls) - there - set(began):
                self.ledger.call_over(call_id)

    @rule(
        call_id=CALLS,
        queue=st.sampled_from(["general", "general", "housing"]),
        language=st.none() | LANGUAGES,
        priority=st.integers(0, 2),
        skills=st.sampled_from([{}, {}, {"housing": 4}]),
        caller_key=st.sampled_from(["", "x", "y"]),
        waited_s=st.sampled_from([None, None, 0.0, 50.0]),
    )
    def enqueue(
        self,
        call_id: str,
        queue: str,
        language: str | None,
        priority: int,
        skills: dict[str, int],
        caller_key: str,
        waited_s: float | None,
    ) -> None:
        self.do(
            CallEnqueued(
                call_id=call_id,
                queue=queue,
                language=language,
                priority=priority,
                skills=skills,
                caller_key=caller_key,
                waiting_since=None if waited_s is None else self.now - waited_s,
            )
        )

    @rule(
        count=st.integers(2, 8),
        priorities=st.lists(st.integers(0, 2), min_size=8, max_size=8),
        language=st.none() | LANGUAGES,
    )
    def crowd(self, count: int, priorities: list[int], language: str | None) -> None:
        """More than can be served at once."""
        for number in range(count):
            self.do(
                CallEnqueued(
                    call_id=f"d{number}",
                    queue="general",
                    language=language,
                    priority=priorities[number],
                    waiting_since=self.now - 0.25 * number,
                )
            )

    @rule(call_id=CALLS, reason=st.sampled_from(["hung_up", "hung_up", "pressed_key"]))
    def leave(self, call_id: str, reason: str) -> None:
        self.do(CallerLeft(call_id=call_id, reason=reason))

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

    @rule(
        vendor=st.sampled_from(VENDORS),
        billed_s=st.sampled_from([0, 60, 240]),
        back_s=st.sampled_from([0.0, 40 * 86_400.0]),
    )
    def earlier_use(self, vendor: Vendor, billed_s: int, back_s: float) -> None:
        month = month_of(max(0.0, self.now - back_s))
        self.do(VendorUseKnown(vendor=vendor.name, month=month, billed_s=billed_s))

    @rule(line=st.sampled_from([line for vendor in VENDORS for line in vendor.lines]))
    def pause_a_line(self, line: str) -> None:
        if any(view.agent_id == line for view in self.engine.agents()) and not self.leaving(line):
            self.do(AgentPaused(agent_id=line))

    def leaving(self, line: str) -> bool:
        plans = [step for step, _ in self.tape if isinstance(step, RoutingPlan)]
        return line not in (plans[-1] if plans else self.first_plan).everyone()

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

    @rule(there=st.booleans())
    def crash(self, there: bool) -> None:
        """Who was at work logs in again; callers who are still there keep their places."""
        at_work = [
            view.agent_id
            for view in self.engine.agents()
            if view.status is not AgentStatus.LOGGED_OUT and EVERYONE[view.agent_id].vendor is None
        ]
        since = {
            call.call_id: min((entry.waiting_since for entry in call.entries), default=self.now)
            for call in self.engine.calls()
        }
        self.do(Crash())
        for who in at_work:
            if who in self.centre.plan.agents:
                self.do(AgentLoggedIn(agent_id=who))
        for call_id, waiting_since in since.items() if there else ():
            self.do(CallEnqueued(call_id=call_id, queue="general", waiting_since=waiting_since))

    @rule(number=st.integers(0, len(PLANS) - 1))
    def reload(self, number: int) -> None:
        self.do(PLANS[number])

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


class VendorCentre(CallCentre):
    """Nobody at first interprets but vendors, and callers speak what agents do not."""

    first_plan = PLANS[2]

    @initialize()
    def morning(self) -> None:
        for who in ("ann", "bob"):
            self.do(AgentLoggedIn(agent_id=who))

    @rule(number=st.integers(2, 3))
    def reload(self, number: int) -> None:
        self.do(PLANS[number])

    @rule(call_id=CALLS, ring=st.booleans())
    def somali_caller(self, call_id: str, ring: bool) -> None:
        self.do(CallEnqueued(call_id=call_id, queue="general", language="so"))
        if ring:
            self.all_talk()


TestCallCentre = CallCentre.TestCase
TestCallCentre.settings = settings(
    max_examples=60,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)

TestVendorCentre = VendorCentre.TestCase
TestVendorCentre.settings = settings(TestCallCentre.settings, max_examples=40)
