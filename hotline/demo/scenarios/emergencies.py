"""Callers in danger: never queued, from any state."""

from agent_desk.softphone.call import Call
from db.models import Segment
from hotline.demo.proof import Proof
from hotline.demo.scenarios.steps import call_in_english, contact_of, meet
from hotline.demo.stage import TONES, Stage
from hotline.demo.voices import speak


async def by_key(stage: Stage, proof: Proof, caller: str) -> None:
    """A caller presses the emergency key while the welcome still plays."""
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await call.send_keys("9")
    await _reach(stage, proof, call, caller)


async def by_word(stage: Stage, proof: Proof, caller: str) -> None:
    """A caller who has chosen English says the word."""
    call = await call_in_english(stage, proof, caller)
    await call.play(await speak("emergency", "en", stage.settings.state_dir / "legs"))
    proof.saw("says 'emergency'", "a voice that no prompt speaks with")
    await _reach(stage, proof, call, caller)


async def by_agent(stage: Stage, proof: Proof, caller: str) -> None:
    """An agent who talks with the caller presses *9: the caller is connected, the agent is out."""
    await stage.staff("1001")
    call = await call_in_english(stage, proof, caller)
    await call.send_keys("0")
    agent = await meet(stage, proof, call, "1001")
    await agent.send_keys("*9")
    await agent.ended(timeout_s=5)
    proof.saw("agent 1001 presses *9 and is released")
    await _connected(stage, proof, call)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "emergency")


async def _reach(stage: Stage, proof: Proof, call: Call, caller: str) -> None:
    await _connected(stage, proof, call)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "emergency")
    waits = stage.rows(Segment, call_id=contact.call_id, kind="queue")
    proof.equal("SQL: never queued", len(waits), 0)
    transfers = stage.rows(Segment, call_id=contact.call_id, kind="transfer")
    proof.equal("SQL: transferred to", [t.queue for t in transfers], ["emergency"])


async def _connected(stage: Stage, proof: Proof, call: Call) -> None:
    other = await stage.emergency.next_call(timeout_s=10)
    other.play_tone(TONES["emergency"])
    call.play_tone(TONES["citizen"])
    proof.recordings.append(str(other.recording))
    proof.saw("the emergency line rings")
    await call.hears(TONES["emergency"], timeout_s=8)
    await other.hears(TONES["citizen"], timeout_s=8)
    proof.saw("both hear one another")
    call.hang_up()
    await call.ended(timeout_s=5)
    await other.ended(timeout_s=5)
