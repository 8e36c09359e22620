from itertools import count

from acd import inputs
from acd.engine import Engine
from acd.forecasting.forecast import Forecast
from hotline.expected_wait import ExpectedWait
from hotline.queue_states import DistributorQueues
from ivr.flow.profile import load_profile
from tests.hotline.bench import CITY


def test_a_flow_sees_the_queues_as_they_are() -> None:
    plan = load_profile(CITY).plan
    ids = count()
    distributor = Engine(plan, new_id=lambda prefix: f"{prefix}-{next(ids)}")
    queues = DistributorQueues(distributor, lambda: plan, ExpectedWait(distributor, Forecast()))
    assert (queues.waiting("general"), queues.staffed("general")) == (0, False)
    agent = next(a for a in plan.agents.values() if "general" in a.kinds)
    distributor.handle(inputs.AgentLoggedIn(agent_id=agent.agent_id), now=1.0)
    assert queues.staffed("general")
    for call in ("c1", "c2", "c3"):
        distributor.handle(
            inputs.CallEnqueued(call_id=call, queue="general", language=None), now=2.0
        )
    assert queues.waiting("general") in (2, 3)
    assert queues.waiting("interpreters") == 0
    assert not queues.staffed("gone")
    assert queues.expected_wait_s("general") is None
