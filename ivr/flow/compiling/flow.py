"""From checked files to the frozen graph: every text becomes a named prompt, every time seconds.

A prompt's name is where its text stands, so that a recording can be made for it: `main.welcome`,
`main.menu.no_match`, `faq.potholes`, `title.potholes`, `main.top.2.after` (the words that
offer any question on key 2).
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never
from zoneinfo import ZoneInfo

from acd.plan.week import minutes
from ivr.flow import graph
from ivr.flow.compiling.ask import compile_ask, compile_consent, compile_status, compile_survey
from ivr.flow.compiling.calendars import opening_hours
from ivr.flow.compiling.knowledge import compile_knowledge_node
from ivr.flow.compiling.surroundings import Surroundings, wordings
from ivr.flow.compiling.waiting import compile_waiting
from ivr.flow.expression.parser import parse
from ivr.flow.offer_line import offer_line
from ivr.flow.question_list import compile_list, keys_of
from ivr.flow.schema import nodes as spec
from ivr.flow.schema.ask import AskSpec
from ivr.flow.schema.calendars import CalendarSpec
from ivr.flow.schema.callback import CallbackSpec
from ivr.flow.schema.inquiry import RecordConsentSpec, SurveySpec
from ivr.flow.schema.knowledge_node import KnowledgeSpec
from ivr.flow.schema.status import StatusSpec
from ivr.flow.schema.subflow import CallSpec, ReturnSpec


def compile_flow(name: str, flow: spec.FlowFile, around: Surroundings) -> graph.Graph:
    """Build one flow's graph. The flow has been checked: every way on is named."""
    return graph.Graph(
        name=name,
        start=flow.start,
        nodes={node: _node(f"{name}.{node}", node, s, around) for node, s in flow.nodes.items()},
        types={node: s.type for node, s in flow.nodes.items()},
    )


def _node(path: str, name: str, node: spec.NodeSpec, around: Surroundings) -> graph.Node:
    match node:
        case spec.AnswerSpec():
            return graph.AnswerNode(name=name, next=node.next or "")
        case spec.SaySpec():
            return graph.SayNode(name=name, text=around.say(path, node.text), next=node.next or "")
        case spec.SetSpec():
            values = {variable: parse(formula) for variable, formula in node.values.items()}
            return graph.SetNode(name=name, values=values, next=node.next or "")
        case spec.BranchSpec():
            cases = tuple((parse(case.when), case.goto) for case in node.cases)
            return graph.BranchNode(name=name, cases=cases, otherwise=node.otherwise or "")
        case spec.AnnounceSpec():
            return _announce(path, name, node, around)
        case spec.MenuSpec():
            return _menu(path, name, node, around)
        case AskSpec():
            return compile_ask(path, name, node, around)
        case RecordConsentSpec():
            return compile_consent(path, name, node, around)
        case SurveySpec():
            return compile_survey(path, name, node, around)
        case StatusSpec():
            return compile_status(path, name, node, around)
        case KnowledgeSpec():
            return compile_knowledge_node(path, name, node, around)
        case CallSpec():
            return graph.CallNode(name=name, flow=node.flow, next=node.next or "")
        case ReturnSpec():
            return graph.ReturnNode(name=name)
        case spec.DetectLanguageSpec():
            return graph.DetectLanguageNode(
                name=name,
                prompt=around.say(path, node.prompt),
                keys=dict(node.keys),
                timeout_s=node.timeout_s,
                attempts=node.attempts,
                hint_threshold=node.hint_threshold,
                assume=node.assume,
                identified=node.identified or "",
                identified_other=node.identified_other or "",
                unknown=node.unknown or "",
            )
        case spec.HoursSpec():
            return compile_hours(name, node, calendars=around.calendars, zone=around.zone)
        case spec.EmergencySpec():
            return graph.EmergencyNode(name=name)
        case spec.EnqueueSpec():
            return graph.EnqueueNode(
                name=name,
                queue=node.queue,
                skills=dict(node.skills),
                priority=node.priority,
                text=around.say(path, node.text),
                on_timed_out=node.on_timed_out or "",
                on_unstaffed=node.on_unstaffed or "",
                on_served=node.on_served or "",
                on_full=node.on_full or "",
                on_closed=node.on_closed or "",
                on_overflowed=dict(node.on_overflowed),
                keys=dict(node.keys),
                waiting=compile_waiting(f"{path}.waiting", node.waiting),
            )
        case spec.TransferSpec():
            return graph.TransferNode(
                name=name,
                destination=node.destination or "",
                chosen=node.chosen or "",
                text=around.say(path, node.text),
                failed=node.failed or "",
                closed=node.closed or node.failed or "",
                told=node.told or node.failed or "",
            )
        case spec.VoicemailSpec():
            return graph.VoicemailNode(
                name=name,
                prompt=around.say(path, node.prompt),
                max_s=node.max_s,
                silence_s=node.silence_s,
                thanks=around.say(f"{path}.thanks", node.thanks),
                sorry=around.say(f"{path}.sorry", node.sorry),
                empty=node.empty or node.next or "",
                next=node.next or "",
            )
        case CallbackSpec():
            return _callback(path, name, node, around)
        case spec.GotoSpec():
            return graph.GotoNode(name=name, goto=node.goto)
        case spec.HangUpSpec():
            return graph.HangUpNode(name=name, text=around.say(path, node.text))
        case _:
            assert_never(node)


def _announce(
    path: str, name: str, node: spec.AnnounceSpec, around: Surroundings
) -> graph.AnnounceNode:
    return graph.AnnounceNode(
        name=name,
        question_list=compile_list(node),
        intro=around.say(path, node.intro),
        item=offer_line(path, node.item, keys=keys_of(node.count)),
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        no_match=around.say(f"{path}.no_match", node.no_match),
        answered=node.answered or "",
        next=node.next or "",
    )


def _menu(path: str, name: str, node: spec.MenuSpec, around: Surroundings) -> graph.MenuNode:
    options = tuple(
        graph.Option(choice=choice, goto=option.goto, key=option.key, words=wordings(option.words))
        for choice, option in node.options.items()
    )
    return graph.MenuNode(
        name=name,
        prompt=around.say(path, node.prompt),
        options=options,
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        no_input=around.say(f"{path}.no_input", node.no_input),
        no_match=around.say(f"{path}.no_match", node.no_match),
        fallback=node.fallback or "",
    )


def _callback(path: str, name: str, node: CallbackSpec, around: Surroundings) -> graph.CallbackNode:
    return graph.CallbackNode(
        name=name,
        queue=node.queue,
        skills=dict(node.skills),
        priority=node.priority,
        confirm=around.say(f"{path}.confirm", node.confirm),
        ask_number=around.say(f"{path}.ask_number", node.ask_number),
        wrong_number=around.say(f"{path}.wrong_number", node.wrong_number),
        when=around.say(f"{path}.when", node.when),
        slots=tuple(
            graph.CallbackSlot(
                name=slot,
                key=each.key,
                days_ahead=1 if each.day == "tomorrow" else 0,
                span=minutes(each.span),
                text=around.say(f"{path}.slots.{slot}", each.text),
            )
            for slot, each in node.slots.items()
        ),
        booked=around.say(f"{path}.booked", node.booked),
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        next=node.next or "",
        failed=node.failed or "",
    )


def compile_hours(
    name: str, node: spec.HoursSpec, *, calendars: Mapping[str, CalendarSpec], zone: ZoneInfo
) -> graph.HoursNode:
    """Build an hours node; `zone` is the city's."""
    calendar = (
        calendars[node.calendar] if node.calendar else CalendarSpec(week=node.week, zone=node.zone)
    )
    own_zone = ZoneInfo(node.zone) if node.zone else None
    hours = opening_hours(calendar, zone=zone, holidays=node.holidays)
    return graph.HoursNode(
        name=name,
        hours=None if node.always else replace(hours, zone=own_zone or hours.zone),
        open=node.open or "",
        closed=node.closed or "",
    )
