"""From the `waiting` of an enqueue node to prompts: a sentence for every place and every range.

A prompt's name says what it tells: `main.to_person.waiting.place.3` (the third place),
`main.to_person.waiting.wait.2-5` (2 to 5 minutes), `wait.0-5` (up to 5), `wait.60-` (more than 60).
"""

from ivr.flow import graph
from ivr.flow.offer_line import offer_line
from ivr.flow.question_list import compile_list, keys_of
from ivr.flow.reading import Speech
from ivr.flow.schema import waiting as spec
from ivr.flow.speech import speech
from ivr.flow.standing import POSITIONS, SPOKEN, Minutes


def compile_waiting(path: str, waiting: spec.WaitingSpec | None) -> graph.Waiting | None:
    """Build what is heard while waiting; None: nothing but the music."""
    if waiting is None:
        return None
    place = waiting.place or spec.PlaceSpec()
    wait = waiting.wait
    return graph.Waiting(
        after_s=waiting.after_s,
        every_s=waiting.every_s,
        most=waiting.most,
        places={
            number: speech(
                f"{path}.place.{number}",
                place.next if number == 1 else place.many,
                position=number,
            )
            for number in range(1, POSITIONS + 1)
        },
        beyond=speech(f"{path}.place.beyond", place.beyond),
        waits={} if wait is None else {each: _range(path, wait, each) for each in SPOKEN},
        not_known=speech(f"{path}.wait.not_known", None if wait is None else wait.not_known),
        questions=_questions(f"{path}.questions", waiting.questions),
        comfort=tuple(
            speech(f"{path}.comfort.{number}", each)
            for number, each in enumerate(waiting.comfort, start=1)
        ),
    )


def _range(path: str, wait: spec.WaitSpec, minutes: Minutes) -> Speech:
    low, high = minutes.low, minutes.high
    if high is None:
        return speech(f"{path}.wait.{low}-", wait.over, low=low)
    if low:
        text = wait.between
    else:
        text = wait.under_one if high == 1 else wait.up_to
    return speech(f"{path}.wait.{low}-{high}", text, low=low, high=high)


def _questions(path: str, questions: spec.QuestionsSpec | None) -> graph.Questions | None:
    if questions is None:
        return None
    return graph.Questions(
        question_list=compile_list(questions),
        intro=speech(path, questions.intro),
        item=offer_line(path, questions.item, keys=keys_of(questions.count)),
        still_waiting=speech(f"{path}.still_waiting", questions.still_waiting),
    )
