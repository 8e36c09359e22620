"""A checked scenario file becomes the frozen scenario that is simulated."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from acd.plan.model import Queue
from acd.sim import scenario as sim
from acd.sim.config import (
    UNKNOWN_LANGUAGE,
    DemandConfig,
    GroupConfig,
    ScenarioFile,
    TopicConfig,
    compile_shift,
)

SIMULATED = ZoneInfo("UTC")
"""Simulated time is the city's wall clock, and no summer time interrupts it."""


def compile_scenario(file: ScenarioFile) -> sim.Scenario:
    """Freeze a checked file into the scenario that is simulated."""
    return sim.Scenario(
        name=file.name,
        about=file.about,
        sources=tuple(file.sources),
        assumptions=tuple(file.assumptions),
        days=file.days,
        warm_up_s=file.warm_up_h * sim.HOUR_S,
        threshold_s=file.service_level_s,
        lines=file.lines,
        seats=file.seats,
        demand=_demand(file.demand),
        queues={name: _queue(file, name) for name in file.queues},
        groups=tuple(_group(name, group) for name, group in file.agents.items()),
        telephones=sim.Telephones(
            answer=file.telephones.answer.compiled(),
            no_answer=file.telephones.no_answer,
            reject=file.telephones.reject,
            unreachable=file.telephones.unreachable,
            back_after_s=file.telephones.back_after_s,
        ),
    )


def _queue(file: ScenarioFile, name: str) -> Queue:
    """The queue in plain mappings, so that it can be sent to another process."""
    config = file.queues[name]
    hours = file.hours[config.hours].compiled() if config.hours else None
    queue = config.compiled(name, hours and replace(hours, zone=SIMULATED))
    steps = (
        step if step.skills is None else replace(step, skills=dict(step.skills))
        for step in queue.recipe
    )
    return replace(
        queue, skills=dict(queue.skills), weights=dict(queue.weights), recipe=tuple(steps)
    )


def _demand(config: DemandConfig) -> sim.Demand:
    return sim.Demand(
        calls_per_day=config.calls_per_day,
        by_hour=tuple(config.by_hour),
        by_weekday=tuple(config.by_weekday),
        languages={
            None if tag == UNKNOWN_LANGUAGE else tag: weight
            for tag, weight in config.languages.items()
        },
        topics=tuple(_topic(name, topic) for name, topic in config.topics.items()),
        extra_handle_s=dict(config.extra_handle_s),
        interpreted_factor=config.interpreted_factor,
        patience=config.patience.compiled() if config.patience else None,
        retry=(
            sim.Retry(share=config.retry.share, after=config.retry.after.compiled())
            if config.retry
            else None
        ),
        people=config.people,
    )


def _topic(name: str, config: TopicConfig) -> sim.Topic:
    handover = config.handover
    return sim.Topic(
        name=name,
        queue=config.queue,
        share=config.share,
        handle=config.handle.compiled(),
        skills=dict(config.skills),
        priority=config.priority,
        handover=(
            sim.Handover(
                queue=handover.queue, share=handover.share, handle=handover.handle.compiled()
            )
            if handover
            else None
        ),
        hold=(
            sim.Hold(share=config.hold.share, length=config.hold.length.compiled())
            if config.hold
            else None
        ),
    )


def _group(name: str, config: GroupConfig) -> sim.Group:
    return sim.Group(
        name=name,
        kinds=frozenset(config.kinds),
        skills=dict(config.skills),
        languages=dict(config.languages),
        site=config.site or "",
        shifts=tuple(compile_shift(shift) for shift in config.shifts),
        breaks=(
            sim.Breaks(count=config.breaks.count, length_s=config.breaks.minutes * 60)
            if config.breaks
            else None
        ),
    )
