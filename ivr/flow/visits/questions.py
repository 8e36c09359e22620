"""The most-asked questions: which are offered, and the answer to one."""

from datetime import datetime

from ivr.flow.call import Call
from ivr.flow.commands import Prompt
from ivr.flow.events import Means
from ivr.flow.graph import AnnounceNode, Questions
from ivr.flow.media import FaqPlay
from ivr.flow.question_list import Chosen


def most_asked(call: Call, wanted: AnnounceNode | Questions, now: float) -> Chosen:
    """Return the questions to be offered to this caller now, in the order of their keys."""
    return wanted.question_list.choose(
        call.trending,
        known=tuple(call.profile.faqs),
        caller=call.facts.caller,
        call_id=call.call_id,
        language=call.language,
        day=datetime.fromtimestamp(now, call.profile.zone).date(),
        now=now,
    )


def answer_of(call: Call, code: str, means: Means) -> tuple[tuple[Prompt, ...], FaqPlay]:
    """Return the answer's prompts and what is noted when they are heard."""
    prompts = call.prompts(call.profile.faqs[code].answer)
    languages = ",".join(prompt.language for prompt in prompts)
    return prompts, FaqPlay(code=code, language=languages, means=means)
