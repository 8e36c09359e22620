"""Agents and interpreters of a few languages, and what the engine says of their entries."""

from acd.events import EntryEnded, EntryOutcome, EntryQueued
from acd.plan.model import AgentProfile
from tests.acd.harness import EXPERT, GENERAL, INTERPRETER, Bench, agent

ANN = agent("ann", GENERAL, en=5)
SOL = agent("sol", GENERAL, en=4, es=5)
INA = agent("ina", INTERPRETER, en=4, so=5)
ISA = agent("isa", INTERPRETER, en=4, es=5)
EVE = agent("eve", EXPERT, skills={"housing": 4}, en=5)


def bench_with(*agents: AgentProfile, login: str = "", **general: object) -> Bench:
    bench = Bench(*agents, **general)
    bench.login(*login.split())
    return bench


def queued(bench: Bench) -> list[tuple[str, str | None]]:
    return [(e.role.value, e.language) for e in bench.said(EntryQueued)]


def ends(bench: Bench) -> list[tuple[str, EntryOutcome]]:
    return [(e.role.value, e.outcome) for e in bench.said(EntryEnded)]
