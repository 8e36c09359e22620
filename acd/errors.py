"""What the engine refuses.

AcdError
├── UnknownAgent        an agent input names nobody in the plan
├── UnknownQueue        a call or a hand-over names no queue in the plan
├── UnknownRecord       a record does not say what would be needed to repeat it
└── IllegalTransition   a state machine was driven against its table: a defect, not an input
"""


class AcdError(Exception):
    """Root of everything this package raises on purpose."""


class UnknownAgent(AcdError):
    """No agent of that id is configured. The engine is unchanged."""

    def __init__(self, agent_id: str) -> None:
        """Name the agent."""
        super().__init__(f"no agent {agent_id!r} is configured")
        self.agent_id = agent_id


class UnknownQueue(AcdError):
    """No queue of that name is configured. The engine is unchanged."""

    def __init__(self, queue: str) -> None:
        """Name the queue."""
        super().__init__(f"no queue {queue!r} is configured")
        self.queue = queue


class UnknownRecord(AcdError):
    """A decision on record cannot be made again: what it rested on is not there."""


class IllegalTransition(AcdError):
    """The table has no arrow from `here` to `there`."""

    def __init__(self, machine: str, here: str, there: str) -> None:
        """Name the machine and both states."""
        super().__init__(f"{machine}: no transition from {here} to {there}")
