"""The `status` node: what has become of a request."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ivr.flow.expression.values import Type
from ivr.flow.request_outcome import OUTCOME_NAME
from ivr.flow.schema.fields import Name, Seconds, Text
from ivr.flow.schema.node_base import Next, NodeFile, Way

REQUEST_NAMES: Mapping[str, Type] = {
    "request.number": Type.TEXT,
    "request.updated": Type.DATE,
    "request.due": Type.DATE,
    OUTCOME_NAME: Type.TEXT,
}


class StatusSpec(NodeFile):
    """Ask for a request's number, by keys or digit by digit, and say what has become of it.

    A number whose check digit does not fit is asked for again. `statuses` has the text for each
    status, `other` the one for any other; then comes `due`, or `overdue` where that day is past.
    Where the department has written what came of it, `outcome` says so, or `outcome_other` where it
    has not written in the caller's language. The texts may use {request.number|digits},
    {request.updated}, {request.due}, and {request.outcome}, which is left out of a text in a
    language that it is not written in. `not_found` follows where there is no such request, once
    `unknown` has said so, `unavailable` where it cannot be looked up at present, `fallback` when
    all attempts are used up. The desk, the terminal and the web tell the same in the same words:
    what they know only of a call is left out there.
    """

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True

    type: Literal["status"]
    prompt: Text
    no_input: Text | None = None
    no_match: Text | None = None
    statuses: Annotated[dict[Name, Text], Field(min_length=1)]
    other: Text
    due: Text | None = None
    overdue: Text | None = None
    outcome: Text | None = None
    outcome_other: Text | None = None
    unknown: Text | None = None
    timeout_s: Seconds = 5.0
    between_s: Seconds = 3.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    found: Annotated[Name | None, Way(is_silent=False, is_answer=True)] = None
    not_found: Annotated[Name | None, Way(is_silent=False)] = None
    unavailable: Annotated[Name | None, Way(is_silent=False)] = None
    fallback: Next = None

    @model_validator(mode="after")
    def _outcome_for_everybody(self) -> "StatusSpec":
        if (self.outcome is None) != (self.outcome_other is None):
            raise ValueError(
                "'outcome' and 'outcome_other' go together: the second is for callers in whose "
                "language the department has not written"
            )
        return self

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the node's own words."""
        yield "digits"

    def names(self) -> Mapping[str, Type]:
        """Return what the texts may say of the request."""
        return REQUEST_NAMES
