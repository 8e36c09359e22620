"""Callers who reach people: by language, with an interpreter, through a hand-over."""

import asyncio
import contextlib

from agent_desk.softphone.phone import Ring
from db.models import Contact, Hearing, Note, Offer, Recording, Segment
from hotline.demo.proof import Proof, until
from hotline.demo.scenarios.steps import (
    call_in_english,
    contact_of,
    heard_of,
    meet,
    say_language,
    voices_now,
)
from hotline.demo.stage import TONES, Stage
from hotline.errors import HotlineError

_MENU_PROMPTS = ("main.top", "main.main_menu", "main.to_person", "human")


async def spanish_speaker(stage: Stage, proof: Proof, caller: str) -> None:
    """Ada speaks English, Benita Spanish too: the call is Benita's."""
    await stage.staff("1001", "1002")
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await say_language(stage, proof, call, "es")
    await call.hears_prompt(stage.prompt("main.top", "es"), timeout_s=8)
    proof.saw("hears the questions in Spanish")
    await call.send_keys("0")
    agent = await meet(stage, proof, call, "1002")
    agent.hang_up()
    await call.ended(timeout_s=15)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "served")
    proof.equal("SQL: language", contact.language, "es")
    await _talked(stage, proof, contact, ["1002"])
    await _recorded(stage, proof, contact)
    await _heard_by_whom_it_is_due(stage, proof, contact)


async def rare_language(stage: Stage, proof: Proof, caller: str) -> None:
    """French: Irene waits with the caller for Ada, interprets, leaves, and the caller stays."""
    await stage.staff("1001", "2001")
    # Whoever is free would be there before the words to hold are at their end.
    for agent_id in ("1001", "2001"):
        await stage.ask("POST", f"/api/agents/{agent_id}/pause", {"reason": "break"})
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await say_language(stage, proof, call, "fr")
    held = await call.hears_prompt(stage.prompt("please_hold", "fr"), timeout_s=8)
    proof.saw("is asked in French to hold", f"score {held.score:.2f}")
    call.play_tone(TONES["citizen"])
    await stage.ask("POST", "/api/agents/2001/resume")
    interpreter = await stage.agent_call("2001")
    await interpreter.hears(TONES["citizen"], timeout_s=12)
    await stage.ask("POST", "/api/agents/1001/resume")
    agent = await stage.agent_call("1001")
    await agent.hears_prompt(stage.prompt("interpreter.fr", "en"), timeout_s=12)
    proof.saw("agent 1001 is told that an interpreter for French is on the line")
    proof.recordings += [str(agent.recording), str(interpreter.recording)]
    for ear, voices in (
        (call, ("1001", "2001")),
        (agent, ("citizen", "2001")),
        (interpreter, ("citizen", "1001")),
    ):
        for voice in voices:
            await ear.hears(TONES[voice], timeout_s=12)
    proof.saw("three in one call: caller, agent 1001, interpreter 2001", "each hears both others")
    wrong = heard_of(
        stage, call, _MENU_PROMPTS, languages=stage.profile.first_line, after_s=held.start_s
    )
    proof.equal("nothing in a wrong language once identified", wrong, [])
    interpreter.hang_up()
    await interpreter.ended(timeout_s=5)
    proof.equal(
        "the interpreter leaves, caller and agent stay",
        [await voices_now(ear) for ear in (call, agent)],
        [{"1001"}, {"citizen"}],
    )
    agent.hang_up()
    await call.ended(timeout_s=15)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: language", contact.language, "fr")
    await _talked(stage, proof, contact, ["1001"])
    legs = stage.rows(Segment, call_id=contact.call_id, kind="interpreter")
    proof.equal(
        "SQL: interpreter segment",
        [(leg.agent_id, leg.language) for leg in legs],
        [("2001", "fr")],
    )


async def language_override(stage: Stage, proof: Proof, caller: str) -> None:
    """The caller pressed 1 for English and speaks Italian: Ada says so, Irene joins."""
    await stage.staff("1001", "2001")
    call = await call_in_english(stage, proof, caller)
    await call.send_keys("0")
    agent = await meet(stage, proof, call, "1001")
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    told = {"agent_id": "1001", "language": "it"}
    await stage.ask("POST", f"/api/calls/{call_id}/language", told)
    interpreter = await stage.agent_call("2001")
    await interpreter.hears(TONES["citizen"], timeout_s=8)
    await agent.hears(TONES["2001"], timeout_s=8)
    proof.saw("agent 1001 corrects the language to Italian, the interpreter joins")
    agent.hang_up()
    await interpreter.ended(timeout_s=8)
    await call.ended(timeout_s=15)
    proof.saw("the agent hangs up, the interpreter is released")
    contact = await contact_of(stage, caller)
    proof.equal("SQL: language", (contact.language, contact.language_means), ("it", "agent"))


async def handover(stage: Stage, proof: Proof, caller: str) -> None:
    """Ada notes what it is about and hands over to Carl, the housing expert."""
    await stage.staff("1001")
    call = await call_in_english(stage, proof, caller)
    await call.send_keys("0")
    general = await meet(stage, proof, call, "1001")
    await stage.staff("1001", "1003")
    call_id = (await stage.ask("GET", "/api/agents/1001/call"))["call_id"]
    note = {"agent_id": "1001", "text": "no heat since Monday"}
    await stage.ask("POST", f"/api/calls/{call_id}/note", note)
    need = {"agent_id": "1001", "need": "heat restored", "contact_type": "complaint"}
    serial = (await stage.ask("POST", f"/api/calls/{call_id}/intake", need))["serial"]
    proof.saw("agent 1001 writes a note and saves the intake", serial)
    await stage.ask(
        "POST", f"/api/calls/{call_id}/handover", {"agent_id": "1001", "queue": "expert-housing"}
    )
    expert = await stage.agent_call("1003")
    proof.recordings.append(str(expert.recording))
    pop = await stage.ask("GET", "/api/agents/1003/call")
    proof.equal(
        "the expert's screen shows the note",
        [n["text"] for n in pop["notes"]],
        ["no heat since Monday"],
    )
    await expert.hears(TONES["citizen"], timeout_s=8)
    await call.hears(TONES["1003"], timeout_s=8)
    proof.saw("caller and expert hear one another")
    await general.ended(timeout_s=8)
    proof.equal(
        "agent 1001 is released, caller and expert stay",
        [await voices_now(ear) for ear in (call, expert)],
        [{"1003"}, {"citizen"}],
    )
    expert.hang_up()
    await call.ended(timeout_s=15)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "served")
    await _talked(stage, proof, contact, ["1001", "1003"])
    notes = stage.rows(Note, call_id=contact.call_id)
    proof.equal("SQL: the note", [n.text for n in notes], ["no heat since Monday"])


async def abandon_while_ringing(stage: Stage, proof: Proof, caller: str) -> None:
    """The caller gives up; the agent's telephone stops and the agent is free at once."""
    await stage.staff("1001")
    stage.phones["1001"].behaviour = Ring()
    call = await call_in_english(stage, proof, caller)
    await call.send_keys("0")
    ringing = await stage.phones["1001"].next_call(timeout_s=12)
    proof.saw("the agent's telephone rings")
    call.hang_up()
    status = await ringing.ended(timeout_s=5)
    proof.equal("the caller hangs up, the telephone stops (CANCEL)", status, 487)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "abandoned_in_queue")
    offers = await until(
        lambda: [o for o in stage.rows(Offer, call_id=contact.call_id) if o.outcome],
        timeout_s=5,
        what="the offer's end",
    )
    proof.equal("SQL: the offer", [o.outcome for o in offers], ["cancelled"])
    agents = (await stage.ask("GET", "/api/agents"))["agents"]
    state = next(a["state"] for a in agents if a["agent_id"] == "1001")
    proof.equal("the agent is free", state, "idle")


async def _talked(stage: Stage, proof: Proof, contact: Contact, agents: list[str]) -> None:
    def look() -> list[Segment]:
        rows: list[Segment] = stage.rows(Segment, call_id=contact.call_id, kind="talk")
        return rows if all(row.ended_at for row in rows) else []

    talks = await until(look, timeout_s=5, what="the talk segments")
    proof.equal("SQL: talked to", [talk.agent_id for talk in talks], agents)


async def _recorded(stage: Stage, proof: Proof, contact: Contact) -> None:
    row = await until(
        lambda: stage.row(Recording, call_id=contact.call_id, kind="conversation"),
        timeout_s=10,
        what="the recording",
    )
    proof.true("SQL: the conversation's recording", row.duration_s > 0, f"{row.duration_s:.1f} s")


async def _heard_by_whom_it_is_due(stage: Stage, proof: Proof, contact: Contact) -> None:
    """Sue supervises everybody; Ada was not on the call."""
    path = f"/api/calls/{contact.call_id}/recordings/1"
    sound = await asyncio.to_thread(stage.desk.download, path, {"listener_id": "9001"})
    proof.true("the supervisor hears the recording", sound.startswith(b"RIFF"), f"{len(sound)} B")
    with contextlib.suppress(HotlineError):
        await asyncio.to_thread(stage.desk.download, path, {"listener_id": "1001"})

    def look() -> list[Hearing]:
        rows: list[Hearing] = stage.rows(Hearing, call_id=contact.call_id)
        return rows if len(rows) > 1 else []

    rows = await until(look, timeout_s=10, what="the hearings")
    heard = [(row.listener_id, not row.refusal) for row in rows]
    proof.equal("SQL: who asked to hear it", heard, [("9001", True), ("1001", False)])
