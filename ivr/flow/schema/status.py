"""The `status` node: what has become of a request."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ivr.flow.expression.values import Type
from ivr.flow.schema.fields import Name, Seconds, Text
from ivr.flow.schema.node_base import Next, NodeFile, Way

REQUEST_NAMES: Mapping[str, Type] = {
    "request.number": Type.TEXT,
    "request.updated": Type.DATE,
    "request.due": Type.DATE,
}


class StatusSpec(NodeFile):
    """Ask for a request's number, by keys or digit by digit, and say what has become of it.

    A number whose check digit does not fit is asked for again. `statuses` has the text for each
    status, `other` the one for any other; then comes `due`, or `overdue` where that day is past.
    The texts may use {request.number|digits}, {request.updated} and {request.due}. `not_found`
    follows where there is no such request, `unavailable` where it cannot be looked up at present,
    `fallback` when all attempts are used up.
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
    timeout_s: Seconds = 5.0
    between_s: Seconds = 3.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    found: Annotated[Name | None, Way(is_silent=False, is_answer=True)] = None
    not_found: Annotated[Name | None, Way(is_silent=False)] = None
    unavailable: Annotated[Name | None, Way(is_silent=False)] = None
    fallback: Next = None

    def listens_for(self) -> Iterator[str]:
        """Return what is listened for beside the node's own words."""
        yield "digits"

    def names(self) -> Mapping[str, Type]:
        """Return what the texts may say of the request."""
        return REQUEST_NAMES
