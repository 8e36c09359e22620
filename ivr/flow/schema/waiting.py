"""What the `waiting` of an enqueue node may say: the announcements between the music."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ivr.flow.schema.fields import File, LineText, Seconds
from ivr.flow.schema.questions import QuestionListSpec


class PlaceSpec(File):
    """The place in the line: `next` for the first, `many` with {position}, `beyond` for the rest.

    What is left out is not said. Places up to ten are spoken as numbers.
    """

    next: LineText | None = None
    many: LineText | None = None
    beyond: LineText | None = None


class WaitSpec(File):
    """The expected wait: `between` has {low} and {high} minutes, `up_to` {high}, `over` {low}.

    Only `under_one` speaks of one minute, so every other text is in the plural. `not_known` may be
    left out: then a caller of whose wait too little is known hears the place alone.
    """

    under_one: LineText
    up_to: LineText
    between: LineText
    over: LineText
    not_known: LineText | None = None


class QuestionsSpec(QuestionListSpec):
    """The questions most asked of late, each with a key.

    `item` has {key} and {title} in any order: the title and the words around it are prompts of
    their own, played one after the other.
    `still_waiting` is heard after an answer.
    """

    intro: LineText | None = None
    item: LineText
    still_waiting: LineText | None = None


class WaitingSpec(File):
    """Announcements that interrupt the music, at most `most` of them.

    The first comes `after_s` after the node's own text, each further one `every_s` after the
    end of the last. Each tells the place and the wait, then the questions or the next comfort.
    """

    after_s: Seconds = 15.0
    every_s: Seconds = 45.0
    most: Annotated[int, Field(ge=1, le=100)] = 20
    place: PlaceSpec | None = None
    wait: WaitSpec | None = None
    questions: QuestionsSpec | None = None
    comfort: list[LineText] = Field(default_factory=list)


BLANKS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("place", "many"): ("{position}",),
    ("wait", "up_to"): ("{high}",),
    ("wait", "between"): ("{low}", "{high}"),
    ("wait", "over"): ("{low}",),
}
"""What a text must have room for, by where it stands below `waiting`."""
