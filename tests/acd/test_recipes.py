"""A queue asks less as an entry waits; a language is never relaxed."""

import dataclasses

from acd.events import EntryRelaxed, OfferMade
from acd.plan.model import AgentProfile, Queue, RecipeStep, RoutingPlan
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, Bench, agent

RECIPE = (
    RecipeStep(after_s=30.0, skills={"housing": 3}),
    RecipeStep(after_s=60.0, skills={}, kinds=(GENERAL, EXPERT)),
)


def centre(*agents: AgentProfile, recipe: tuple[RecipeStep, ...] = RECIPE, **more: object) -> Bench:
    housing = Queue(
        name="housing", kind=EXPERT, skills={"housing": 5}, recipe=recipe, wrap_up_s=0.0
    )
    plan = RoutingPlan(
        queues={
            "housing": dataclasses.replace(housing, **more),
            "general": Queue(name="general", kind=GENERAL),
            "interpreters": Queue(name="interpreters", kind=INTERPRETER),
        },
        agents={each.agent_id: each for each in agents},
        interpreter_queue="interpreters",
    )
    return Bench(routing=plan)


def busy_five(*others: AgentProfile) -> Bench:
    """The only expert of level 5 is on another call."""
    bench = centre(agent("five", EXPERT, skills={"housing": 5}, en=5), *others)
    bench.login("five")
    bench.enqueue("other", queue="housing")
    bench.talk("five")
    return bench


def test_each_step_lets_more_agents_in() -> None:
    bench = busy_five(
        agent("three", EXPERT, skills={"housing": 3}, en=5), agent("gen", GENERAL, en=5)
    )
    bench.login("three", "gen")
    bench.enqueue("c1", queue="housing")
    bench.enqueue("c2", queue="housing")
    assert bench.offered() == []
    bench.wait(29.9)
    assert bench.offered() == []
    bench.wait(0.2)
    assert bench.offered() == ["three"]
    bench.wait(30)
    assert "gen" in bench.offered()


def test_each_step_is_an_event_and_the_receipt_shows_what_was_asked() -> None:
    bench = busy_five(agent("gen", GENERAL, en=5))
    bench.login("gen")
    bench.enqueue("c1", queue="housing")
    bench.wait(60)
    assert [(event.step, event.reason) for event in bench.all(EntryRelaxed)] == [
        (1, "due"),
        (2, "due"),
    ]
    made = bench.all(OfferMade)[-1]
    assert made.agent_id == "gen"
    assert made.facts is not None
    assert made.facts.requirement.kinds == (EXPERT, GENERAL)
    assert made.facts.requirement.skills == {}


def test_after_a_gap_everything_due_is_applied_at_once() -> None:
    bench = busy_five(agent("gen", GENERAL, en=5))
    bench.login("gen")
    bench.enqueue("c1", queue="housing")
    bench.now += 1_000 - 300
    bench.engine.handle_timer(now=bench.now - 640)
    outputs = bench.engine.take_outputs()
    relaxed = [output.step for output in outputs if isinstance(output, EntryRelaxed)]
    assert relaxed == [1, 2]
    assert [o.agent_id for o in outputs if isinstance(o, OfferMade)] == ["gen"]


def test_nobody_waits_for_a_level_that_nobody_there_has() -> None:
    bench = centre(agent("three", EXPERT, skills={"housing": 3}, en=5))
    bench.login("three")
    bench.enqueue("c1", queue="housing")
    assert bench.offered() == ["three"]
    assert [event.reason for event in bench.all(EntryRelaxed)] == ["nobody_staffed"]


def test_a_language_is_not_relaxed_while_somebody_speaks_it() -> None:
    bench = centre(
        agent("five", EXPERT, skills={"housing": 5}, en=5),
        agent("sol", GENERAL, en=5, es=5),
        agent("gen", GENERAL, en=5),
    )
    bench.login("five", "sol", "gen")
    bench.enqueue("other", queue="general", language="es")
    bench.talk("sol")
    bench.enqueue("c1", queue="housing", language="es")
    bench.wait(200)
    assert all(offer.call_id != "c1" for offer in bench.all(OfferMade))
    bench.hang_up(bench.engine.call("other").parties[0].offer_id)
    bench.wait(30)
    assert [offer.agent_id for offer in bench.all(OfferMade) if offer.call_id == "c1"] == ["sol"]


def test_a_language_nobody_speaks_goes_to_an_interpreter_and_any_able_agent() -> None:
    bench = centre(
        agent("five", EXPERT, skills={"housing": 5}, en=5), agent("ina", INTERPRETER, so=5)
    )
    bench.login("five", "ina")
    bench.enqueue("c1", queue="housing", language="so")
    assert sorted(bench.offered()) == ["five", "ina"]


def test_the_calls_own_skills_stay_until_a_step_drops_them() -> None:
    recipe = (
        RecipeStep(after_s=10.0, skills={}, kinds=(GENERAL, EXPERT)),
        RecipeStep(after_s=20.0, drop_call_skills=True),
    )
    bench = centre(
        agent("five", EXPERT, skills={"housing": 5, "tax": 2}, en=5),
        agent("gen", GENERAL, en=5),
        recipe=recipe,
    )
    bench.login("five", "gen")
    bench.enqueue("other", queue="housing")
    bench.talk("five")
    bench.enqueue("c1", queue="housing", skills={"tax": 2})
    bench.wait(19)
    assert bench.offered() == []
    bench.wait(1)
    assert bench.offered() == ["gen"]


def test_another_site_is_a_step() -> None:
    bench = centre(
        agent("north", EXPERT, skills={"housing": 5}, site="north"),
        agent("south", EXPERT, skills={"housing": 5}, site="south"),
        recipe=(RecipeStep(after_s=15.0, sites=("north", "south")),),
        sites=("north",),
    )
    bench.login("south", "north")
    bench.enqueue("c1", queue="housing")
    assert bench.offered() == ["north"]
    bench.talk("north")
    bench.enqueue("c2", queue="housing")
    assert bench.offered() == []
    bench.wait(15)
    assert bench.offered() == ["south"]


def test_an_offer_that_rings_goes_on_when_a_step_falls_due() -> None:
    bench = centre(agent("five", EXPERT, skills={"housing": 5}), ring_timeout_s=60.0)
    bench.login("five")
    bench.enqueue("c1", queue="housing")
    bench.ring("five")
    bench.wait(45)
    assert [event.step for event in bench.all(EntryRelaxed)] == [1]
    assert bench.offer_to("five").call_id == "c1"


def test_a_new_recipe_counts_for_those_who_wait() -> None:
    bench = busy_five(agent("three", EXPERT, skills={"housing": 3}, en=5))
    bench.login("three")
    bench.enqueue("c1", queue="housing")
    bench.wait(10)
    queues = dict(bench.plan.queues)
    queues["housing"] = dataclasses.replace(
        queues["housing"], recipe=(RecipeStep(after_s=5.0, skills={"housing": 3}),)
    )
    bench.reload(dataclasses.replace(bench.plan, queues=queues))
    assert [event.reason for event in bench.said(EntryRelaxed)] == ["reload", "reload"][:1]
    assert bench.offered() == ["three"]
