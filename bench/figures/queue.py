"""A queued call with a free agent: until both hear one another, beside Asterisk's app_queue."""

import asyncio
from dataclasses import dataclass

from agent_desk.softphone.call import Call
from agent_desk.softphone.hearing import tones
from agent_desk.softphone.phone import Answer, Softphone
from bench.errors import CallFailed
from bench.result import Figure, Row
from bench.rig import AGENT, DEVICE, PERSON, PLAIN_QUEUE, Rig
from bench.statistics import summarise

_CALLER_HZ, _AGENT_HZ = 1270, 710
_WINDOW_MS = 20.0
_SHARE = 0.5
_HEARING_S = 0.7
_FREE_AGAIN_S = 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """Milliseconds: INVITE to INVITE, then from the agent's 200 to each one's hearing."""

    reached_ms: float
    agent_hears_ms: float
    caller_hears_ms: float

    @property
    def both_ms(self) -> float:
        return max(self.agent_hears_ms, self.caller_hears_ms)


async def queue(rig: Rig, *, quick: bool) -> Figure:
    """Call our queue and app_queue in turn; one agent answers both at once."""
    calls = 5 if quick else 40
    taken: dict[str, list[_Meeting]] = {PERSON: [], PLAIN_QUEUE: []}
    async with rig.softphones() as endpoint:
        citizen = Softphone(endpoint, "citizen", server=rig.server)
        agent = Softphone(
            endpoint,
            DEVICE,
            registrar=rig.server,
            password=rig.settings.secrets().device(DEVICE),
            behaviour=Answer(),
        )
        await agent.register()
        await rig.staff(True)
        try:
            for number in taken:
                await _meet(citizen, agent, number)
            for _ in range(calls):
                for number, meetings in taken.items():
                    meetings.append(await _meet(citizen, agent, number))
        finally:
            await rig.staff(False)
    ours, peer = taken[PERSON], taken[PLAIN_QUEUE]

    def row(what: str, attribute: str) -> Row:
        return Row(
            what=what,
            unit="ms",
            ours=summarise([getattr(m, attribute) for m in ours]),
            peer=summarise([getattr(m, attribute) for m in peer]),
        )

    return Figure(
        name="queue",
        title="A queued call, an agent free",
        peer="app_queue",
        method=f"{calls} calls each, in turn, by the same two softphones; agent {AGENT} is free "
        "and answers at once; both say a tone of their own from the answer on. Hearing is the "
        "first 20 ms of recording in which the other's tone is at least half of the power.",
        rows=(
            row("agent's 200 to both hear", "both_ms"),
            row("agent's 200 to agent hears caller", "agent_hears_ms"),
            row("agent's 200 to caller hears agent", "caller_hears_ms"),
            row("caller's INVITE to agent's INVITE", "reached_ms"),
        ),
        notes=(
            "Resolution: 20 ms for hearing, the length of a packet; the start of a recording is "
            "known to within 40 ms, the same on both sides. 1 ms for signalling.",
            "Ours begins the recording of the conversation and writes its events meanwhile; "
            "app_queue does neither.",
        ),
    )


async def _meet(citizen: Softphone, agent: Softphone, number: str) -> _Meeting:
    caller = await citizen.dial(number, caller_id="2125550100")
    caller.play_tone(_CALLER_HZ)
    desk = await agent.next_call(timeout_s=10)
    desk.play_tone(_AGENT_HZ)
    await desk.answered(timeout_s=5)
    await asyncio.sleep(_HEARING_S)
    desk.hang_up()
    caller.hang_up()
    await desk.ended(timeout_s=5)
    await caller.ended(timeout_s=5)
    # The agent is free again for either queue once the switch has let go of the telephone.
    await asyncio.sleep(_FREE_AGAIN_S)
    invited, reached = caller.timeline.invite, desk.timeline.invite
    answered = desk.timeline.answered
    if invited is None or reached is None or answered is None:
        raise CallFailed("a step of the call is missing from its timeline")
    return _Meeting(
        reached_ms=1000 * (reached - invited),
        agent_hears_ms=1000 * (_hears_at(desk, _CALLER_HZ) - answered),
        caller_hears_ms=1000 * (_hears_at(caller, _AGENT_HZ) - answered),
    )


def _hears_at(call: Call, freq_hz: int) -> float:
    """Return the time, of the clock of the timeline, at which a tone is first heard."""
    found = tones(call.heard(), [freq_hz], _WINDOW_MS, share=_SHARE)
    if not found or call.timeline.recording is None:
        raise CallFailed(f"{call.phone.user} does not hear the other")
    call.recording.unlink()
    return call.timeline.recording + found[0].start_s
