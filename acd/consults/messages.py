"""What is said about bringing somebody else into a call: inputs, commands, events.

Words
    consult     an agent steps aside from the caller to talk with a *target*. It ends when the agent
                comes back alone, brings the target along (conference), or leaves the caller to the
                target (attended transfer).
    transfer    *blind*: the agent leaves at once and the target is sought without them;
                *attended*: the end of a consult.
    guest       somebody outside, on a leg of their own: an agency line or any number.
"""

from dataclasses import dataclass
from enum import StrEnum


class TargetKind(StrEnum):
    """Who can be brought in."""

    QUEUE = "queue"
    AGENT = "agent"
    DESTINATION = "destination"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Who is wanted.

    `name` is the queue, the agent's id or the destination; '' with a number. `number` is what is
    dialled for a destination or a number, `keys` what is pressed there once it answers.
    """

    kind: TargetKind
    name: str = ""
    number: str = ""
    keys: str = ""

    @property
    def outside(self) -> bool:
        """Whether a number is dialled."""
        return self.kind in (TargetKind.DESTINATION, TargetKind.NUMBER)

    @property
    def label(self) -> str:
        """The name for the record; a number that is nobody's is not told."""
        return self.name or self.kind.value


class ConsultOutcome(StrEnum):
    """A consult ends in exactly one of these."""

    COMPLETED = "completed"
    CONFERENCED = "conferenced"
    RETRIEVED = "retrieved"
    NOT_ANSWERED = "not_answered"
    TARGET_LEFT = "target_left"
    AGENT_LEFT = "agent_left"
    CALLER_LEFT = "caller_left"


class Manner(StrEnum):
    """How a caller is transferred."""

    BLIND = "blind"
    ATTENDED = "attended"


class Way(StrEnum):
    """How an agent asks for somebody for the caller."""

    CONSULT = "consult"
    TRANSFER = "transfer"
    HANDOVER = "handover"


class TransferOutcome(StrEnum):
    """A transfer ends in exactly one of these; all but the first have failed."""

    COMPLETED = "completed"
    REQUEUED = "requeued"
    RETURNED = "returned"
    UNSERVED = "unserved"
    ABANDONED = "abandoned"


# --- inputs ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultRequested:
    """The agent wants to talk with the target while the caller waits."""

    call_id: str
    by_agent: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultCompleted:
    """The agent leaves the caller to the consulted target."""

    call_id: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultConferenced:
    """The agent brings the consulted target to the caller: everyone hears everyone."""

    call_id: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultRetrieved:
    """The agent gives up the consult and takes the caller back."""

    call_id: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequested:
    """The agent leaves at once; the caller waits for the queue or the agent of the target."""

    call_id: str
    by_agent: str
    target: Target


ConsultInput = (
    ConsultRequested | ConsultCompleted | ConsultConferenced | ConsultRetrieved | TransferRequested
)


# --- commands -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CallGuest:
    """Ring a number outside on the leg `offer_id`; what becomes of it comes as for any offer."""

    offer_id: str
    call_id: str
    number: str
    keys: str
    ring_timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAside:
    """Take the agent's leg out of the caller's bridge, to hear ringing.

    `caller_alone` when nobody else is with the caller, who then hears music.
    """

    offer_id: str
    call_id: str
    caller_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAside:
    """Let the answered leg and the agent who stepped aside hear one another.

    Answer LegJoined or JoinFailed for `offer_id`.
    """

    offer_id: str
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BringIn:
    """Put a leg that was aside to the caller; answer JoinFailed or LegEnded should it fail."""

    offer_id: str
    call_id: str


ConsultCommand = CallGuest | StepAside | JoinAside | BringIn


# --- events ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRefused:
    """The agent asked for somebody who cannot be had; the caller stays with the agent.

    `reason`: of a queue closed, full or unstaffed; of an agent yourself, or the status or state
    that keeps them; else consults_already or handed_over_already.
    """

    call_id: str
    agent_id: str
    target: Target
    way: Way
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultStarted:
    """The agent stepped aside from the caller, and the target is sought."""

    call_id: str
    consult_id: str
    agent_id: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultAnswered:
    """Agent and target hear one another; `with_agent` is '' for a guest."""

    call_id: str
    consult_id: str
    with_agent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultEnded:
    """Exactly one for each ConsultStarted."""

    call_id: str
    consult_id: str
    agent_id: str
    outcome: ConsultOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyTookOver:
    """A consulted agent is one of the caller's from now on."""

    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestJoined:
    """Somebody outside hears the agent who consults them."""

    call_id: str
    offer_id: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestLeft:
    """`reason`: hung_up, caller_hung_up, call_over, released, join_failed."""

    call_id: str
    offer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceStarted:
    """The caller has more than one person on the line besides an interpreter."""

    call_id: str
    by_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceEnded:
    """One person is left with the caller, or nobody."""

    call_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTransferStarted:
    """`agent_id` gives the caller away."""

    call_id: str
    transfer_id: str
    agent_id: str
    manner: Manner
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTransferEnded:
    """Exactly one for each CallTransferStarted."""

    call_id: str
    transfer_id: str
    outcome: TransferOutcome


ConsultEvent = (
    TargetRefused
    | ConsultStarted
    | ConsultAnswered
    | ConsultEnded
    | PartyTookOver
    | GuestJoined
    | GuestLeft
    | ConferenceStarted
    | ConferenceEnded
    | CallTransferStarted
    | CallTransferEnded
)
