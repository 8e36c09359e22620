"""What happened about interpreters, for the ledger; the rest is told as for any agent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterRefused:
    """No interpreter was asked for.

    `reason`: no_queue (the plan has no interpreters), on_line (one for the language is on the
    call), asked (one is sought already).
    """

    call_id: str
    language: str
    reason: str
    by_agent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAwaitsInterpreter:
    """The agent has answered and is joined when the interpreter is, at `until` at the latest.

    `until` is in epoch seconds.
    """

    call_id: str
    offer_id: str
    agent_id: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterBilled:
    """A vendor's interpreter has left; this is what the stretch on the call costs.

    `length_s` is from join to leaving, `billed_s` that by the vendor's increments, `cost_micros`
    in millionths of `currency`. `agent_id` is the vendor's line.
    """

    call_id: str
    entry_id: str
    offer_id: str
    agent_id: str
    vendor: str
    language: str | None
    length_s: float
    billed_s: int
    cost_micros: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterAnnounced:
    """The agent was told, before the join, that an interpreter for `language` is on the line.

    `complete` is false when the words were not heard to their end.
    """

    call_id: str
    offer_id: str
    agent_id: str
    language: str
    complete: bool


InterpreterEvent = (
    InterpreterRefused | AgentAwaitsInterpreter | InterpreterBilled | InterpreterAnnounced
)
