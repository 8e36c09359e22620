"""From checked files to the frozen graph: every text becomes a named prompt, every time seconds.

A prompt's name is where its text stands, so that a recording can be made for it: `main.welcome`,
`main.menu.no_match`, `faq.potholes`, `main.top.2.potholes` (the line that offers it on key 2).
"""

from collections.abc import Mapping
from typing import assert_never
from zoneinfo import ZoneInfo

from ivr.flow import graph
from ivr.flow import node_schema as spec
from ivr.flow.commands import Prompt
from ivr.flow.fields import Weekday
from ivr.flow.graph import Speech, Wordings
from ivr.flow.schema import FaqSpec

HOUR_S = 3600.0

_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def speech(name: str, text: Mapping[str, str] | None) -> Speech:
    """Name a text's prompts; no text is an empty speech."""
    return {tag: Prompt(name=name, language=tag, text=words) for tag, words in (text or {}).items()}


def wordings(words: Mapping[str, list[str]]) -> Wordings:
    """Freeze what a caller may say."""
    return {tag: tuple(spoken) for tag, spoken in words.items()}


def compile_flow(
    name: str, flow: spec.FlowFile, *, faqs: Mapping[str, FaqSpec], zone: ZoneInfo
) -> graph.Graph:
    """Build one flow's graph. The flow has been checked: every way on is named."""
    return graph.Graph(
        name=name,
        start=flow.start,
        nodes={
            node: _node(f"{name}.{node}", node, s, faqs, zone) for node, s in flow.nodes.items()
        },
        types={node: s.type for node, s in flow.nodes.items()},
    )


def _node(
    path: str, name: str, node: spec.NodeSpec, faqs: Mapping[str, FaqSpec], zone: ZoneInfo
) -> graph.Node:
    match node:
        case spec.AnswerSpec():
            return graph.AnswerNode(name=name, next=node.next or "")
        case spec.SaySpec():
            return graph.SayNode(name=name, text=speech(path, node.text), next=node.next or "")
        case spec.AnnounceSpec():
            return _announce(path, name, node, faqs)
        case spec.MenuSpec():
            return _menu(path, name, node)
        case spec.DetectLanguageSpec():
            return graph.DetectLanguageNode(
                name=name,
                prompt=speech(path, node.prompt),
                keys=dict(node.keys),
                timeout_s=node.timeout_s,
                attempts=node.attempts,
                hint_threshold=node.hint_threshold,
                identified=node.identified or "",
                identified_other=node.identified_other or "",
                unknown=node.unknown or "",
            )
        case spec.HoursSpec():
            return _hours(name, node, zone)
        case spec.EmergencySpec():
            return graph.EmergencyNode(name=name)
        case spec.EnqueueSpec():
            return graph.EnqueueNode(
                name=name,
                queue=node.queue,
                skills=dict(node.skills),
                priority=node.priority,
                text=speech(path, node.text),
                on_timed_out=node.on_timed_out or "",
                on_unstaffed=node.on_unstaffed or "",
                on_served=node.on_served or "",
                on_full=node.on_full or "",
                on_closed=node.on_closed or "",
                on_overflowed=dict(node.on_overflowed),
            )
        case spec.TransferSpec():
            return graph.TransferNode(
                name=name,
                destination=node.destination,
                text=speech(path, node.text),
                failed=node.failed or "",
            )
        case spec.VoicemailSpec():
            return graph.VoicemailNode(
                name=name,
                prompt=speech(path, node.prompt),
                max_s=node.max_s,
                silence_s=node.silence_s,
                thanks=speech(f"{path}.thanks", node.thanks),
                sorry=speech(f"{path}.sorry", node.sorry),
                next=node.next or "",
            )
        case spec.GotoSpec():
            return graph.GotoNode(name=name, goto=node.goto)
        case spec.HangUpSpec():
            return graph.HangUpNode(name=name, text=speech(path, node.text))
        case _:
            assert_never(node)


def _announce(
    path: str, name: str, node: spec.AnnounceSpec, faqs: Mapping[str, FaqSpec]
) -> graph.AnnounceNode:
    items = {
        (str(key), code): speech(
            f"{path}.{key}.{code}",
            {
                tag: line.replace("{key}", str(key)).replace("{title}", faq.title[tag])
                for tag, line in node.item.items()
                if tag in faq.title
            },
        )
        for key in range(1, node.count + 1)
        for code, faq in faqs.items()
    }
    return graph.AnnounceNode(
        name=name,
        count=node.count,
        window_s=node.window_h * HOUR_S,
        half_life_s=node.half_life_h * HOUR_S,
        pinned=tuple(node.pinned),
        intro=speech(path, node.intro),
        items=items,
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        no_match=speech(f"{path}.no_match", node.no_match),
        answered=node.answered or "",
        next=node.next or "",
    )


def _menu(path: str, name: str, node: spec.MenuSpec) -> graph.MenuNode:
    options = tuple(
        graph.Option(choice=choice, goto=option.goto, key=option.key, words=wordings(option.words))
        for choice, option in node.options.items()
    )
    return graph.MenuNode(
        name=name,
        prompt=speech(path, node.prompt),
        options=options,
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        no_input=speech(f"{path}.no_input", node.no_input),
        no_match=speech(f"{path}.no_match", node.no_match),
        fallback=node.fallback or "",
    )


def _hours(name: str, node: spec.HoursSpec, zone: ZoneInfo) -> graph.HoursNode:
    return graph.HoursNode(
        name=name,
        always=node.always,
        zone=ZoneInfo(node.zone) if node.zone else zone,
        week=tuple(tuple(_span(text) for text in node.week.get(day, ())) for day in _DAYS),
        holidays=frozenset(node.holidays),
        open=node.open or "",
        closed=node.closed or "",
    )


def _span(text: str) -> tuple[int, int]:
    start, end = (
        int(hour) * 60 + int(minute)
        for hour, minute in (clock.split(":") for clock in text.split("-"))
    )
    return start, end
