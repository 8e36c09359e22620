"""Which line an AMI event is about: keys pressed and bridges entered find their call here."""

from hotline.lines.agent_keys import AgentKeys
from hotline.lines.agent_lines import AgentLegLines
from hotline.lines.call_session import CallSession
from hotline.lines.supervisor_lines import SupervisorLegLines
from ivr.asterisk.ami import AmiClient
from ivr.asterisk.ami_types import AmiEvent
from ivr.asterisk.bridges import BridgeChange, BridgeWatch
from ivr.asterisk.dtmf import on_key
from ivr.asterisk.texts import on_text

# A leg that waits for its caller is in a holding bridge; that is not yet a conversation.
_WAITING_ROOM = "holding_bridge"


class Switchboard:
    """Lines by Asterisk's unique id."""

    def __init__(
        self,
        ami: AmiClient,
        *,
        agent_lines: AgentLegLines,
        agent_keys: AgentKeys,
        supervisor_lines: SupervisorLegLines,
    ) -> None:
        self._agent_lines = agent_lines
        self._agent_keys = agent_keys
        self._supervisor_lines = supervisor_lines
        self._lines: dict[str, CallSession] = {}
        on_key(ami, self._key)
        on_text(ami, self._text)
        ami.subscribe(["DialEnd"], self._dial_ended)
        self.bridges = BridgeWatch(ami, self._bridge_changed)

    def connect(self, uniqueid: str, line: CallSession) -> None:
        """A caller's line is up."""
        self._lines[uniqueid] = line

    def disconnect(self, uniqueid: str) -> None:
        """A caller's line is gone."""
        self._lines.pop(uniqueid, None)

    @property
    def lines_count(self) -> int:
        """How many lines of callers, and of people who were called, are up."""
        return len(self._lines)

    def caller_ids(self) -> frozenset[str]:
        """Return the unique ids of the callers' lines that are up."""
        return frozenset(self._lines)

    def _key(self, uniqueid: str, key: str) -> None:
        if line := self._lines.get(uniqueid):
            line.key_pressed(key)
        elif offer_id := self._agent_lines.offer_of(uniqueid):
            self._agent_keys.pressed(offer_id, key)
        elif supervision_id := self._supervisor_lines.supervision_of(uniqueid):
            self._supervisor_lines.pressed(supervision_id, key)

    def _text(self, uniqueid: str, text: str) -> None:
        if line := self._lines.get(uniqueid):
            line.text_received(text)

    def _dial_ended(self, event: AmiEvent) -> None:
        if line := self._lines.get(event.get("uniqueid")):
            line.dial_ended(event.get("dialstatus"))

    def _bridge_changed(self, change: BridgeChange) -> None:
        if not change.inside or change.kind in ("", _WAITING_ROOM):
            return
        if line := self._lines.get(change.uniqueid):
            line.entered_bridge()
        elif offer_id := self._agent_lines.offer_of(change.uniqueid):
            self._agent_lines.on_joined(offer_id)
