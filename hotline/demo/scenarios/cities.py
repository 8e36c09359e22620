"""One call to each complete city: an answer in Harborview, a wait and a person in 江州市."""

from datetime import datetime

from agent_desk.softphone.call import Call
from db.models import Answer, Contact, FaqPlay, Inquiry, LedgerRow, Lookup
from hotline.demo.proof import Proof, ScenarioFailed, until
from hotline.demo.scenarios.steps import contact_of, hear_offer, meet, say_language
from hotline.demo.stage import Stage
from ivr.flow.graph import HoursNode
from ivr.flow.visits.passing import is_open

_LEAFLET = "542364"
"""The letters of LIC-DOG on a telephone's keys."""


async def answer_in_harborview(stage: Stage, proof: Proof, caller: str) -> None:
    """An English caller counts to three, hears an answer, keys a leaflet's number, hears that."""
    await stage.staff()
    call = await stage.call_city(caller=caller)
    proof.recordings.append(str(call.recording))
    await say_language(stage, proof, call, "en")
    await call.hears_prompt(stage.prompt("main.notice", "en"), timeout_s=20)
    proof.saw("is told that calls are recorded")
    await _past_the_clock(stage, proof, call)
    first = await _first_offered(stage, caller)
    offered = await hear_offer(stage, call, "main.top.1", first)
    proof.saw("hears the questions of the season and the day", f"{first} first")
    await call.send_keys("1")
    await call.hears_prompt(
        stage.prompt(f"faq.{first}", "en"), timeout_s=40, after_s=offered.start_s
    )
    proof.saw("presses 1 and hears the answer", first)
    await _look_up(stage, proof, call)
    call.hang_up()
    await call.ended(timeout_s=10)
    contact = await contact_of(stage, caller)
    lookups = stage.rows(Lookup, call_id=contact.call_id)
    asked = [(each.by, each.asked, each.found) for each in lookups]
    proof.equal("SQL: what was looked up", asked, [("number", _LEAFLET, ["LIC-DOG"])])
    inquiries = [each.code for each in stage.rows(Inquiry, call_id=contact.call_id)]
    proof.equal("SQL: the inquiries", inquiries, [first, "LIC-DOG"])
    proof.equal("SQL: disposition", contact.disposition, "answered_by_faq")
    proof.equal("SQL: language", (contact.language, contact.language_means), ("en", "speech"))


async def _look_up(stage: Stage, proof: Proof, call: Call) -> None:
    """The number of an item is keyed behind the menu's fifth key."""
    for prompt, key in (("anything_else", "1"), ("main_menu", "5")):
        await call.hears_prompt(stage.prompt(f"main.{prompt}", "en"), timeout_s=40)
        await call.send_keys(key)
    await call.hears_prompt(stage.prompt("main.look_up", "en"), timeout_s=40)
    await call.send_keys(f"{_LEAFLET}#")
    begun = await call.hears_prompt(stage.prompt("faq.LIC-DOG", "en"), timeout_s=40)
    proof.saw("keys the number of a leaflet and hears its answer", _LEAFLET)
    await call.hears_prompt(
        stage.prompt("main.anything_else", "en"), timeout_s=60, after_s=begun.start_s
    )


async def person_in_jiangzhou(stage: Stage, proof: Proof, caller: str) -> None:
    """A Mandarin caller says nothing, waits, hears an answer, is served, and rates it."""
    await stage.staff("1001")
    await stage.ask("POST", "/api/agents/1001/pause", {"reason": "break"})
    call = await stage.call_city("12345", caller=caller)
    proof.recordings.append(str(call.recording))
    hello = await call.hears_prompt(stage.prompt("main.hello", "zh"), timeout_s=20)
    proof.saw("is greeted, and says nothing", f"{hello.start_s:.1f} s after the answer")
    await call.hears_prompt(stage.prompt("main.notice", "zh"), timeout_s=30)
    await call.hears_prompt(stage.prompt("main.to_person", "zh"), timeout_s=20)
    proof.saw("is in the queue, without a menu")
    await call.hears_prompt(stage.prompt("main.to_person.waiting.place.1", "zh"), timeout_s=60)
    await call.hears_prompt(stage.prompt("main.to_person.waiting.questions", "zh"), timeout_s=30)
    first = await _first_offered(stage, caller)
    await hear_offer(stage, call, "main.to_person.waiting.questions.1", first, language="zh")
    proof.saw("hears the place, and questions to choose from", f"{first} first")
    await call.send_keys("1")
    await call.hears_prompt(stage.prompt(f"faq.{first}", "zh"), timeout_s=60)
    await call.hears_prompt(
        stage.prompt("main.to_person.waiting.questions.still_waiting", "zh"), timeout_s=60
    )
    proof.saw("presses 1, hears the answer, and is still in the line", first)
    await stage.ask("POST", "/api/agents/1001/resume")
    agent = await meet(stage, proof, call, "1001")
    agent.hang_up()
    for question in ("service", "solved"):
        await call.hears_prompt(stage.prompt(f"main.rating.{question}", "zh"), timeout_s=30)
        await call.send_keys("5")
    await call.hears_prompt(stage.prompt("main.rating.thanks", "zh"), timeout_s=30)
    await call.ended(timeout_s=30)
    contact = await contact_of(stage, caller)
    proof.equal("SQL: disposition", contact.disposition, "served")
    proof.equal("SQL: language", (contact.language, contact.language_means), ("zh", "assumed"))
    played = stage.rows(FaqPlay, call_id=contact.call_id)
    proof.equal("SQL: the inquiry", [play.faq for play in played], [first])
    rated = stage.rows(Answer, call_id=contact.call_id, kind="survey")
    proof.equal(
        "SQL: the survey",
        [(answer.variable, answer.value) for answer in rated],
        [("service", "5"), ("solved", "5")],
    )


async def _past_the_clock(stage: Stage, proof: Proof, call: Call) -> None:
    """At night, on Sundays and on holidays the answers are behind key 2."""
    clock = stage.profile.flows["main"].nodes["clock"]
    if not isinstance(clock, HoursNode):
        raise ScenarioFailed("the node clock does not look at the hours")
    if is_open(clock, datetime.now(stage.profile.zone).timestamp()):
        return
    await call.hears_prompt(stage.prompt("main.night", "en"), timeout_s=20)
    await call.send_keys("2")
    proof.saw("calls at night, and presses 2 for answers")


async def _first_offered(stage: Stage, caller: str) -> str:
    """Return which question the caller is offered first, by the records."""

    def look() -> str | None:
        contact = stage.row(Contact, calling_number=caller)
        call_id = contact.call_id if contact is not None else ""
        lists = stage.rows(LedgerRow, kind="FaqsAnnounced", call_id=call_id)
        return next((str(each.payload["faqs"][0]) for each in lists), None)

    first: str = await until(look, timeout_s=20, what="the list of questions in SQL")
    return first
