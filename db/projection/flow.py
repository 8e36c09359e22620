"""What the caller said and heard: choices, language findings, FAQ plays, recordings."""

from acd.events import CallLanguageSet
from db.models import Answer, Choice, FaqPlay, LanguageIdentification, Recording
from db.projection.work import Projection, Work
from ivr.flow.events import (
    AnswerGiven,
    AnswerRecorded,
    ChoiceMade,
    FaqAnswered,
    LanguageIdentified,
    RecordingConsentDecided,
    RecordingKept,
    VoicemailLeft,
)

rows = Projection()


@rows.on(ChoiceMade)
def _choice(work: Work, event: ChoiceMade) -> None:
    work.add(
        Choice,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        node=event.node,
        choice=event.choice,
        means=event.means.value,
        confidence=event.confidence,
    )


@rows.on(AnswerGiven)
def _answer(work: Work, event: AnswerGiven) -> None:
    work.add(
        Answer,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        node=event.node,
        variable=event.variable,
        kind=event.kind,
        value=event.value,
        means=event.means.value,
        confidence=event.confidence,
    )


@rows.on(RecordingConsentDecided)
def _consent(work: Work, event: RecordingConsentDecided) -> None:
    work.add(
        Answer,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        node=event.node,
        variable="recording",
        kind="consent",
        value="yes" if event.allowed else "no",
        means=event.how,
        confidence=1.0,
    )


@rows.on(FaqAnswered)
def _faq(work: Work, event: FaqAnswered) -> None:
    work.add(
        FaqPlay,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        faq=event.faq,
        language=event.language,
        complete=event.complete,
        heard_s=event.heard_s,
        means=event.means.value,
    )


@rows.on(LanguageIdentified)
def _identified(work: Work, event: LanguageIdentified) -> None:
    work.add(
        LanguageIdentification,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        language=event.language,
        confidence=event.confidence,
        means=event.means,
        evidence=dict(event.evidence),
    )


@rows.on(CallLanguageSet)
def _language_set(work: Work, event: CallLanguageSet) -> None:
    if event.by_agent is not None:
        work.add(
            LanguageIdentification,
            id=work.id,
            call_id=event.call_id,
            at=work.at,
            language=event.language,
            confidence=1.0,
            means="agent",
            by_agent=event.by_agent,
            evidence={},
        )


@rows.on(RecordingKept)
def _conversation(work: Work, event: RecordingKept) -> None:
    work.add(
        Recording,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        kind="conversation",
        path=event.path,
        duration_s=event.duration_s,
        sides=dict(event.sides),
    )


@rows.on(VoicemailLeft)
def _voicemail(work: Work, event: VoicemailLeft) -> None:
    work.add(
        Recording,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        kind="voicemail",
        path=event.path,
        duration_s=event.duration_s,
        sides={},
    )


@rows.on(AnswerRecorded)
def _recorded_answer(work: Work, event: AnswerRecorded) -> None:
    work.add(
        Recording,
        id=work.id,
        call_id=event.call_id,
        at=work.at,
        kind="answer",
        path=event.path,
        duration_s=event.duration_s,
        sides={},
    )
