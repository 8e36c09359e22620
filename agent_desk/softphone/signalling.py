"""Setting up, holding, transferring and ending one leg of a call."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import pjsua2 as pj

from agent_desk.softphone.audio import LegAudio
from agent_desk.softphone.call_state import CallState, call_state
from agent_desk.softphone.errors import CallNotAnswered, CallOver
from agent_desk.softphone.invite import Invite
from agent_desk.softphone.leg import Leg
from agent_desk.softphone.stack import call_parameters, delete, stack_errors
from agent_desk.softphone.texting import Texts
from agent_desk.softphone.timeline import RtpCounts, Timeline
from agent_desk.softphone.waiting import Changes

if TYPE_CHECKING:
    from agent_desk.softphone.phone import Softphone

_HEARD_ON = (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)


class SignalledCall(ABC):
    """One leg as signalling sees it; `Call` adds what is said and heard.

    Attributes:
        state: how far it is.
        code: last SIP status, 0 when there was none.
        reason: the words that came with it.
        invite: the INVITE that came in; None on a leg we dialled.
        keys: the keys the far end pressed so far.
        texts: what was written.
        timeline: when its steps happened.
    """

    def __init__(
        self, phone: Softphone, audio: LegAudio, *, call_id: int, invite: Invite | None
    ) -> None:
        """Begin a leg on `phone` with the sounds of `audio`."""
        self.phone = phone
        self.state = CallState.DIALLING if invite is None else CallState.INCOMING
        self.code = 0
        self.reason = ""
        self.invite = invite
        self.keys = ""
        self.timeline = Timeline()
        self.successor: SignalledCall | None = None
        endpoint = phone.endpoint
        self._changes = Changes(endpoint.faults)
        self.texts = Texts(self._changes)
        self._leg: Leg | None = Leg(phone.account, self, endpoint.faults, call_id)
        self._media_status: int | None = None
        self._transfer_outcomes: list[int] = []
        self._answering: asyncio.TimerHandle | None = None
        self._audio = audio
        endpoint.add_call(self)

    # What has happened

    @property
    def has_ended(self) -> bool:
        """Whether the leg is over."""
        return self.state is CallState.ENDED

    @property
    def leg(self) -> Leg:
        """The stack's call.

        Raises:
            CallOver: the leg has ended.
        """
        if self._leg is None or self.has_ended:
            raise CallOver("the call has ended")
        return self._leg

    def check_alive(self) -> None:
        """Do nothing on a leg that goes on.

        Raises:
            CallOver: the leg has ended.
        """
        if self._leg is None or self.has_ended:
            raise CallOver("the call has ended")

    @property
    def on_hold_by_far_end(self) -> bool:
        """Whether the far end has put this leg on hold."""
        return bool(self._media_status == pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)

    @property
    def on_hold(self) -> bool:
        """Whether we have put this leg on hold."""
        return bool(self._media_status == pj.PJSUA_CALL_MEDIA_LOCAL_HOLD)

    def rtp(self) -> RtpCounts:
        """Return the packets counted so far.

        Raises:
            CallOver: the leg has ended; read it before.
        """
        with stack_errors("read the RTP counters"):
            stat = self.leg.getStreamStat(0)
            rtcp = stat.rtcp
            return RtpCounts(received=rtcp.rxStat.pkt, sent=rtcp.txStat.pkt, lost=rtcp.rxStat.loss)

    async def until(self, state: CallState, timeout_s: float) -> None:
        """Wait until the leg is in `state`, or has ended.

        Raises:
            WaitedInVain: neither happened in `timeout_s` seconds.
        """
        await self._changes.until(
            lambda: self.state is state or self.has_ended,
            timeout_s=timeout_s,
            what=f"the call to be {state}",
        )

    async def answered(self, timeout_s: float) -> None:
        """Wait for the 200.

        Raises:
            CallNotAnswered: the call ended without.
            WaitedInVain: neither happened in `timeout_s` seconds.
        """
        await self.until(CallState.ANSWERED, timeout_s)
        if self.timeline.answered is None:
            raise CallNotAnswered(self.code, self.reason)

    async def ended(self, timeout_s: float) -> int:
        """Wait for the end; return the last SIP status.

        Raises:
            WaitedInVain: the call goes on after `timeout_s` seconds.
        """
        await self.until(CallState.ENDED, timeout_s)
        return self.code

    async def keys_received(self, keys: str, timeout_s: float) -> None:
        """Wait until the keys received end in `keys`.

        Raises:
            WaitedInVain: they do not within `timeout_s` seconds.
        """
        await self._changes.until(
            lambda: self.keys.endswith(keys), timeout_s=timeout_s, what=f"{len(keys)} keys"
        )

    # What to do

    def ring(self) -> None:
        """Tell the caller that it rings here (180)."""
        with stack_errors("ring"):
            self.leg.answer(call_parameters(code=180))
        self.timeline.ringing = time.monotonic()

    def answer(self) -> None:
        """Answer (200)."""
        self._forget_answering()
        with stack_errors("answer"):
            self.leg.answer(call_parameters(code=200))

    def answer_after(self, delay_s: float) -> None:
        """Answer in `delay_s` seconds, if the call is still there."""
        if delay_s <= 0:
            self.answer()
            return
        loop = asyncio.get_running_loop()
        self._answering = loop.call_later(delay_s, self._answer_now)

    def reject(self, code: int = 486, reason: str = "") -> None:
        """Refuse an incoming call."""
        self._forget_answering()
        with stack_errors("reject"):
            self.leg.answer(call_parameters(code=code, reason=reason))

    def hang_up(self) -> None:
        """End the leg, however far it is; nothing happens when it has ended."""
        self._forget_answering()
        if self._leg is not None and self._leg.isActive():
            with stack_errors("hang up"):
                self._leg.hangup(call_parameters())

    async def hold(self, timeout_s: float = 3.0) -> None:
        """Put the leg on hold and wait until the far end agreed.

        Raises:
            WaitedInVain: it did not within `timeout_s` seconds.
        """
        with stack_errors("hold"):
            self.leg.setHold(call_parameters())
        await self._changes.until(lambda: self.on_hold, timeout_s=timeout_s, what="the hold")

    async def resume(self, timeout_s: float = 3.0) -> None:
        """Take the leg off hold and wait until the far end agreed.

        Raises:
            WaitedInVain: it did not within `timeout_s` seconds.
        """
        parameters = call_parameters()
        parameters.opt.flag = pj.PJSUA_CALL_UNHOLD
        with stack_errors("resume"):
            self.leg.reinvite(parameters)
        await self._changes.until(
            lambda: not self.on_hold, timeout_s=timeout_s, what="the end of the hold"
        )

    async def transfer(self, target: str | SignalledCall, timeout_s: float = 10.0) -> int:
        """Have the far end call another in our place (REFER); return the final SIP status.

        Args:
            target: a `sip:` URI (blind), or another answered leg of this telephone whose far end
                takes the call (attended).
            timeout_s: how long to wait for the outcome.

        Raises:
            WaitedInVain: the far end did not tell the outcome.
        """
        outcomes: list[int] = []
        self._transfer_outcomes = outcomes
        with stack_errors("transfer"):
            if isinstance(target, SignalledCall):
                self.leg.xferReplaces(target.leg, call_parameters())
            else:
                self.leg.xfer(target, call_parameters())
        await self._changes.until(
            lambda: bool(outcomes), timeout_s=timeout_s, what="the outcome of the transfer"
        )
        return outcomes[0]

    async def send_keys(self, keys: str, *, tone_s: float = 0.12, gap_s: float = 0.08) -> None:
        """Press keys (RFC 4733), each for `tone_s` seconds with `gap_s` between.

        Raises:
            CallOver: the leg ends meanwhile.
        """
        for key in keys:
            parameters = pj.CallSendDtmfParam()
            parameters.method = pj.PJSUA_DTMF_METHOD_RFC2833
            parameters.digits = key
            parameters.duration = round(tone_s * 1000)
            with stack_errors("send a key"):
                self.leg.sendDtmf(parameters)
            await asyncio.sleep(tone_s + gap_s)

    # What the stack reports

    def state_changed(self) -> None:
        """Take over the stack's view of the call."""
        if self._leg is None:
            return
        info = self._leg.getInfo()
        now = time.monotonic()
        self.code = info.lastStatusCode
        self.reason = info.lastReason
        self.state = call_state(info.state)
        if self.state is CallState.RINGING and self.timeline.ringing is None:
            self.timeline.ringing = now
        elif self.state is CallState.ANSWERED and self.timeline.answered is None:
            self.timeline.answered = now
        elif self.state is CallState.ENDED:
            self.timeline.ended = now
            self._forget_answering()
            self._audio.close()
            # Not from within its own callback.
            asyncio.get_running_loop().call_soon(self.release)
        self._changes.notify()

    def media_changed(self) -> None:
        """Connect the sounds to the media there are now."""
        if self._leg is None:
            return
        info = self._leg.getInfo()
        self._audio.detach()
        for media in info.media:
            if media.type != pj.PJMEDIA_TYPE_AUDIO:
                continue
            self._media_status = media.status
            if media.status in _HEARD_ON and self._audio.attach(
                self._leg.getAudioMedia(media.index)
            ):
                self.timeline.recording = time.monotonic()
        self._changes.notify()

    def key_received(self, key: str) -> None:
        """Note a key."""
        self.keys += key
        self._changes.notify()

    def transfer_progressed(self, code: int, *, final: bool) -> None:
        """Note how the transfer ends."""
        if final:
            self._transfer_outcomes.append(code)
            self._changes.notify()

    def successor_leg(self) -> Leg:
        """Return the leg that takes this one's place."""
        successor = self._succeed()
        self.successor = successor
        self._changes.notify()
        return successor.leg

    def watch_rtp(self) -> None:
        """Note the first packet from the far end; called with each poll of the stack."""
        if self.timeline.first_rtp is not None or self._media_status not in _HEARD_ON:
            return
        # There is no stream to ask while media change over.
        if self._leg is not None and self._leg.hasMedia() and self.rtp().received:
            self.timeline.first_rtp = time.monotonic()
            self._changes.notify()

    @abstractmethod
    def _succeed(self) -> SignalledCall:
        """Return a leg of the same kind that takes this one's place."""

    def release(self) -> None:
        """Let go of the stack's call."""
        self._audio.close()
        if self._leg is not None:
            self._leg.owner = None
            delete(self._leg)
            self._leg = None
        self.phone.endpoint.drop_call(self)

    def _answer_now(self) -> None:
        try:
            if self._leg is not None and self._leg.isActive():
                self.answer()
        except Exception as error:
            self.phone.endpoint.faults.keep(error)

    def _forget_answering(self) -> None:
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None
