"""What a callback node may say."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from acd.plan.week import TimeSpan
from ivr.flow.expression.values import Type
from ivr.flow.schema.fields import File, Key, Name, Seconds, Text
from ivr.flow.schema.node_base import Next, NodeFile, NotHelped

CALLBACK_NUMBER = "callback_number"
"""The name by which a callback node's texts read the number that is to be called."""

LEAST_OF_A_SLOT_S: Final = 900.0
"""A slot of which less is left is not offered."""


class SlotSpec(File):
    """A later time to be called at: `span` on the day itself, or on the one after.

    It is offered only while it is still to come, and lies within the hours of `callbacks` in
    city.yaml. `text` says the key and the time.
    """

    key: Key
    day: Literal["today", "tomorrow"] = "today"
    span: TimeSpan
    text: Text


class CallbackSpec(NodeFile):
    """Offer to call back: the caller hangs up and keeps the place in `queue`.

    `confirm` reads the caller's number back, {callback_number|digits}: key 1 takes it, key 2 asks
    for another, as a withheld one is asked for at once. With `slots`, `when` offers key 1 for as
    soon as it is the caller's turn, and each slot its own key. `failed` follows when nothing is
    booked.
    """

    asks: ClassVar[bool] = True
    tells_person: ClassVar[bool] = True
    helps: ClassVar[bool] = True

    type: Literal["callback"]
    queue: Name
    skills: dict[Name, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=dict)
    priority: Annotated[int, Field(ge=0, le=99)] = 0
    confirm: Text
    ask_number: Text
    wrong_number: Text
    when: Text | None = None
    slots: dict[Name, SlotSpec] = Field(default_factory=dict)
    booked: Text
    timeout_s: Seconds = 5.0
    attempts: Annotated[int, Field(ge=1, le=5)] = 3
    next: Next = None
    failed: NotHelped = None

    def names(self) -> Mapping[str, Type]:
        """Return the number, for the node's texts."""
        return {CALLBACK_NUMBER: Type.TEXT}
