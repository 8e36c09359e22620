"""The stack's call object: nothing but its callbacks, handed on."""

from __future__ import annotations

from typing import Protocol

import pjsua2 as pj

from agent_desk.softphone.texting import Texts
from agent_desk.softphone.waiting import Faults, guarded


class LegOwner(Protocol):
    """Whom the callbacks are for; `texts` takes what is written."""

    texts: Texts

    def state_changed(self) -> None:
        """The state of the call changed."""
        ...

    def media_changed(self) -> None:
        """Media began, ended, or went on or off hold."""
        ...

    def key_received(self, key: str) -> None:
        """The far end pressed a key."""
        ...

    def transfer_progressed(self, code: int, *, final: bool) -> None:
        """The far end tells how the transfer we asked for goes."""
        ...

    def successor_leg(self) -> Leg:
        """Return the leg of a call that takes the place of this one."""
        ...


class Leg(pj.Call):  # type: ignore[misc]
    """Hands the stack's callbacks to its owner, until the owner lets go."""

    def __init__(self, account: pj.Account, owner: LegOwner, faults: Faults, call_id: int) -> None:
        """Stand for the call `call_id`, or for one still to be made."""
        super().__init__(account, call_id)
        self.owner: LegOwner | None = owner
        self.faults = faults

    @guarded
    def onCallState(self, _parameter: pj.OnCallStateParam) -> None:
        """Hand on."""
        if self.owner is not None:
            self.owner.state_changed()

    @guarded
    def onCallMediaState(self, _parameter: pj.OnCallMediaStateParam) -> None:
        """Hand on."""
        if self.owner is not None:
            self.owner.media_changed()

    @guarded
    def onDtmfDigit(self, parameter: pj.OnDtmfDigitParam) -> None:
        """Hand on."""
        if self.owner is not None:
            self.owner.key_received(parameter.digit)

    @guarded
    def onInstantMessage(self, parameter: pj.OnInstantMessageParam) -> None:
        """Hand on; the stack has taken it (200) by then."""
        if self.owner is not None:
            self.owner.texts.came(parameter.msgBody)

    @guarded
    def onInstantMessageStatus(self, parameter: pj.OnInstantMessageStatusParam) -> None:
        """Hand on."""
        if self.owner is not None:
            self.owner.texts.answered(parameter.code)

    @guarded
    def onCallTransferStatus(self, parameter: pj.OnCallTransferStatusParam) -> None:
        """Hand on."""
        if self.owner is not None:
            self.owner.transfer_progressed(parameter.statusCode, final=parameter.finalNotify)

    @guarded
    def onCallTransferRequest(self, parameter: pj.OnCallTransferRequestParam) -> None:
        """Follow: the new call is placed by the stack on the leg given."""
        if self.owner is not None:
            parameter.newCall = self.owner.successor_leg()

    @guarded
    def onCallReplaceRequest(self, parameter: pj.OnCallReplaceRequestParam) -> None:
        """Accept: the new call is taken by the stack on the leg given."""
        if self.owner is not None:
            parameter.newCall = self.owner.successor_leg()
