"""Steps that several stories share."""

import asyncio
from typing import Any, Final

from agent_desk.softphone.call import Call
from agent_desk.softphone.hearing import STEADY_TONE_S, heard_freqs, tones
from agent_desk.softphone.pcm import RATE_HZ, read_wav
from agent_desk.softphone.prompt_match import Match, heard_prompt
from db.models import Contact
from hotline.demo.proof import Proof, until
from hotline.demo.stage import TONES, Stage
from hotline.demo.voices import COUNTING

_LAG_S: Final = 0.6
_LISTEN_S: Final = 1.0


async def say_language(stage: Stage, proof: Proof, call: Call, language: str) -> None:
    """Hear the welcome, and count to three in the language when asked."""
    welcome = await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=8)
    proof.saw("hears the welcome", f"{welcome.start_s:.1f} s after the answer")
    # It is asked twice: on a machine that is too busy to play it smoothly there is another chance.
    await call.hears_prompt(stage.prompt("main.language", "en"), timeout_s=25)
    await call.play(stage.sounds.utterance(language, COUNTING))
    proof.saw("counts to three", f"a real voice, in {language}")


async def call_in_english(stage: Stage, proof: Proof, caller: str) -> Call:
    """Dial the city and press 1 for English; the questions are being announced."""
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await call.hears_prompt(stage.prompt("main.welcome", "en"), timeout_s=8)
    await call.send_keys("1")
    await call.hears_prompt(stage.prompt("main.top", "en"), timeout_s=8)
    return call


async def hear_offer(
    stage: Stage, call: Call, line: str, faq: str, *, language: str = "en", after_s: float = 0.0
) -> Match:
    """Hear what a question is called, and after it the words of the key that it is offered on."""
    title = await call.hears_prompt(
        stage.prompt(f"title.{faq}", language), timeout_s=30, after_s=after_s
    )
    return await call.hears_prompt(
        stage.prompt(f"{line}.after", language), timeout_s=10, after_s=title.start_s
    )


async def contact_of(stage: Stage, caller: str) -> Contact:
    """Return the caller's finished contact.

    Raises:
        ScenarioFailed: it is not in SQL in time.
    """

    def look() -> Any:
        row = stage.row(Contact, calling_number=caller)
        return row if row is not None and row.ended_at is not None else None

    contact: Contact = await until(look, timeout_s=8, what="the finished contact in SQL")
    return contact


def heard_of(
    stage: Stage, call: Call, names: tuple[str, ...], *, languages: tuple[str, ...], after_s: float
) -> list[str]:
    """Return which of the prompts were heard after `after_s`."""
    heard = call.heard(after_s)
    return [
        f"{name} ({language})"
        for name in names
        for language in languages
        if heard_prompt(heard, read_wav(stage.prompt(name, language))).found
    ]


async def meet(stage: Stage, proof: Proof, call: Call, agent_id: str) -> Call:
    """Let the caller and an agent hear one another."""
    agent = await stage.agent_call(agent_id)
    proof.recordings.append(str(agent.recording))
    call.play_tone(TONES["citizen"])
    await call.hears(TONES[agent_id], timeout_s=8)
    await agent.hears(TONES["citizen"], timeout_s=8)
    proof.saw(f"reaches agent {agent_id}", "both hear one another")
    return agent


async def voices_now(ear: Call) -> set[str]:
    """Return whose tones this leg hears from now on, listening for a second."""
    # What was said before must be out of the recording's lag.
    await asyncio.sleep(_LAG_S)
    began_s = len(ear.heard()) / RATE_HZ
    await asyncio.sleep(_LISTEN_S + _LAG_S)
    steady = tones(ear.heard(began_s), list(TONES.values()), shortest_ms=STEADY_TONE_S * 1000)
    heard = heard_freqs(steady)
    return {name for name, freq in TONES.items() if freq in heard}
