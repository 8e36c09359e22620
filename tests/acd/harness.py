"""An engine with a clock and ids of its own, and the plan most tests use."""

from collections import Counter
from typing import Any, TypeVar

from acd.commands import OfferCall
from acd.engine import Engine
from acd.events import AgentState, OfferEnded
from acd.inputs import (
    AgentLoggedIn,
    CallEnqueued,
    HandoverRequested,
    Input,
    LegEnded,
    LegJoined,
    OfferAnswered,
    OfferRang,
)
from acd.plan.model import AgentProfile, Queue, QueueKind, RoutingPlan
from acd.plan.vendors import Vendor
from acd.views import AgentView

GENERAL, EXPERT, INTERPRETER = QueueKind.GENERAL, QueueKind.EXPERT, QueueKind.INTERPRETER
START = 1_000.0

T = TypeVar("T")


def agent(
    agent_id: str,
    *kinds: QueueKind,
    skills: dict[str, int] | None = None,
    device: str | None = None,
    group: str = "",
    site: str = "",
    **languages: int,
) -> AgentProfile:
    return AgentProfile(
        agent_id=agent_id,
        name=agent_id.title(),
        device=device or f"phone-{agent_id}",
        kinds=frozenset(kinds or (GENERAL,)),
        skills=skills or {},
        languages=languages,
        group=group,
        site=site,
    )


def plan(
    *agents: AgentProfile,
    interpreters: bool = True,
    vendors: tuple[Vendor, ...] = (),
    head_start_s: float = 0.0,
    **general: Any,
) -> RoutingPlan:
    queues = [
        Queue(name="general", kind=GENERAL, **general),
        Queue(name="housing", kind=EXPERT, skills={"housing": 3}, wrap_up_s=30.0),
    ]
    if interpreters:
        queues.append(
            Queue(name="interpreters", kind=INTERPRETER, wrap_up_s=5.0, head_start_s=head_start_s)
        )
    return RoutingPlan(
        queues={queue.name: queue for queue in queues},
        agents={profile.agent_id: profile for profile in agents},
        interpreter_queue="interpreters" if interpreters else None,
        vendors=vendors,
    )


class Bench:
    """Drives one engine and remembers everything it said."""

    def __init__(self, *agents: AgentProfile, routing: RoutingPlan | None = None, **general: Any):
        self.plan = routing or plan(*agents, **general)
        self.ids: Counter[str] = Counter()
        self.engine = Engine(self.plan, new_id=self._new_id)
        self.engine.take_outputs()
        self.now = START
        self.log: list[object] = []
        self.last: list[object] = []

    def _new_id(self, prefix: str) -> str:
        self.ids[prefix] += 1
        return f"{prefix}-{self.ids[prefix]}"

    def tell(self, told: Input) -> list[object]:
        self.engine.handle(told, now=self.now)
        return self._drain()

    def wait(self, seconds: float) -> list[object]:
        """Let time pass as a driver would: every deadline is served when it is due."""
        end = self.now + seconds
        said: list[object] = []
        while (due := self.engine.next_deadline()) is not None and due <= end:
            self.now = max(self.now, due)
            self.engine.handle_timer(now=self.now)
            said += self._drain()
        self.now = end
        self.last = said
        return said

    def reload(self, routing: RoutingPlan) -> list[object]:
        self.engine.reload(routing, now=self.now)
        return self._drain()

    def _drain(self) -> list[object]:
        self.last = list(self.engine.take_outputs())
        self.log += self.last
        return self.last

    def said(self, kind: type[T]) -> list[T]:
        """What the last step said of this kind."""
        return [output for output in self.last if isinstance(output, kind)]

    def all(self, kind: type[T]) -> list[T]:
        """What was ever said of this kind."""
        return [output for output in self.log if isinstance(output, kind)]

    # --- short forms -------------------------------------------------------------------------

    def login(self, *agent_ids: str) -> None:
        """Log in, a second apart, so that the first named has been idle longest."""
        for agent_id in agent_ids:
            self.tell(AgentLoggedIn(agent_id=agent_id))
            self.now += 1

    def enqueue(self, call_id: str = "c1", queue: str = "general", **more: Any) -> list[object]:
        return self.tell(CallEnqueued(call_id=call_id, queue=queue, **more))

    def offer_to(self, agent_id: str) -> OfferCall:
        """The live offer to that agent."""
        over = {ended.offer_id for ended in self.all(OfferEnded)}
        live = [
            offer
            for offer in self.all(OfferCall)
            if offer.agent_id == agent_id and offer.offer_id not in over
        ]
        assert len(live) == 1, f"{agent_id} has {len(live)} live offers"
        return live[0]

    def ring(self, agent_id: str) -> str:
        offer_id = self.offer_to(agent_id).offer_id
        self.tell(OfferRang(offer_id=offer_id))
        return offer_id

    def answer(self, agent_id: str) -> str:
        offer_id = self.ring(agent_id)
        self.tell(OfferAnswered(offer_id=offer_id))
        return offer_id

    def talk(self, agent_id: str) -> str:
        offer_id = self.answer(agent_id)
        self.tell(LegJoined(offer_id=offer_id))
        return offer_id

    def hang_up(self, offer_id: str) -> list[object]:
        return self.tell(LegEnded(offer_id=offer_id))

    def hand_over(self, by: str, queue: str = "housing", call_id: str = "c1") -> list[object]:
        return self.tell(HandoverRequested(call_id=call_id, queue=queue, by_agent=by))

    def agent(self, agent_id: str) -> AgentView:
        return next(view for view in self.engine.agents() if view.agent_id == agent_id)

    def state(self, agent_id: str) -> AgentState:
        return self.agent(agent_id).state

    def offered(self) -> list[str]:
        """Agents who were offered a call in the last step."""
        return [offer.agent_id for offer in self.said(OfferCall)]
