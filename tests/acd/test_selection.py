import pickle

import pytest

from acd.events import OfferMade
from acd.inputs import (
    AgentLoggedOut,
    AgentPaused,
    OfferDeclined,
    OfferUnanswered,
)
from acd.queue.need import capability, language_level, need, shortfall
from acd.routing.policies import SkillFit
from acd.routing.selection import RECEIPT_LENGTH
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, Bench, agent


def made(bench: Bench) -> OfferMade:
    offers = bench.said(OfferMade)
    assert len(offers) == 1
    return offers[0]


def test_the_longest_idle_of_equals_is_chosen() -> None:
    bench = Bench(agent("ann"), agent("bob"), agent("cay"))
    bench.login("bob", "cay", "ann")
    bench.enqueue()
    assert bench.offered() == ["bob"]


def test_equals_of_one_instant_go_in_the_order_they_became_idle() -> None:
    bench = Bench(agent("ann", en=5), agent("bob", en=5, es=1), agent("cay", en=5))
    for name in ("cay", "ann"):
        bench.login(name)
        bench.now -= 1
    bench.enqueue()
    assert bench.offered() == ["cay"]


def test_work_is_shared_in_turn() -> None:
    bench = Bench(agent("ann"), agent("bob"), agent("cay"), wrap_up_s=0.0)
    bench.login("ann", "bob", "cay")
    served = []
    for number in range(6):
        bench.now += 1
        bench.enqueue(f"c{number}")
        served += bench.offered()
        bench.hang_up(bench.talk(served[-1]))
    assert served == ["ann", "bob", "cay"] * 2


def test_rare_speakers_are_kept_for_rare_callers() -> None:
    bench = Bench(agent("sol", en=5, es=5), agent("ann", en=5))
    bench.login("sol", "ann")
    bench.enqueue(language="en")
    assert bench.offered() == ["ann"]
    bench.enqueue("c2", language="en")
    assert bench.offered() == ["sol"]


def test_the_better_speaker_goes_first() -> None:
    bench = Bench(agent("ann", es=2), agent("sol", es=5))
    bench.login("ann", "sol")
    bench.enqueue(language="es")
    assert bench.offered() == ["sol"]


def test_the_better_skilled_goes_first() -> None:
    bench = Bench(
        agent("eve", EXPERT, skills={"housing": 3}), agent("eli", EXPERT, skills={"housing": 5})
    )
    bench.login("eve", "eli")
    bench.enqueue(queue="housing")
    assert bench.offered() == ["eli"]


def test_skills_of_queue_and_call_both_count() -> None:
    bench = Bench(
        agent("eve", EXPERT, skills={"housing": 5}),
        agent("eli", EXPERT, skills={"housing": 3, "tax": 2}),
        agent("low", EXPERT, skills={"housing": 2, "tax": 5}),
    )
    bench.login("eve", "low", "eli")
    bench.enqueue(queue="housing", skills={"tax": 2})
    assert bench.offered() == ["eli"]


def test_the_receipt_names_a_reason_for_everyone_passed_over() -> None:
    bench = Bench(
        agent("ann", GENERAL, en=5),
        agent("out", GENERAL, en=5),
        agent("lunch", GENERAL, en=5),
        agent("busy", GENERAL, en=5),
        agent("deaf", GENERAL, en=5),
        agent("tax", GENERAL, skills={"tax": 1}, en=5),
        agent("sol", GENERAL, es=5),
        agent("ina", INTERPRETER, en=5),
        agent("no", GENERAL, en=5),
    )
    bench.login("busy")
    bench.enqueue("c0")
    bench.talk("busy")
    bench.login("deaf")
    bench.enqueue("c00")
    bench.tell(OfferUnanswered(offer_id=bench.ring("deaf")))
    bench.login("no", "lunch", "sol", "ina")
    for name in ("lunch", "sol"):
        bench.tell(AgentPaused(agent_id=name))
    bench.talk("no")
    bench.hang_up(bench.engine.call("c00").parties[0].offer_id)
    bench.wait(20)
    bench.enqueue(language="en")
    bench.login("ann", "tax")
    bench.tell(OfferDeclined(offer_id=bench.ring("no")))
    receipt = made(bench).receipt
    assert receipt.winner == "ann"
    assert receipt.logged_out == 1
    assert receipt.not_listed == 0
    assert {c.agent_id: c.rejected for c in receipt.candidates} == {
        "ann": "",
        "tax": "",
        "busy": "busy:talking",
        "deaf": "not_responding",
        "no": "declined_recently",
        "lunch": "paused",
        "sol": "lacks_language:en",
        "ina": "wrong_kind",
    }


def test_the_receipts_keys_have_the_names_and_order_of_the_policy() -> None:
    bench = Bench(agent("ann", en=4, es=3), agent("bob", en=5))
    bench.login("ann", "bob")
    bench.enqueue(language="en")
    receipt = made(bench).receipt
    assert (receipt.policy, receipt.key_names) == (SkillFit.name, SkillFit.key_names)
    assert [(c.agent_id, c.sort_key) for c in receipt.candidates] == [
        ("bob", (0.0, 0.0, 0.0, 1001.0)),
        ("ann", (1.0, 0.0, 1.0, 1000.0)),
    ]
    assert all(len(c.sort_key) == len(receipt.key_names) for c in receipt.candidates)


def test_a_lacking_skill_is_named() -> None:
    eve = capability(agent("eve", EXPERT, skills={"housing": 2}))
    assert shortfall(eve, need([EXPERT], {"housing": 3}, {}, None)) == "lacks_skill:housing"
    assert shortfall(eve, need([EXPERT], {"housing": 2}, {"tax": 1}, None)) == "lacks_skill:tax"
    assert shortfall(eve, need([EXPERT], {"housing": 2}, {}, None)) == ""


@pytest.mark.parametrize(
    ("spoken", "asked", "expected"),
    [
        ("es", "es", 4),
        ("es", "es-MX", 4),
        ("zh-Hant", "ZH-hant-TW", 4),
        ("es-MX", "es", 0),
        ("es", "est", 0),
        ("zh", "yue", 0),
    ],
)
def test_language_tags_match_by_lookup(spoken: str, asked: str, expected: int) -> None:
    assert language_level(capability(agent("x", **{spoken: 4})), asked) == expected


# --- the order of the waiting ---------------------------------------------------------------


def test_one_order_over_all_queues_priority_then_arrival() -> None:
    bench = Bench(agent("ann", GENERAL, EXPERT, skills={"housing": 3}), max_wait_s=None)
    bench.login("ann")
    bench.enqueue("first")
    bench.talk("ann")
    for call_id, queue, priority in (
        ("c1", "general", 0),
        ("c2", "housing", 0),
        ("c3", "general", 5),
        ("c4", "housing", 5),
        ("c5", "general", 0),
    ):
        bench.enqueue(call_id, queue=queue, priority=priority)
    assert [view.call_id for view in bench.engine.waiting()] == ["c3", "c4", "c1", "c2", "c5"]


def test_a_freed_agent_gets_the_first_entry_they_can_serve() -> None:
    bench = Bench(
        agent("ann", GENERAL),
        agent("eve", EXPERT, skills={"housing": 3}),
        wrap_up_s=0.0,
    )
    bench.login("ann", "eve")
    bench.enqueue("a")
    offer_id = bench.talk("ann")
    bench.enqueue("e", queue="housing")
    bench.talk("eve")
    bench.enqueue("c1", queue="housing")
    bench.now += 1
    bench.enqueue("c2")
    bench.hang_up(offer_id)
    assert [view.call_id for view in bench.engine.waiting()] == ["c1"]
    assert bench.offered() == ["ann"]


# --- the work a decision costs --------------------------------------------------------------


def test_a_receipt_is_bounded_and_counts_the_rest() -> None:
    names = [f"a{number:03}" for number in range(100)]
    bench = Bench(*(agent(name) for name in names))
    bench.login(*names)
    bench.tell(AgentLoggedOut(agent_id="a050"))
    bench.enqueue()
    receipt = made(bench).receipt
    assert len(receipt.candidates) == RECEIPT_LENGTH
    assert receipt.winner == receipt.candidates[0].agent_id == "a000"
    assert (receipt.not_listed, receipt.logged_out) == (99 - RECEIPT_LENGTH, 1)


def test_in_a_large_centre_a_receipt_lists_those_who_could_have_served_the_call() -> None:
    others = [agent(f"o{number:02}", EXPERT) for number in range(RECEIPT_LENGTH)]
    bench = Bench(*others, agent("ann"), agent("bob"))
    bench.login(*(profile.agent_id for profile in others), "ann", "bob")
    bench.tell(AgentPaused(agent_id="bob"))
    bench.enqueue()
    receipt = made(bench).receipt
    assert {c.agent_id: c.rejected for c in receipt.candidates} == {"ann": "", "bob": "paused"}
    assert receipt.not_listed == RECEIPT_LENGTH


def test_the_work_of_a_decision_does_not_grow_with_agents_or_entries() -> None:
    agents = [
        agent(f"a{number}", en=5, **({"es": 5} if number % 10 == 0 else {}))
        for number in range(5_000)
    ]
    bench = Bench(*agents, max_wait_s=None)
    bench.login(*(profile.agent_id for profile in agents))
    calls = 10_000
    for number in range(calls):
        bench.enqueue(f"c{number}", language="es" if number % 7 == 0 else "en")
    offers = bench.all(OfferMade)
    assert len(offers) == len({offer.agent_id for offer in offers}) == 5_000
    assert len(bench.engine.waiting()) == calls - 5_000
    assert bench.engine.agents_judged <= 5_000 * 2 * RECEIPT_LENGTH


def test_the_hash_of_a_need_is_not_carried_to_another_process() -> None:
    wanted = need([GENERAL], {"housing": 3}, {}, "es")
    expected = hash(wanted)
    object.__setattr__(wanted, "_hash", expected + 1)
    assert hash(pickle.loads(pickle.dumps(wanted))) == expected
