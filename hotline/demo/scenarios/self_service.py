"""Callers who need no person, and callers who find none."""

from pathlib import Path

from sqlalchemy.orm import DeclarativeBase

from agent_desk.softphone.hearing import STEADY_TONE_S, tones
from agent_desk.softphone.pcm import Pcm, read_wav, silence, sine
from db.models import FaqPlay, Recording, Task
from hotline.demo.proof import Proof, ScenarioFailed, until
from hotline.demo.scenarios.steps import contact_of, hear_offer, say_language
from hotline.demo.stage import TONES, Stage
from ivr.flow.graph import AnnounceNode


async def trending_answer(stage: Stage, proof: Proof, caller: str) -> None:
    """A citizen asks what many ask, hears the answer, and hangs up content."""
    await stage.staff()
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await say_language(stage, proof, call, "en")
    await call.hears_prompt(stage.prompt("main.top", "en"), timeout_s=8)
    pinned, *asked = _announced(stage)
    offered = await hear_offer(stage, call, "main.top.1", pinned)
    for key, faq in enumerate(asked, start=2):
        offered = await hear_offer(stage, call, f"main.top.{key}", faq, after_s=offered.start_s)
    proof.saw("hears the pinned question and the most asked ones", f"{pinned}, {', '.join(asked)}")
    await call.send_keys("2")
    answer = await call.hears_prompt(
        stage.prompt(f"faq.{asked[0]}", "en"), timeout_s=12, after_s=offered.start_s
    )
    proof.saw("presses 2 and hears the answer", f"{asked[0]}, score {answer.score:.2f}")
    await call.hears_prompt(stage.prompt("main.anything_else", "en"), timeout_s=10)
    call.hang_up()
    await call.ended(timeout_s=5)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "answered_by_faq")
    proof.equal("SQL: language", (contact.language, contact.language_means), ("en", "speech"))
    played = await until(
        lambda: stage.row(FaqPlay, call_id=contact.call_id), timeout_s=5, what="the FAQ's row"
    )
    proof.equal(
        "SQL: the inquiry", (played.faq, played.complete, played.means), (asked[0], True, "key")
    )


def _announced(stage: Stage) -> tuple[str, ...]:
    """Return what must be announced: the pinned question, then the trending ones."""
    node = stage.profile.flows["main"].nodes["top"]
    if not isinstance(node, AnnounceNode):
        raise ScenarioFailed("the node top does not announce questions")
    pinned = [rule.code for rule in node.question_list.editorial.pinned]
    return (*pinned, *stage.trending)[: node.question_list.query.count]


async def voicemail(stage: Stage, proof: Proof, caller: str) -> None:
    """A caller wants a person when none is there, and leaves a message."""
    await stage.staff()
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await say_language(stage, proof, call, "en")
    await call.hears_prompt(stage.prompt("main.top", "en"), timeout_s=8)
    await call.send_keys("0")
    asked = await call.hears_prompt(stage.prompt("main.message", "en"), timeout_s=15)
    proof.saw("wants a person, hears that a message can be left", f"score {asked.score:.2f}")
    await call.hears(_BEEP_HZ, timeout_s=5, after_s=asked.start_s, lasting_s=_BEEP_S)
    proof.saw("hears the beep")
    await call.play(_message())
    await call.hears_prompt(stage.prompt("main.message.thanks", "en"), timeout_s=15)
    proof.saw("hears the thanks")
    await call.ended(timeout_s=10)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "voicemail")
    task = await until(
        lambda: stage.row(Task, call_id=contact.call_id), timeout_s=5, what="the callback task"
    )
    proof.equal("SQL: callback task", (task.number, task.state), (caller, "open"))
    _kept(stage, proof, Recording, contact.call_id)


# The beep of Asterisk's core sounds.
_BEEP_HZ = 700.0
_BEEP_S = 0.1
_MESSAGE_S = 2.0


def _message() -> Pcm:
    return sine(TONES["citizen"], _MESSAGE_S)


def _kept(stage: Stage, proof: Proof, model: type[DeclarativeBase], call_id: str) -> None:
    row = stage.row(model, call_id=call_id, kind="voicemail")
    path = Path(row.path) if row else None
    pcm = read_wav(path) if path and path.exists() else silence(0)
    said = tones(pcm, [TONES["citizen"]], shortest_ms=STEADY_TONE_S * 1000)
    proof.true("the recording holds what was said", bool(said), str(path))
