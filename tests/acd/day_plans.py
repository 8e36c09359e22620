"""Who works at the call centre of the random days, and by which plans."""

from dataclasses import replace

from hypothesis import strategies as st

from acd.consults.messages import Target, TargetKind
from acd.plan.model import Overflow, PolicyName, RecipeStep, RoutingPlan, TransferBack
from acd.plan.vendors import DialStep, Vendor
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, agent, plan

PROFILES = {
    profile.agent_id: profile
    for profile in (
        agent("ann", GENERAL, group="day", site="north", en=5),
        agent("bob", GENERAL, group="day", site="south", en=5),
        agent("sol", GENERAL, EXPERT, skills={"housing": 3}, en=4, es=5),
        agent("eve", EXPERT, skills={"housing": 5}, en=5),
        agent("ina", INTERPRETER, so=5, es=4),
        agent("all", GENERAL, EXPERT, INTERPRETER, skills={"housing": 4}, en=3, so=3),
    )
}
VENDORS = (
    Vendor(name="first", rank=1, number="1", languages={"so": "", "es": ""}, lines_count=2),
    Vendor(
        name="second",
        rank=2,
        number="2",
        languages={"so": "5"},
        steps=(DialStep(language=True),),
        seconds_per_month=240,
        connect_within_s=9.0,
        retry_s=15.0,
    ),
)
WITHOUT_BOB = [profile for name, profile in PROFILES.items() if name != "bob"]


def recipes(base: RoutingPlan, policy: PolicyName) -> RoutingPlan:
    """The plan with everything that routing can be told."""
    general = replace(
        base.queues["general"],
        policy=policy,
        sites=("north",),
        recipe=(RecipeStep(after_s=5.0, sites=()),),
        weights={"day": 2.0},
        max_waiting=2,
        not_responding_s=20.0,
        priority_s=10.0,
        interpreter_after_s=8.0,
    )
    housing = replace(
        base.queues["housing"],
        policy=policy,
        skills={"housing": 5},
        recipe=(
            RecipeStep(after_s=10.0, skills={"housing": 3}),
            RecipeStep(after_s=20.0, skills={}, kinds=(GENERAL, EXPERT), drop_call_skills=True),
        ),
        overflow=Overflow(after_s=30.0, queue="general"),
    )
    general = replace(general, overflow=Overflow(after_s=40.0, exit="message"))
    return replace(base, queues={**base.queues, "general": general, "housing": housing})


PLANS: list[RoutingPlan] = [
    plan(*PROFILES.values(), max_wait_s=60.0, misses_before_not_responding=2),
    plan(*WITHOUT_BOB, max_wait_s=90.0, wrap_up_s=0.0, interpreter_after_s=None),
    plan(
        *PROFILES.values(),
        max_wait_s=60.0,
        vendors=VENDORS,
        head_start_s=4.0,
        interpreter_after_s=5.0,
    ),
    plan(*PROFILES.values(), max_wait_s=60.0, vendors=VENDORS[::-1]),
    replace(plan(*PROFILES.values(), max_wait_s=60.0), transfer_back=TransferBack.AGENT),
    *(recipes(plan(*PROFILES.values(), max_wait_s=60.0), policy) for policy in PolicyName),
]
EVERYONE = {name: profile for each in PLANS for name, profile in each.everyone().items()}
AGENTS = st.sampled_from([name for name in PROFILES if name != "bob"])
CALLS = st.sampled_from(["c1", "c2", "c3", "c4", "d0", "d1"])
LANGUAGES = st.sampled_from(["en", "es", "so"])
TARGETS = st.one_of(
    st.sampled_from(["general", "housing"]).map(
        lambda name: Target(kind=TargetKind.QUEUE, name=name)
    ),
    AGENTS.map(lambda name: Target(kind=TargetKind.AGENT, name=name)),
    st.just(Target(kind=TargetKind.DESTINATION, name="parks", number="555", keys="w1")),
)


def lines_with(name: str) -> tuple[str, ...]:
    """All lines of the vendor whose line this is; the agent alone for a person."""
    vendor = EVERYONE[name].vendor
    return vendor.lines if vendor is not None else (name,)
