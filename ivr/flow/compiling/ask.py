"""From the nodes that ask for an answer, as they are written, to the forms of their answers."""

from typing import assert_never

from ivr.flow.compiling.surroundings import Surroundings, wordings
from ivr.flow.entries import SCALE, Choices, Codes, Day, Digits, Form, RequestNumber, yes_no
from ivr.flow.graph_asking import AskNode, AskRecordingNode, ConsentNode, StatusNode, SurveyNode
from ivr.flow.schema import ask as spec
from ivr.flow.schema.inquiry import RecordConsentSpec, SurveySpec
from ivr.flow.schema.status import StatusSpec


def compile_ask(
    path: str, name: str, node: spec.AskSpec, around: Surroundings
) -> AskNode | AskRecordingNode:
    """Build the node."""
    answer = node.answer
    if isinstance(answer, spec.RecordingSpec):
        return AskRecordingNode(
            name=name,
            into=node.into,
            prompt=around.say(path, node.prompt),
            no_input=around.say(f"{path}.no_input", node.no_input),
            max_s=answer.max_s,
            silence_s=answer.silence_s,
            attempts=node.attempts,
            next=node.next or "",
            fallback=node.fallback or "",
        )
    return AskNode(
        name=name,
        into=node.into,
        kind=answer.type,
        form=_form(answer, around),
        confirmation=yes_no(around.yes_no),
        prompt=around.say(path, node.prompt),
        no_input=around.say(f"{path}.no_input", node.no_input),
        no_match=around.say(f"{path}.no_match", node.no_match),
        confirm=around.say(f"{path}.confirm", node.confirm),
        timeout_s=node.timeout_s,
        between_s=node.between_s,
        attempts=node.attempts,
        next=node.next or "",
        fallback=node.fallback or "",
    )


def _form(
    answer: spec.DigitsSpec
    | spec.YesNoSpec
    | spec.DateSpec
    | spec.ChoiceSpec
    | spec.DestinationAnswerSpec,
    around: Surroundings,
) -> Form:
    match answer:
        case spec.DigitsSpec():
            return Digits(
                shortest=answer.min, longest=answer.max, end=answer.end, words=around.digits
            )
        case spec.DateSpec():
            return Day(order=answer.order, words=around.digits)
        case spec.DestinationAnswerSpec():
            codes = {known.code: name for name, known in around.destinations.items() if known.code}
            names = {name: wordings(known.words) for name, known in around.destinations.items()}
            lengths = [len(code) for code in codes] or [1]
            return Codes(
                shortest=min(lengths),
                longest=max(lengths),
                codes=codes,
                words={**around.digits, **names},
            )
        case spec.YesNoSpec():
            return yes_no(around.yes_no)
        case spec.ChoiceSpec(options=options):
            return Choices(
                keys={option.key: name for name, option in options.items() if option.key},
                answers={name: name for name in options},
                words={name: wordings(option.words) for name, option in options.items()},
            )
        case _:
            assert_never(answer)


def compile_consent(
    path: str, name: str, node: RecordConsentSpec, around: Surroundings
) -> ConsentNode:
    """Build a record_consent node."""
    return ConsentNode(
        name=name,
        prompt=around.say(path, node.prompt),
        is_asked=node.ask,
        words=around.yes_no,
        no_match=around.say(f"{path}.no_match", node.no_match),
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        agreed=node.agreed or "",
        refused=node.refused or "",
    )


def compile_survey(path: str, name: str, node: SurveySpec, around: Surroundings) -> SurveyNode:
    """Build a survey node."""
    return SurveyNode(
        name=name,
        intro=around.say(f"{path}.intro", node.intro),
        questions={
            question: around.say(f"{path}.{question}", text)
            for question, text in node.questions.items()
        },
        words={digit: words for digit, words in around.digits.items() if digit in SCALE},
        no_match=around.say(f"{path}.no_match", node.no_match),
        thanks=around.say(f"{path}.thanks", node.thanks),
        timeout_s=node.timeout_s,
        attempts=node.attempts,
        next=node.next or "",
    )


def compile_status(path: str, name: str, node: StatusSpec, around: Surroundings) -> StatusNode:
    """Build a status node."""
    ask = AskNode(
        name=name,
        into="request.number",
        kind="request",
        form=RequestNumber(words=around.digits),
        confirmation=yes_no({}),
        prompt=around.say(path, node.prompt),
        no_input=around.say(f"{path}.no_input", node.no_input),
        no_match=around.say(f"{path}.no_match", node.no_match),
        confirm={},
        timeout_s=node.timeout_s,
        between_s=node.between_s,
        attempts=node.attempts,
        next="",
        fallback=node.fallback or "",
    )
    return StatusNode(
        name=name,
        ask=ask,
        statuses={
            status: around.say(f"{path}.{status}", text) for status, text in node.statuses.items()
        },
        other=around.say(f"{path}.other", node.other),
        due=around.say(f"{path}.due", node.due),
        overdue=around.say(f"{path}.overdue", node.overdue),
        outcome=around.say(f"{path}.outcome", node.outcome),
        outcome_other=around.say(f"{path}.outcome_other", node.outcome_other),
        unknown=around.say(f"{path}.unknown", node.unknown),
        found=node.found or "",
        not_found=node.not_found or "",
        unavailable=node.unavailable or "",
    )
