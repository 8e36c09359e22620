"""Agents' telephones: they register, answer at once, talk for a while and hang up."""

import asyncio
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from bench.errors import CallFailed
from bench.sip import message as sip
from bench.sip.stamped import Sink, StampedSocket

_EXPIRES_S: Final = 3600
# A switch that is behind with its work drops what begins anew: so few at a time, and asked again.
_AT_ONCE: Final = 10
_TRIES_S: Final = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0)


@dataclass(slots=True, kw_only=True)
class TakenCall:
    """One call of one agent. `caller` is the number shown; times are epoch seconds."""

    agent: str
    caller: str
    invited_at: float
    answered_at: float = 0.0
    ended_at: float | None = None


@dataclass(slots=True, kw_only=True)
class _Dialog:
    call: TakenCall
    uri: str
    frm: str
    to: str
    answer: bytes
    timer: asyncio.TimerHandle | None = None


class Agents:
    """One socket for all telephones. `taken` has every call so far, in the order of INVITEs.

    `talk_s` is asked at each answer for how long the agent talks; None is until the caller
    hangs up. `on_invite` is told of each call as it comes.
    """

    def __init__(
        self,
        server: str,
        *,
        talk_s: Callable[[], float | None] = lambda: None,
        on_invite: Callable[[TakenCall], None] | None = None,
    ) -> None:
        """Open the socket."""
        host, _, port = server.rpartition(":")
        self._server = (host, int(port))
        self.talk_s = talk_s
        self.on_invite = on_invite
        self.taken: list[TakenCall] = []
        self._socket = StampedSocket(self._received)
        self._rtp = Sink()
        self._dialogs: dict[str, _Dialog] = {}
        self._registering: dict[str, asyncio.Future[sip.Message]] = {}

    def __enter__(self) -> Self:
        """Close the sockets at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up and close."""
        for call_id in list(self._dialogs):
            self._hang_up(call_id)
        self._socket.close()
        self._rtp.close()

    async def register(self, passwords: Mapping[str, str]) -> None:
        """Register every telephone, by name and password.

        Raises:
            CallFailed: one is refused, or gets no answer in time.
        """
        waiting = asyncio.Semaphore(_AT_ONCE)

        async def one(name: str, password: str) -> None:
            async with waiting:
                await self._register(name, password)

        await asyncio.gather(*(one(name, word) for name, word in passwords.items()))

    def since(self, at: float) -> Sequence[TakenCall]:
        """Return the calls that came at `at` or later."""
        return [call for call in self.taken if call.invited_at >= at]

    def busy(self) -> int:
        """Return how many are on a call."""
        return len(self._dialogs)

    async def _register(self, name: str, password: str) -> None:
        call_id, uri = uuid.uuid4().hex, f"sip:{sip.HOST}:{self._server[1]}"
        head = "WWW-Authenticate"
        more: tuple[str, ...] = (f"Expires: {_EXPIRES_S}",)
        for cseq in (1, 2):
            told = await self._ask_to_register(name, uri, call_id, cseq, more)
            if told.code == 200:
                return
            challenge = told.headers.get(head.lower())
            if told.code != 401 or challenge is None:
                break
            said = sip.digest(challenge, user=name, password=password, method="REGISTER", uri=uri)
            more = (*more[:1], f"Authorization: {said}")
        raise CallFailed(f"{name} cannot register: {told.start}")

    async def _ask_to_register(
        self, name: str, uri: str, call_id: str, cseq: int, more: Sequence[str]
    ) -> sip.Message:
        answer: asyncio.Future[sip.Message] = asyncio.get_running_loop().create_future()
        self._registering[call_id] = answer
        address = f"<sip:{name}@{sip.HOST}>"
        asked = sip.request(
            "REGISTER",
            uri,
            me=name,
            port=self._socket.port,
            frm=f"{address};tag={call_id[:8]}",
            to=address,
            call_id=call_id,
            cseq=cseq,
            more=more,
        )
        try:
            for patience_s in _TRIES_S:
                self._socket.send(asked, self._server)
                done, _ = await asyncio.wait({answer}, timeout=patience_s)
                if done:
                    return answer.result()
            raise CallFailed(f"{name} gets no answer to REGISTER")
        finally:
            del self._registering[call_id]

    def _received(self, data: bytes, sender: tuple[str, int], at: float) -> None:
        told = sip.parse(data)
        if told.code:
            answer = self._registering.get(told.call_id)
            if answer is not None and told.code >= 200 and not answer.done():
                answer.set_result(told)
            return
        match told.method:
            case "INVITE":
                self._invited(told, sender, at)
            case "ACK":
                pass
            case "BYE":
                self._socket.send(self._ok(told), sender)
                self._over(told.call_id, at)
            case _:
                # OPTIONS, by which the switch looks whether the telephone is there; CANCEL cannot
                # overtake the answer.
                self._socket.send(self._ok(told), sender)

    def _ok(self, told: sip.Message) -> bytes:
        return sip.response(told, "200 OK", port=self._socket.port)

    def _invited(self, told: sip.Message, sender: tuple[str, int], at: float) -> None:
        known = self._dialogs.get(told.call_id)
        if known is not None:
            self._socket.send(known.answer, sender)
            return
        agent, tag = sip.user_of(told.start), uuid.uuid4().hex[:8]
        port = self._socket.port
        answer = sip.response(
            told, "200 OK", port=port, me=agent, tag=tag, body=sip.sdp(self._rtp.port)
        )
        call = TakenCall(agent=agent, caller=sip.user_of(told.headers["from"]), invited_at=at)
        dialog = self._dialogs[told.call_id] = _Dialog(
            call=call,
            uri=told.contact,
            frm=f"{told.headers['to']};tag={tag}",
            to=told.headers["from"],
            answer=answer,
        )
        self._socket.send(sip.response(told, "180 Ringing", port=port, me=agent, tag=tag), sender)
        self._socket.send(answer, sender)
        call.answered_at = time.time()
        self._rtp.send(sip.SILENCE, sip.media_of(told.body))
        if (talk_s := self.talk_s()) is not None:
            loop = asyncio.get_running_loop()
            dialog.timer = loop.call_later(talk_s, self._hang_up, told.call_id)
        self.taken.append(call)
        if self.on_invite is not None:
            self.on_invite(call)

    def _hang_up(self, call_id: str) -> None:
        dialog = self._dialogs[call_id]
        bye = sip.request(
            "BYE",
            dialog.uri,
            me=dialog.call.agent,
            port=self._socket.port,
            frm=dialog.frm,
            to=dialog.to,
            call_id=call_id,
            cseq=1,
        )
        at = time.time()
        self._socket.send(bye, self._server)
        self._over(call_id, at)

    def _over(self, call_id: str, at: float) -> None:
        dialog = self._dialogs.pop(call_id, None)
        if dialog is None:
            return
        dialog.call.ended_at = at
        if dialog.timer is not None:
            dialog.timer.cancel()
