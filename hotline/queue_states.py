"""What a flow may ask of the queues, answered from the distributor at that moment."""

from collections.abc import Callable

from acd.engine import Engine as Distributor
from acd.plan.model import RoutingPlan
from hotline.expected_wait import ExpectedWait


class DistributorQueues:
    """Implements `ivr.flow.ports.QueueStates`. A queue that is gone is empty and unstaffed."""

    def __init__(
        self,
        distributor: Distributor,
        plan: Callable[[], RoutingPlan],
        expected_wait: ExpectedWait,
    ) -> None:
        self._distributor = distributor
        self._plan = plan
        self._expected_wait = expected_wait

    def waiting(self, queue: str) -> int:
        """Count the entries that nobody serves yet."""
        return self._distributor.waiting_in(queue)

    def staffed(self, queue: str) -> bool:
        """Tell whether anybody logged in does the queue's kind of work, on a break or not."""
        known = self._plan().queues.get(queue)
        return known is not None and self._distributor.is_staffed(known.kind)

    def expected_wait_s(self, queue: str) -> float | None:
        """Return within how long half of those who came now would be served."""
        return self._expected_wait.of_newcomer_s(queue)
