"""What a callback node says must fit its queue, and the city must say how it calls people."""

from collections.abc import Iterator
from typing import Final

from acd.plan.week import minutes
from ivr.flow.loading.folder import Folder
from ivr.flow.loading.problems import Problem
from ivr.flow.loading.source import Source
from ivr.flow.schema.callback import LEAST_OF_A_SLOT_S, CallbackSpec
from ivr.flow.schema.nodes import FlowFile

_DAY: Final = 24 * 60


def check_callback(
    folder: Folder, flow: Source[FlowFile], name: str, node: CallbackSpec
) -> Iterator[Problem]:
    """Report unknown queues and skills, slots nobody is told of, and missing rules."""
    here = ("nodes", name)
    queues, skills = folder.names.queues, folder.names.skills
    if node.queue not in queues:
        yield flow.unknown_name((*here, "queue"), "queue", node.queue, queues)
    for skill in node.skills:
        if skill not in skills:
            yield flow.unknown_name((*here, "skills", skill), "skill", skill, skills)
    if folder.city.value.callbacks is None and folder.city.stands("callbacks"):
        yield flow.problem(
            *here,
            message="city.yaml does not say how people are called back",
            hint="add callbacks: {caller_id: ..., greeting: ...} to city.yaml",
        )
    if node.slots and node.when is None:
        yield flow.problem(
            *here,
            message="there are 'slots' and no 'when'",
            hint="say in 'when' that key 1 is for as soon as it is the caller's turn",
        )
    for slot, each in node.slots.items():
        start, _, end = each.span.partition("-")
        if end <= start:
            yield flow.problem(
                *here,
                *("slots", slot, "span"),
                message=f"{each.span} runs past midnight",
                hint="end a slot on the day it begins",
            )


def vain_slots(folder: Folder) -> Iterator[Problem]:
    """Report slots in which people are called on no day of the week: they are never offered."""
    callbacks = folder.city.value.callbacks
    if callbacks is None or not callbacks.week:
        return
    spans = [minutes(span) for day in callbacks.week.values() for span in day]
    called = [(begin, end if end > begin else end + _DAY) for begin, end in spans]
    called += [(begin - _DAY, end - _DAY) for begin, end in called]
    for flow in folder.flows.values():
        for name, node in flow.value.nodes.items():
            for slot, each in node.slots.items() if isinstance(node, CallbackSpec) else ():
                first, last = minutes(each.span)
                last -= int(LEAST_OF_A_SLOT_S // 60)
                if not any(begin <= last and first < end for begin, end in called):
                    yield flow.problem(
                        *("nodes", name, "slots", slot, "span"),
                        message="nobody is called then: the slot is never offered",
                        hint="the hours are those of 'callbacks' in city.yaml",
                    )
