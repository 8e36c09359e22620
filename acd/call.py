"""One call: its live entries and the agents on it.

A party begins when an agent accepts and is over when the leg is:

    joining ──leg joined──> joined <──held / resumed──> held        any ──────> over
                              ^  └──consults──> aside <──consults──┘
                              └────comes back─────┘

Only a party that was joined is told to the ledger (PartyJoined ... PartyLeft); a join that fails
puts the entry back to its place instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from acd.consults.consult import Consult, Guest, GuestState, Transfer
from acd.machine import step
from acd.plan.model import Role
from acd.queue.entry import Entry
from acd.queue.need import Need, same_language
from acd.staff.agent import Agent


class LegState(StrEnum):
    """Where an accepted agent's leg is."""

    JOINING = "joining"
    JOINED = "joined"
    HELD = "held"
    ASIDE = "aside"
    OVER = "over"


TRANSITIONS: Mapping[LegState, frozenset[LegState]] = MappingProxyType(
    {
        LegState.JOINING: frozenset({LegState.JOINED, LegState.OVER}),
        LegState.JOINED: frozenset({LegState.HELD, LegState.ASIDE, LegState.OVER}),
        LegState.HELD: frozenset({LegState.JOINED, LegState.ASIDE, LegState.OVER}),
        LegState.ASIDE: frozenset({LegState.JOINED, LegState.OVER}),
        LegState.OVER: frozenset(),
    }
)


class Party:
    """An agent who accepted an offer, known by that offer's id.

    `joined_at` is the epoch second at which the two heard one another, None before. `held_until` is
    until when the join waits for the interpreter's, None if it does not.
    """

    def __init__(self, *, offer_id: str, entry: Entry, agent: Agent, since: float) -> None:
        """Begin to join; `since` is the epoch second of the present leg state."""
        self.offer_id = offer_id
        self.entry = entry
        self.agent = agent
        self.leg = LegState.JOINING
        self.since = since
        self.joined_at: float | None = None
        self.held_until: float | None = None

    @property
    def role(self) -> Role:
        """What the agent is on the call."""
        return self.entry.role

    def enter(self, leg: LegState, *, now: float) -> None:
        """Change the leg's state.

        Raises:
            IllegalTransition: the table does not allow it.
        """
        self.leg = step(TRANSITIONS, self.leg, leg)
        self.since = now
        if leg is LegState.JOINED and self.joined_at is None:
            self.joined_at = now


class Call:
    """The engine's record of one call.

    Attributes:
        language: the caller's, as far as known.
        priority: given to every entry of the call; higher is served first.
        entries: live entries by id, oldest first.
        parties: joining and joined agents by offer id, oldest first.
        began_at: epoch second at which the call came before the engine.
        alone_since: epoch second since which nobody is on the line with the caller.
        caller_key: stands for the caller, '' if nobody knows who it is.
        last_agent: who spoke with this caller before this call, '' if nobody is known.
        dial_limit_s: nobody is on the line, and this is how long joining may take, for the person
            is dialled first; None once they are, and for every caller on the line.
        guests: legs to people outside by id, oldest first.
        consult: an agent's talk aside, or None.
        transfer: a blind transfer that has not come to its end, or None.
        in_conference: more than one person was brought to the caller.
        asked_about: needs whose being met by anybody concerns the call.
        interpreter_tried: the language for which the engine has asked an interpreter by itself;
            it does so once for each language, so that a wait given up is not begun again.
        interpreter_lost: an interpreter whose line broke and who has to be replaced.
    """

    def __init__(
        self,
        *,
        call_id: str,
        language: str | None,
        priority: int,
        now: float,
        caller_key: str = "",
        last_agent: str = "",
        dial_limit_s: float | None = None,
    ) -> None:
        """Begin alone."""
        self.call_id = call_id
        self.language = language
        self.priority = priority
        self.entries: dict[str, Entry] = {}
        self.parties: dict[str, Party] = {}
        self.began_at = now
        self.alone_since = now
        self.caller_key = caller_key
        self.last_agent = last_agent
        self.dial_limit_s = dial_limit_s
        self.guests: dict[str, Guest] = {}
        self.consult: Consult | None = None
        self.transfer: Transfer | None = None
        self.in_conference = False
        self.asked_about: set[Need] = set()
        self.interpreter_tried: str | None = None
        self.interpreter_lost: Party | None = None

    def entries_of(self, role: Role) -> list[Entry]:
        """Live entries of a role, oldest first."""
        return [entry for entry in self.entries.values() if entry.role is role]

    def parties_of(self, role: Role) -> list[Party]:
        """Parties of a role, oldest first."""
        return [party for party in self.parties.values() if party.role is role]

    @property
    def alone(self) -> bool:
        """Nobody is on the line with the caller, or about to be, or consults for them."""
        return not self.parties and not self.guests_joined

    @property
    def guests_joined(self) -> list[Guest]:
        """People outside who are on the line, oldest first."""
        return [guest for guest in self.guests.values() if guest.state is GuestState.JOINED]

    def interpreter_on_line(self, language: str) -> bool:
        """Whether an interpreter for the language is joined or about to be."""
        return any(
            same_language(party.entry.language, language)
            for party in self.parties_of(Role.INTERPRETER)
        )

    def party_of(self, agent_id: str) -> Party | None:
        """The joined party of that agent, or None."""
        for party in self.parties.values():
            if party.agent.agent_id == agent_id and party.leg is not LegState.JOINING:
                return party
        return None
