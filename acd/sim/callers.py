"""Who calls: everything a caller will do is drawn when they call.

So the same streams of chance give the same callers, whatever becomes of them: a change of staffing
is judged on the very calls it would have met. People who call again draw from a stream of
their own for the same reason.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from acd.sim.chance import RandomSource, Streams
from acd.sim.scenario import Demand, Topic


class Caller:
    """One call.

    Attributes:
        language: a tag, or None where it is not known.
        handle_s: talk with the first agent.
        handover_s: talk with the second; None for a call that needs no second.
        patience_s: how long the caller waits for an agent.
        hold_s: on hold in the first talk, 0 for a call without.
        key: stands for the person, "" where nobody knows who calls.
        stage: grows with each thing that ends a wait, so that what was planned before is stale.
        agent_id: who talks to the caller, "" while nobody does.
        interpreters_awaited: interpreters asked for and not there.
        interpreted: an interpreter has joined.
        offer_id: the accepted offer of that agent.
        passed_on: the second talk is asked for.
        talking: the talk has begun.
    """

    __slots__ = (
        "agent_id",
        "call_id",
        "handle_s",
        "handover_s",
        "hold_s",
        "interpreted",
        "interpreters_awaited",
        "key",
        "language",
        "offer_id",
        "passed_on",
        "patience_s",
        "stage",
        "talking",
        "topic",
    )

    def __init__(
        self,
        *,
        call_id: str,
        topic: Topic,
        language: str | None,
        handle_s: float,
        handover_s: float | None,
        patience_s: float,
        hold_s: float,
        key: str,
    ) -> None:
        """Begin to wait."""
        self.call_id = call_id
        self.topic = topic
        self.language = language
        self.handle_s = handle_s
        self.handover_s = handover_s
        self.patience_s = patience_s
        self.hold_s = hold_s
        self.key = key
        self.stage = 0
        self.agent_id = ""
        self.offer_id = ""
        self.interpreters_awaited = 0
        self.interpreted = False
        self.passed_on = False
        self.talking = False


class Callers:
    """Draws callers, one number from each stream for each of them."""

    def __init__(self, demand: Demand, streams: Streams, *, prefix: str = "call") -> None:
        """Name the calls `prefix` and a number."""
        self._demand = demand
        self._prefix = prefix
        self._count = 0
        self._traits = streams(f"{prefix}/traits")
        self._handling = streams(f"{prefix}/handling")
        self._second = streams(f"{prefix}/handover")
        self._patience = streams(f"{prefix}/patience")
        self._holds = streams(f"{prefix}/holds")
        self._people = streams(f"{prefix}/people")
        self._topics = demand.topics
        self._topic_sums = list(accumulate(topic.share for topic in demand.topics))
        self._languages = list(demand.languages)
        self._language_sums = list(accumulate(demand.languages.values()))

    def draw(self) -> Caller:
        """Return the next caller."""
        self._count += 1
        demand = self._demand
        topic = self._topics[_pick(self._topic_sums, self._traits)]
        language = self._languages[_pick(self._language_sums, self._traits)]
        handle_s = topic.handle.draw(self._handling)
        handle_s += demand.extra_handle_s.get(language or "", 0.0)
        patience_s = math.inf
        if demand.patience is not None:
            patience_s = demand.patience.draw(self._patience)
        return Caller(
            call_id=f"{self._prefix}-{self._count}",
            topic=topic,
            language=language,
            handle_s=handle_s,
            handover_s=self._handover(topic),
            patience_s=patience_s,
            hold_s=self._hold(topic),
            key=self._person(),
        )

    def _hold(self, topic: Topic) -> float:
        if topic.hold is None:
            return 0.0
        chosen = self._holds.random() < topic.hold.share
        length_s = topic.hold.length.draw(self._holds)
        return length_s if chosen else 0.0

    def _person(self) -> str:
        people = self._demand.people
        return f"person-{int(self._people.random() * people)}" if people else ""

    def _handover(self, topic: Topic) -> float | None:
        if topic.handover is None:
            return None
        chosen = self._second.random() < topic.handover.share
        length_s = topic.handover.handle.draw(self._second)
        return length_s if chosen else None


def _pick(sums: Sequence[float], source: RandomSource) -> int:
    """Return an index with the probability its weight has; `sums` are the weights added up."""
    if len(sums) == 1:
        return 0
    return min(bisect_right(sums, source.random() * sums[-1]), len(sums) - 1)
