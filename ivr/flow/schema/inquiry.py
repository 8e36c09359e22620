"""Nodes that ask one particular thing: consent to recording, and a survey."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ivr.flow.expression.values import Type
from ivr.flow.schema.fields import Seconds, Text, Variable
from ivr.flow.schema.node_base import Definition, Edge, Next, NodeFile


class RecordConsentSpec(NodeFile):
    """Say that the conversation is recorded, or with `ask: true` ask whether it may be.

    Keys 1 and 2, or yes and no. Who refuses, or says nothing, is not recorded from then on; a
    message that a caller leaves is another matter. Without this node conversations are recorded
    as the settings say.
    """

    asks: ClassVar[bool] = True

    type: Literal["record_consent"]
    prompt: Text
    ask: bool = False
    no_match: Text | None = None
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    agreed: Next = None
    refused: Next = None

    def edges(self) -> Iterator[Edge]:
        """Return the ways; nobody refuses where nobody is asked."""
        for edge in super().edges():
            if self.ask or edge.target is not None or edge.field != ("refused",):
                yield edge

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the node's own words."""
        if self.ask:
            yield "yes_no"


class SurveySpec(NodeFile):
    """Ask a few questions that are answered by keys or words from 1 to 5.

    Each answer is kept in the variable of the question's name. A question that is not answered is
    passed over.
    """

    asks: ClassVar[bool] = True

    type: Literal["survey"]
    intro: Text | None = None
    questions: Annotated[dict[Variable, Text], Field(min_length=1, max_length=5)]
    no_match: Text | None = None
    thanks: Text | None = None
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 2
    next: Next = None

    def defines(self) -> Iterator[Definition]:
        """Return the variables that keep the answers."""
        for name in self.questions:
            yield Definition(("questions", name), name, Type.NUMBER)

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the node's own words."""
        yield "digits"
