"""The most-asked questions: which are offered, and the answer to one."""

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.events import Means
from ivr.flow.graph import AnnounceNode, Questions
from ivr.flow.media import FaqPlay


def most_asked(call: Call, wanted: AnnounceNode | Questions, now: float) -> list[str]:
    """Return the questions to be offered now, in the order of their keys; pinned ones lead."""
    asked = call.trending.top(
        count=wanted.count + len(wanted.pinned),
        window_s=wanted.window_s,
        half_life_s=wanted.half_life_s,
        now=now,
    )
    known = [code for code in asked if code in call.profile.faqs]
    return list(dict.fromkeys((*wanted.pinned, *known)))[: wanted.count]


def answer_of(call: Call, code: str, means: Means) -> tuple[tuple[Prompt, ...], FaqPlay]:
    """Return the answer's prompts and what is noted when they are heard."""
    prompts = call.prompts(call.profile.faqs[code].answer)
    languages = ",".join(prompt.language for prompt in prompts)
    return prompts, FaqPlay(code=code, language=languages, means=means)
