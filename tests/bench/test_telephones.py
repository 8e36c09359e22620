import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bench.errors import CallFailed
from bench.sip import message as sip
from bench.sip.agents import Agents
from bench.sip.callers import Callers
from bench.sip.stamped import StampedSocket


class Switch:
    """Answers registrations as it is told; keeps what it receives."""

    def __init__(self, statuses: list[str]) -> None:
        self.statuses = statuses
        self.received: list[sip.Message] = []
        self.came = asyncio.Event()
        self.socket = StampedSocket(self._take)
        self.server = f"{sip.HOST}:{self.socket.port}"

    def _take(self, data: bytes, sender: tuple[str, int], at: float) -> None:
        told = sip.parse(data)
        self.received.append(told)
        self.sender = sender
        self.came.set()
        if self.statuses and not told.code:
            status = self.statuses.pop(0)
            self.socket.send(
                sip.response(told, status, port=self.socket.port, tag="s", body=sip.sdp(9)), sender
            )

    async def next(self) -> sip.Message:
        while not self.received:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 10)
        return self.received.pop(0)


def run(work: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 30))


def test_a_telephone_that_is_refused_says_so() -> None:
    async def work() -> None:
        switch = Switch(["403 Forbidden"])
        with Agents(switch.server) as agents:
            with pytest.raises(CallFailed, match="phone1 cannot register"):
                await agents.register({"phone1": "word"})
        switch.socket.close()

    run(work)


def test_an_agent_answers_talks_and_hangs_up() -> None:
    async def work() -> None:
        switch = Switch(["200 OK"])
        with Agents(switch.server, talk_s=lambda: 0.01) as agents:
            await agents.register({"phone1": "word"})
            assert (await switch.next()).method == "REGISTER"
            switch.socket.send(
                sip.request(
                    "INVITE",
                    "sip:phone1@127.0.0.1",
                    me="switch",
                    port=switch.socket.port,
                    frm='"en" <sip:2125550100@127.0.0.1>;tag=s',
                    to="<sip:phone1@127.0.0.1>",
                    call_id="c1",
                    cseq=7,
                    body=sip.sdp(9),
                ),
                switch.sender,
            )
            heard = [await switch.next() for _ in range(3)]
            assert [message.start.split(" ")[:2] for message in heard] == [
                ["SIP/2.0", "180"],
                ["SIP/2.0", "200"],
                ["BYE", f"sip:switch@127.0.0.1:{switch.socket.port}"],
            ]
            (call,) = agents.taken
            assert (call.agent, call.caller, agents.busy()) == ("phone1", "2125550100", 0)
            assert call.ended_at is not None
            assert call.invited_at < call.answered_at < call.ended_at
        switch.socket.close()

    run(work)


def test_a_caller_who_gave_up_hangs_up_when_answered() -> None:
    async def work() -> None:
        switch = Switch([])
        with Callers(switch.server) as callers:
            call = callers.place("7011", number="2125550100")
            invite = await switch.next()
            assert sip.user_of(invite.headers["from"]) == "2125550100"
            callers.hang_up(call)
            assert call.over.is_set()
            answer = sip.response(
                invite, "200 OK", port=switch.socket.port, tag="s", body=sip.sdp(9)
            )
            switch.socket.send(answer, switch.sender)
            assert [(await switch.next()).method for _ in range(2)] == ["ACK", "BYE"]
        switch.socket.close()

    run(work)


def test_a_refused_call_is_over_and_says_why() -> None:
    async def work() -> None:
        switch = Switch(["486 Busy Here"])
        with Callers(switch.server) as callers:
            call = callers.place("7011", number="2125550100")
            await asyncio.wait_for(call.over.wait(), 10)
            assert "486" in call.failed
        switch.socket.close()

    run(work)
